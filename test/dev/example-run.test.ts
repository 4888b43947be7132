import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import { rows } from '../../dev/example/rows.ts';
import { until } from '../../dev/servers/until.ts';
import { type DevScript, devScript } from '../support/dev-script.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-example-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: 'start' | 'example', state: string, ...args: string[]) =>
  devScript(script, join(folder, state), ...args);

describe('npm run example on a running stack', () => {
  let stack: DevScript;
  beforeAll(async () => {
    stack = run('start', 'stack', '--port', String(await freePort()));
    await until('the stack runs', 60, async () => stack.text().includes('afterchat is running.'));
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
    await until('it plays', 60, async () => example.text().includes(`0 of ${rows.length} rows done`));
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
