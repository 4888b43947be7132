import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isRunning } from '../../bin/servers/pid-lock.mjs';
import { endLeftovers, notePid } from '../../dev/leftovers.ts';
import { startChild } from '../../dev/servers/child-process.ts';
import { until } from '../../dev/servers/until.ts';
import { createSupervisor, type Part, type Supervisor } from '../../dev/supervisor.ts';

const sayReadyAndStay = `process.send({ kind: 'ready' }); setInterval(() => {}, 1000);`;

let folder: string;
let lines: string[];
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-supervisor-'));
  lines = [];
  supervisor = createSupervisor((line) => lines.push(line), join(folder, 'pids'));
});

afterEach(async () => {
  await supervisor.stop([]);
  rmSync(folder, { recursive: true, force: true });
});

/** A part that notes each of its starts in a file. */
function part(name: string, script: string): Part & { pids: () => number[] } {
  const starts = join(folder, `${name}.starts`);
  const noted = `require('node:fs').appendFileSync(${JSON.stringify(starts)}, process.pid + '\\n'); ${script}`;
  const command = { command: process.execPath, args: ['--eval', noted], logFile: join(folder, `${name}.log`) };
  return { name, command, pids: () => readFileSync(starts, 'utf8').trim().split('\n').map(Number) };
}

describe('a part that dies', () => {
  it('is started again, with a line that says so', async () => {
    const worker = part('worker', sayReadyAndStay);
    await supervisor.start(worker);
    process.kill(worker.pids()[0]!, 'SIGKILL');
    await until('the worker back', 60, async () => lines.length === 2);
    expect(lines).toEqual(['worker exited (SIGKILL); restarting it', 'worker is back']);
    expect(worker.pids()).toHaveLength(2);
  });

  it('is started again and again while it fails, ever more slowly', async () => {
    const flag = join(folder, 'broken');
    const broken = `if (require('node:fs').existsSync(${JSON.stringify(flag)})) throw new Error('no disk');`;
    const api = part('api', broken + sayReadyAndStay);
    await supervisor.start(api);
    writeFileSync(flag, '');
    process.kill(api.pids()[0]!, 'SIGKILL');
    await until('two failed starts', 60, async () => api.pids().length >= 3);
    rmSync(flag);
    await until('the api back', 60, async () => lines.at(-1) === 'api is back');
    expect(lines.join('\n')).toMatch(/api: exited \(exit code 1\) before it was ready.*no disk/s);
  });
});

it('says why a part does not come up, with the end of its log', async () => {
  const api = part('api', `console.error('MONGODB_URI: is missing'); process.exit(1);`);
  await expect(supervisor.start(api)).rejects.toThrow(
    /^api: exited \(exit code 1\) before it was ready\nMONGODB_URI: is missing\n\(more in .*api\.log\)$/,
  );
});

describe('the end', () => {
  it('comes in order: who uses the others first', async () => {
    const log = join(folder, 'order');
    const slow = (name: string) =>
      part(
        name,
        `process.on('SIGTERM', () => setTimeout(() => {
           require('node:fs').appendFileSync(${JSON.stringify(log)}, '${name} ');
           process.exit();
         }, 100)); ${sayReadyAndStay}`,
      );
    for (const name of ['mongod', 'temporal', 'api']) await supervisor.start(slow(name));
    await supervisor.stop([['api'], ['temporal'], ['mongod']]);
    expect(readFileSync(log, 'utf8')).toBe('api temporal mongod ');
    expect(lines).toEqual([]);
  });

  it('leaves no process over, not even what a part started', async () => {
    const child = join(folder, 'child');
    const api = part(
      'api',
      `const { spawn } = require('node:child_process');
       const own = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
       require('node:fs').writeFileSync(${JSON.stringify(child)}, String(own.pid)); ${sayReadyAndStay}`,
    );
    await supervisor.start(api);
    const pids = [...api.pids(), Number(readFileSync(child, 'utf8'))];
    expect(pids.every(isRunning)).toBe(true);
    await supervisor.stop([['api']]);
    await until('all gone', 60, async () => !pids.some(isRunning));
  });
});

describe('what a killed supervisor left behind', () => {
  it('is ended at the next start', async () => {
    const { command } = part('mongod', 'setInterval(() => {}, 1000)');
    const left = await startChild(command);
    notePid(join(folder, 'pids'), 'mongod', left.pid, command);
    expect(await endLeftovers(join(folder, 'pids'))).toEqual(['mongod']);
    await left.ended; // a killed child counts as running until we notice its end
    expect(isRunning(left.pid)).toBe(false);
  });

  it('is not mistaken for another process that has its pid by now', async () => {
    const another = await startChild({
      ...part('another', '').command,
      args: ['--eval', 'setInterval(() => {}, 1000)'],
    });
    notePid(join(folder, 'pids'), 'mongod', another.pid, part('mongod', 'x').command);
    expect(await endLeftovers(join(folder, 'pids'))).toEqual([]);
    expect(isRunning(another.pid)).toBe(true);
    await another.kill();
  });
});
