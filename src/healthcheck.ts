import { readConfig } from './config.ts';

/** A container's HEALTHCHECK runs this: exit code 0 if the process is ready, according to its operating port. */
const { METRICS_PORT, METRICS_HOST } = readConfig(process.env);
const host = METRICS_HOST === '0.0.0.0' || METRICS_HOST === '::' ? '127.0.0.1' : METRICS_HOST;
try {
  const answer = await fetch(`http://${host}:${METRICS_PORT}/readyz`, { signal: AbortSignal.timeout(4_000) });
  process.exit(answer.ok ? 0 : 1);
} catch {
  process.exit(1);
}
