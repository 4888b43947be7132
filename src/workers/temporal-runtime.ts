import { createServer } from 'node:net';
import { type MetricsExporterConfig, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalLogger } from '../temporal/logger.ts';

/** The port that was free may be taken a moment later. */
const tries = 3;

/**
 * Installs the runtime of Temporal's SDK, once in a process, with its log lines in ours. Its metrics are served by its
 * native core itself, on a free port of this host alone; what is returned reads them, as Prometheus's text.
 */
export async function installRuntime(log: Logger, port = freePort): Promise<() => Promise<string>> {
  for (let left = tries; ; left -= 1) {
    const address = `127.0.0.1:${await port()}`;
    try {
      Runtime.install({
        shutdownSignals: [],
        logger: temporalLogger(log),
        telemetryOptions: {
          logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
          metrics: servedAt(address),
        },
      });
      return async () => (await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(2_000) })).text();
    } catch (error) {
      if (left === 1 || !String(error).includes('in use')) throw error;
    }
  }
}

/** Names and units as Prometheus has them. */
const servedAt = (bindAddress: string): MetricsExporterConfig => ({
  attachServiceName: false,
  prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
