import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../dev/servers/ports.ts';
import { until } from '../../dev/servers/until.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-example-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly exitCode: Promise<number | null>;
}

/** A compiled script of dev/, with a state folder of the test's own. */
function run(script: string, state: string, ...args: string[]): Run {
  const { MONGODB_URI: _m, TEMPORAL_ADDRESS: _t, SENDGRID_API_KEY: _s, ...rest } = process.env;
  const env = { ...rest, AFTERCHAT_STATE: join(folder, state) };
  const child = spawn(process.execPath, [`dist/dev/${script}.js`, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, text: () => text, exitCode: new Promise((resolve) => child.once('close', resolve)) };
}

describe('npm run example on a running stack', () => {
  let stack: Run;
  beforeAll(async () => {
    stack = run('start', 'stack', '--port', String(await freePort()));
    await until('the stack runs', 45, async () => stack.text().includes('afterchat is running.'));
  });
  afterAll(async () => {
    stack.child.kill('SIGTERM');
    await stack.exitCode;
  });

  it('plays the rows asked for and ends with 0 when all is as expected', async () => {
    const example = run('example', 'stack', '--only', 'invisible agent answers', '--only', 'deletes');
    const code = await example.exitCode;
    expect(example.text()).toMatch(/^10 .*1 agentsOffline: A1 +1\.\d agentsOffline: A1 +ok$/m);
    expect(example.text()).toMatch(/^15 .*none \(notMailed: deleted\) +none \(notMailed: deleted\) +ok$/m);
    expect(example.text()).toContain('2 of 2 as expected');
    expect(code).toBe(0);
  });

  it('ends with 130 at Ctrl-C', async () => {
    const example = run('example', 'stack');
    await until('it plays', 20, async () => example.text().includes('0 of 17 rows done'));
    example.child.kill('SIGINT');
    expect(await example.exitCode).toBe(130);
    expect(example.text()).toMatch(/afterchat: stopped\n$/);
  });
});

describe('npm run example that cannot begin', () => {
  const hint = 'afterchat: the stack is not running: run `npm start` first, in another terminal\n';

  it('says what to do when the stack was never started', async () => {
    const example = run('example', 'nothing');
    expect([await example.exitCode, example.text()]).toEqual([2, hint]);
  });

  it('says what to do when the stack has ended', async () => {
    mkdirSync(join(folder, 'ended'));
    const endpoints = { api: `http://127.0.0.1:${await freePort()}`, mailbox: 'http://127.0.0.1:1' };
    writeFileSync(join(folder, 'ended', 'endpoints.json'), JSON.stringify(endpoints));
    const example = run('example', 'ended');
    expect([await example.exitCode, example.text()]).toEqual([2, hint]);
  });

  it('says in one line which option it does not know', async () => {
    const example = run('example', 'nothing', '--bogus');
    expect(await example.exitCode).toBe(2);
    expect(example.text()).toMatch(/^afterchat: Unknown option '--bogus'.*\n$/);
  });
});
