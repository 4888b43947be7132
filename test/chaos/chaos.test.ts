import { spawn } from 'node:child_process';
import { expect, it } from '@jest/globals';

const parts = ['api-1', 'api-2', 'worker-1', 'worker-2', 'mongod', 'temporal'];

/** The account of a run, as `npm run chaos -- --json` prints it. */
async function chaos(...args: string[]) {
  const child = spawn(process.execPath, ['dist/chaos/main.js', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => (texts[name] += chunk.toString()));
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, ...texts };
}

it('a short run of a fixed seed loses, doubles and wrongly sends nothing, by email and on channels', async () => {
  const { exitCode, stdout, stderr } = await chaos('--minutes', '0.22', '--seed', '6', '--conversations', '24');
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}:\n${stderr}\n${stdout}`);
  const { count, trouble, restless } = JSON.parse(stdout);
  expect(count.counts).toEqual({ lost: 0, neverArrived: 0, doubled: 0, outOfOrder: 0, wronglySent: 0 });
  expect(restless).toEqual([]);
  expect(count.mails).toBeGreaterThan(4);
  expect(count.replies).toBeGreaterThan(0);
  expect(Object.keys(count.directs).sort()).toEqual(['instagram', 'messenger']);
  expect(count.written).toBeGreaterThan(10);
  expect(Object.keys(trouble.kills).every((name) => parts.includes(name))).toBe(true);
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
  expect(sum(trouble.frozen)).toBeGreaterThanOrEqual(2);
  expect(trouble.strangers).toBe(1);
  expect(Object.values<number>(trouble.kills).reduce((sum, kills) => sum + kills, 0)).toBeGreaterThanOrEqual(6);
}, 420_000);
