import { createServer, type Server } from 'node:http';
import type { Config } from '../config.ts';
import { listeningError } from './listening-error.ts';
import { registry } from './metrics.ts';
import type { Process, Running } from './process.ts';

type OperatingConfig = Pick<Config, 'METRICS_HOST'> & { readonly METRICS_PORT: number };

/**
 * A separate port for operators, which must not be public: `/metrics` for Prometheus, `/healthz` (the process is up)
 * and `/readyz` (200 if it has what it needs, otherwise 503; one line for each thing that is wrong).
 */
export async function startOperatingServer(
  { METRICS_HOST, METRICS_PORT }: OperatingConfig,
  { parts, readiness }: Pick<Running, 'parts' | 'readiness'>,
): Promise<Process> {
  const server = createServer(async (request, response) => {
    switch (request.url?.split('?')[0]) {
      case '/metrics':
        try {
          response.setHeader('content-type', registry.contentType).end(await metricsOf(parts));
        } catch (error) {
          response.writeHead(500).end(String(error));
        }
        return;
      case '/healthz':
        response.end('ok\n');
        return;
      case '/readyz': {
        const { isReady, says } = await readiness();
        response.writeHead(isReady ? 200 : 503).end([...(isReady ? ['ok'] : []), ...says, ''].join('\n'));
        return;
      }
      default:
        response.writeHead(404).end('/metrics, /healthz, /readyz\n');
    }
  });
  await listening(server, METRICS_PORT, METRICS_HOST);
  return {
    ended: new Promise(() => {}),
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Ours, and those that parts keep by themselves; without these while they cannot be read. */
async function metricsOf(parts: readonly Process[]): Promise<string> {
  const theirs = parts.map((part) => part.metrics?.().catch(() => '') ?? '');
  return (await Promise.all([registry.metrics(), ...theirs])).join('');
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(listeningError(error, { host, port }, { host: 'METRICS_HOST', port: 'METRICS_PORT' })),
    );
    server.listen(port, host, resolve);
  });
}
