import { spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** A process with parts from this file, which is told to end as soon as it is ready. */
async function ended(parts: string, stopWithinMs: number) {
  const script = `
    import { createLog } from './dist/src/log.js';
    import { runProcess } from './dist/src/operating/process.js';
    await runProcess(createLog('api', { LOG_LEVEL: 'info' }), async (running) => {
      running.stopWithinMs = ${stopWithinMs};
      let asked = 0;
      const lasting = new Promise(() => setInterval(() => {}, 1_000));
      running.parts.push(${parts});
    });`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let stderr = '';
  let log = '';
  child.stdout?.on('data', (chunk) => (log += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  let toldAt = 0;
  child.once('message', () => {
    toldAt = Date.now();
    child.kill('SIGTERM');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const said = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
  return { code, stderr, said, ms: Date.now() - toldAt };
}

describe('a process that is told to end', () => {
  it('ends in its time although a part never does, and says so', async () => {
    const hangs = '{ ended: lasting, stop: () => new Promise(() => {}) }';
    const { code, said, ms } = await ended(hangs, 300);
    expect([code, said]).toEqual([1, ['ready', 'stopping', 'it did not stop within 0.3 s and is ended now']]);
    expect(ms).toBeLessThan(5_000);
  });

  it('was only called ready once it was, as /readyz has it', async () => {
    const waits = `{ ended: lasting, stop: async () => {}, condition: async () => ({
      parts: { mongodb: asked++ < 2 ? { state: 'away', says: 'MongoDB is away' } : { state: 'ok', says: null } },
      needed: ['mongodb'],
    }) }`;
    expect((await ended(waits, 30_000)).said).toEqual(['started, but not ready yet', 'ready', 'stopping', 'stopped']);
  });

  it('stops the last part first, and ends well', async () => {
    const part = (name: string) => `{ ended: lasting, stop: async () => process.stderr.write('${name} ') }`;
    expect(await ended(`${part('first')}, ${part('last')}`, 30_000)).toMatchObject({
      code: 0,
      stderr: 'last first ',
      said: ['ready', 'stopping', 'stopped'],
    });
  });
});
