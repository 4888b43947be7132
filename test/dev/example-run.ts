import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import { rows } from '../../dev/example/rows.ts';
import { until } from '../../dev/servers/until.ts';
import { devScript } from '../support/dev-script.ts';
import type { Stack } from './stacks.ts';

export function exampleOnStack({ folder }: Stack): void {
  it('plays the rows asked for and ends with 0 when all is as expected', async () => {
    const example = devScript('example', folder, '--only', 'invisible agent answers', '--only', 'deletes');
    const code = await example.exitCode;
    expect(example.text()).toMatch(/^10 .*1 agentsOffline: A1 +1\.\d agentsOffline: A1 +ok$/m);
    expect(example.text()).toMatch(/^15 .*none \(notMailed: deleted\) +none \(notMailed: deleted\) +ok$/m);
    expect(example.text()).toContain('2 of 2 as expected');
    expect(code).toBe(0);
  });

  it('ends with 130 at Ctrl-C', async () => {
    const example = devScript('example', folder);
    await until('it plays', 60, async () => example.text().includes(`0 of ${rows.length} rows done`));
    example.child.kill('SIGINT');
    expect(await example.exitCode).toBe(130);
    expect(example.text()).toMatch(/afterchat: stopped\n$/);
  });
}

export function exampleThatCannotBegin(): void {
  const hint = 'afterchat: the stack is not running: run `npm start` first, in another terminal\n';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'afterchat-example-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (state: string, ...args: string[]) => devScript('example', join(folder, state), ...args);

  it('says what to do when the stack was never started', async () => {
    const example = run('nothing');
    expect([await example.exitCode, example.text()]).toEqual([2, hint]);
  });

  it('says what to do when the stack has ended', async () => {
    mkdirSync(join(folder, 'ended'));
    const endpoints = { api: `http://127.0.0.1:${await freePort()}`, mailbox: 'http://127.0.0.1:1' };
    writeFileSync(join(folder, 'ended', 'endpoints.json'), JSON.stringify(endpoints));
    const example = run('ended');
    expect([await example.exitCode, example.text()]).toEqual([2, hint]);
  });

  it('says in one line which option it does not know', async () => {
    const example = run('nothing', '--bogus');
    expect(await example.exitCode).toBe(2);
    expect(example.text()).toMatch(/^afterchat: Unknown option '--bogus'.*\n$/);
  });
}
