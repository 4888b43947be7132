import { type ChildProcess, spawn } from 'node:child_process';

/** Runs a compiled script of dev/ as a person would, without the tests' environment variables. */
export interface DevScript {
  readonly child: ChildProcess;
  /** Everything that it has written so far. */
  readonly text: () => string;
  readonly exitCode: Promise<number | null>;
}

export function devScript(name: 'start' | 'example', stateFolder: string, ...args: string[]): DevScript {
  const { MONGODB_URI: _m, TEMPORAL_ADDRESS: _t, SENDGRID_API_KEY: _s, META_APP_SECRET: _a, ...rest } = process.env;
  const env = { ...rest, AFTERCHAT_STATE: stateFolder };
  const child = spawn(process.execPath, [`dist/dev/${name}.js`, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, text: () => text, exitCode: new Promise((resolve) => child.once('close', resolve)) };
}
