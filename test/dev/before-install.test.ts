import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';

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

describe('npm start while the packages are installed', () => {
  const packages = () => join(clone, 'node_modules');
  afterEach(() => {
    rmSync(packages(), { recursive: true, force: true });
    rmSync(join(clone, 'calls'), { force: true });
  });

  /** `npm start` where npm is this script; it needs no servers. */
  function startWith(script: string): ChildProcess {
    const folder = mkdtempSync(join(clone, 'path-'));
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\necho install >> calls\nmkdir node_modules\n${script}\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    const env = {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      MONGODB_URI: 'none',
      TEMPORAL_ADDRESS: 'none',
    };
    return spawn(process.execPath, ['bin/run.mjs', 'start'], { cwd: clone, env, stdio: 'ignore' });
  }
  const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

  it('ends at Ctrl-C and leaves nothing half installed', async () => {
    const run = startWith('sleep 60');
    await until('it installs', 60, async () => existsSync(packages()));
    run.kill('SIGINT');
    expect(await ended(run)).toBe(130);
    expect(existsSync(packages())).toBe(false);
    expect(readdirSync(join(clone, '.afterchat'))).toEqual([]);
  });

  it('leaves nothing half installed when npm fails', async () => {
    expect(await ended(startWith('exit 1'))).toBe(1);
    expect(existsSync(packages())).toBe(false);
  });

  it('installs once for two that start at the same time', async () => {
    // What they compile with is not installed, so both end then.
    await Promise.all([startWith('sleep 1'), startWith('sleep 1')].map(ended));
    expect(readFileSync(join(clone, 'calls'), 'utf8')).toBe('install\n');
  });
});
