import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import { until } from '../../dev/servers/until.ts';
import { devScript } from '../support/dev-script.ts';
import { type ServiceProcess, serviceProcess } from '../support/service-processes.ts';
import type { Stack } from './stacks.ts';

/** What docs/deploy.md has one type first. */
function documentedEnvironment(folder: string): NodeJS.ProcessEnv {
  const line = /^eval .*endpoints\.json.*$/m.exec(readFileSync('docs/deploy.md', 'utf8'))?.[0] ?? '';
  const script = `${line.replace('.afterchat/', `${folder}/`)}\nexec "$0" -p 'JSON.stringify(process.env)'`;
  return JSON.parse(execFileSync('sh', ['-c', script, process.execPath], { encoding: 'utf8' }));
}

export function secondOfEach(stack: Stack): void {
  const { folder } = stack;
  let second: { readonly api: ServiceProcess; readonly worker: ServiceProcess; readonly url: string };
  let metrics: string;

  beforeAll(async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const env = documentedEnvironment(folder);
    expect(env).toMatchObject(stack.endpoints().environment);
    const api = serviceProcess('api', { ...env, PORT: String(port) }, join(folder, 'second-api.log'));
    const workersEnv = { ...env, METRICS_PORT: String(metricsPort) };
    const worker = serviceProcess('worker', workersEnv, join(folder, 'second-worker.log'));
    second = { api, worker, url: `http://127.0.0.1:${port}` };
    metrics = `http://127.0.0.1:${metricsPort}/metrics`;
    await Promise.all([api.start(), worker.start()]);
  });
  afterAll(async () => {
    await Promise.all([second?.api.kill(), second?.worker.kill()]);
  });

  const looks = async (): Promise<number> =>
    Number((await (await fetch(metrics)).text()).match(/^afterchat_look_duration_seconds_count\S* (\d+)$/m)?.[1] ?? 0);

  const mails = async (): Promise<number> => {
    const { items } = (await (await fetch(`${stack.endpoints().mailbox}/api/mails`)).json()) as { items: unknown[] };
    return items.length;
  };

  it('share the work, and the example passes while one of each is killed', async () => {
    const before = await mails();
    const apis = ['--api', stack.endpoints().api, '--api', second.url];
    // Temporal notices only some seconds later that a worker is gone.
    const rows = [
      'required, no agent online',
      "fills in the widget's form at 10",
      'asked on the way',
      'down once at 6',
      'This was not me',
    ];
    const example = devScript('example', folder, ...apis, '--late', '15', ...rows.flatMap((row) => ['--only', row]));
    await until('the first mail is there', 60, async () => (await mails()) > before);
    expect(await looks()).toBeGreaterThan(0);
    // Not in the middle of a send: the end of that one would be unknown, which only the provider's reports resolve.
    await sleep(1_000);
    process.kill(stack.parts().worker!, 'SIGKILL');
    await second.api.kill();
    const code = await example.exitCode;
    expect(example.text()).toMatch(/^(\d+) of \1 as expected/m);
    expect(code).toBe(0);
    expect(stack.text()).toContain('worker exited (SIGKILL); restarting it');
  }, 120_000);
}
