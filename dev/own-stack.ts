import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../bin/servers/ports.mjs';
import { until } from './servers/until.ts';
import { type Endpoints, readEndpoints, stateFolder } from './state-folder.ts';

export interface OwnStack {
  readonly endpoints: Endpoints;
  /** What it has printed. */
  readonly text: () => string;
  /** Ends it, and removes what it kept. */
  stop(): Promise<void>;
}

const patienceSeconds = 120;

/**
 * A stack such as `npm start` runs, with shortened durations: for one use, beside any other, with ports and a folder of
 * its own. It ends with this process.
 */
export async function startOwnStack(): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-stack-'));
  const { MONGODB_URI: _m, TEMPORAL_ADDRESS: _t, SENDGRID_API_KEY: _s, META_APP_SECRET: _a, ...rest } = process.env;
  const env = { ...rest, AFTERCHAT_STATE: join(folder, 'state') };
  const args = ['dist/dev/start.js', '--port', String(await freePort())];
  // Of a process group of its own: at a Ctrl-C we decide when it ends. It also ends when the channel to us is closed.
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const isRunning = () => text.includes('afterchat is running.');
    await until('the stack', patienceSeconds, async () => isRunning() || child.exitCode !== null);
    const endpoints = isRunning() ? readEndpoints(stateFolder(env)) : null;
    if (endpoints === null) throw new Error(`the stack has not started:\n${text}`);
    return { endpoints, text: () => text, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
