import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'afterchat-clone-'));
  for (const name of ['bin', 'package.json', 'package-lock.json']) cpSync(name, join(clone, name), { recursive: true });
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** What `npm start -- …args` runs in a fresh clone; `before` is run first, to play another Node. */
function start(args: readonly string[], before = '') {
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const run = spawnSync(process.execPath, [...preload, 'bin/run.mjs', 'start', ...args], {
    cwd: clone,
    encoding: 'utf8',
  });
  return { text: run.stdout, problem: run.stderr, exitCode: run.status };
}

describe('npm start in a fresh clone', () => {
  afterAll(() => expect(existsSync(join(clone, 'node_modules'))).toBe(false));

  it('tells its options without installing anything', () => {
    const { text, exitCode } = start(['--help']);
    expect(text).toMatch(/^npm start \[-- options\].*--real-time/s);
    expect(exitCode).toBe(0);
  });

  it('says what is wrong with an option without installing anything', () => {
    expect(start(['--port', 'x'])).toEqual({
      text: '',
      problem: `afterchat: --port must be a number from 1 to 65535, not 'x'\n`,
      exitCode: 2,
    });
  });

  it('says in one line that this Node is too old', () => {
    const older = `Object.defineProperty(process.versions, 'node', { value: '20.18.3' })`;
    expect(start([], older)).toEqual({
      text: '',
      problem: 'afterchat needs Node.js 20.19 or newer; this is 20.18.3 (nodejs.org has newer ones)\n',
      exitCode: 1,
    });
  });
});
