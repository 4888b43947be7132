import { type Config, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { buildInfo } from './operating/metrics.ts';
import { startOperatingServer } from './operating/operating-server.ts';
import { type Process, type Running, runProcess } from './operating/process.ts';
import { startTracing } from './operating/tracing.ts';
import { packageVersion } from './own-package.ts';
import { shownConfig } from './shown-config.ts';

/** What one process can be: the API, the worker with its sweeper, or both. */
const roles = { api: ['api'], worker: ['worker'], all: ['api', 'worker'] } as const;
type Role = keyof typeof roles;

/** Each part is loaded only where it runs: without Temporal's worker and the emails, the API starts in half the time. */
const parts = {
  api: async () => (await import('./server.ts')).startServer,
  worker: async () => (await import('./worker.ts')).startWorker,
} as const;

async function start(role: Role, config: Config, running: Running): Promise<void> {
  const { METRICS_PORT, DELIVER_TIMEOUT_SECONDS } = config;
  // docs/deploy.md promises 75 s with the default of 40.
  running.stopWithinMs = (DELIVER_TIMEOUT_SECONDS + 25) * 1_000;
  const begin = async (part: Promise<Process>) => void running.parts.push(await part);
  if (METRICS_PORT !== undefined) await begin(startOperatingServer({ ...config, METRICS_PORT }, running));
  const tracing = await startTracing(config, role);
  if (tracing !== null) running.parts.push({ ended: new Promise(() => {}), stop: () => tracing.stop() });
  for (const part of roles[role]) {
    const startPart = await parts[part]();
    await begin(startPart(config, createLog(part, config), tracing));
  }
}

const role = process.argv[2] ?? '';
const log = createLog(role, { LOG_LEVEL: 'info' });
if (!Object.hasOwn(roles, role) || process.argv.length > 3) {
  log.fatal(`usage: node dist/src/main.js ${Object.keys(roles).join('|')}`);
  process.exit(2);
}
await runProcess(log, (running) => {
  const config = readConfig(process.env);
  log.level = config.LOG_LEVEL;
  buildInfo.set({ version: packageVersion(), node: process.version }, 1);
  log.info({ version: packageVersion(), node: process.version, configuration: shownConfig(config) }, 'starting');
  return start(role as Role, config, running);
});
