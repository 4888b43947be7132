import { type Config, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startOperatingServer } from './operating/operating-server.ts';
import { type Process, type Running, runProcess } from './operating/process.ts';
import { startTracing } from './operating/tracing.ts';
import { startServer } from './server.ts';
import { startWorker } from './worker.ts';

/** What one process can be: the API, the worker with its sweeper, or both. */
const roles = { api: ['api'], worker: ['worker'], all: ['api', 'worker'] } as const;
type Role = keyof typeof roles;

async function start(role: Role, config: Config, running: Running): Promise<void> {
  const { METRICS_PORT, DELIVER_TIMEOUT_SECONDS } = config;
  // docs/deploy.md promises 75 s with the default of 40.
  running.stopWithinMs = (DELIVER_TIMEOUT_SECONDS + 25) * 1_000;
  const begin = async (part: Promise<Process>) => void running.parts.push(await part);
  if (METRICS_PORT !== undefined)
    await begin(startOperatingServer({ ...config, METRICS_PORT }, () => running.readiness()));
  const tracing = await startTracing(config, role);
  if (tracing !== null) running.parts.push({ ended: new Promise(() => {}), stop: () => tracing.stop() });
  for (const part of roles[role]) {
    const log = createLog(part, config);
    await begin(part === 'api' ? startServer(config, log, tracing) : startWorker(config, log, tracing));
  }
}

const role = process.argv[2] ?? '';
if (!Object.hasOwn(roles, role) || process.argv.length > 3) {
  process.stderr.write(`usage: node dist/src/main.js ${Object.keys(roles).join('|')}\n`);
  process.exit(2);
}
await runProcess((running) => start(role as Role, readConfig(process.env), running));
