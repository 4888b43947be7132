import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { type Endpoints, readEndpoints, stateFolder } from '../../dev/state-folder.ts';
import { type DevScript, devScript } from '../support/dev-script.ts';

/** A stack such as `npm start` runs once everything is compiled, with a state folder of its own. */
export type Stack = ReturnType<typeof stackIn>;

function stackIn(folder: string) {
  const state = stateFolder({ AFTERCHAT_STATE: folder });
  let run: DevScript;
  return {
    folder,
    state,
    begin: (...args: readonly string[]) => {
      run = devScript('start', folder, ...args);
    },
    isRunning: () => says(run, 'afterchat is running.'),
    says: (words: string) => says(run, words),
    /** Everything that the latest start has written so far. */
    text: () => run.text(),
    end: async (signal: 'SIGTERM' | 'SIGKILL') => {
      const { child } = run;
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      if (hasEnded(run)) return child.exitCode;
      child.kill(signal);
      return ended;
    },
    endpoints: () => readEndpoints(state) as Endpoints,
    /** The running parts by name, as noted for the next start. */
    parts: (): Record<string, number> =>
      Object.fromEntries(
        readdirSync(state.pids).map((name) => [name, JSON.parse(readFileSync(join(state.pids, name), 'utf8')).pid]),
      ),
  };
}

/** Two stacks for all tests of a file, begun at the same moment without a word about ports. */
export function useTwoStacks(): readonly [one: Stack, other: Stack] {
  const stacks = ['one', 'other'].map((name) => stackIn(mkdtempSync(join(tmpdir(), `afterchat-${name}-`))));
  beforeAll(async () => {
    for (const stack of stacks) stack.begin();
    await Promise.all(stacks.map((stack) => stack.isRunning()));
  });
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.end('SIGTERM')));
    for (const { folder } of stacks) rmSync(folder, { recursive: true, force: true });
  });
  return stacks as unknown as readonly [Stack, Stack];
}

const hasEnded = ({ child }: DevScript) => child.exitCode !== null || child.signalCode !== null;

async function says(run: DevScript, words: string): Promise<void> {
  await until(`'${words}'`, 90, async () => run.text().includes(words) || hasEnded(run));
  if (!run.text().includes(words)) throw new Error(`it ended without saying '${words}':\n${run.text()}`);
}
