import { type ServerType, serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './api/app.ts';
import { notifier } from './api/notifier.ts';
import { type Config, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { type Process, runProcess } from './process.ts';
import { systemClock } from './store/clock.ts';
import { connectStore, createIndexes } from './store/store.ts';
import { isStoreAway } from './store/transaction.ts';
import { temporalClient } from './temporal/connect.ts';
import { temporalWaker } from './temporal/waker.ts';

/** Starts the API. It listens at once; a MongoDB that is away makes it answer 503 until it is back. */
async function startServer(config: Config, log: Logger): Promise<Process> {
  const store = connectStore(config.MONGODB_URI, config.MONGODB_DATABASE);
  const temporal = temporalClient(config);
  const notify = notifier(temporalWaker(temporal), log);
  const app = createApp({ store, log, temporal, notifier: notify, clock: systemClock });
  await makeIndexes();
  const server = await listen(app.fetch, config);
  return {
    ended: new Promise(() => {}),
    port: portOf(server),
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
      await notify.idle();
      await temporal.connection.close();
      await store.close();
    },
  };

  /** In the foreground if MongoDB is there, else once it comes back. */
  async function makeIndexes(): Promise<void> {
    try {
      await createIndexes(config.MONGODB_URI, config.MONGODB_DATABASE);
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      log.warn({ err: error }, 'MongoDB is away; the indexes are made once it is back');
      setTimeout(() => void makeIndexes(), 5_000).unref();
    }
  }
}

function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: HOST, port: PORT }, () => resolve(server));
    server.once('error', reject);
  });
}

function portOf(server: ServerType): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

await runProcess(async () => {
  const config = readConfig(process.env);
  return startServer(config, createLog('api', config));
});
