import { serve } from '@hono/node-server';
import { createApp } from '../src/api/app.ts';
import { notifier } from '../src/api/notifier.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { systemClock } from '../src/store/mongo/clock.ts';
import { connectStore } from '../src/store/mongo/store.ts';
import { temporalAccess } from '../src/temporal/connect.ts';
import { temporalWaker } from '../src/temporal/waker.ts';

/**
 * The same API as in a design that signals every event: each change is signalled, and answered once Temporal has the
 * signal. Only for comparison in the ingest benchmark.
 */
const config = readConfig(process.env);
const log = createLog('signalling', config);
const store = connectStore(config.MONGODB_URI, config.MONGODB_DATABASE);
const temporal = temporalAccess(config);
const waker = temporalWaker(temporal.client, { deadlineMs: 20_000, restMs: 0 });
const lazy = notifier(waker, log);
const app = createApp({
  store,
  log,
  temporal,
  clock: systemClock,
  notifier: {
    ...lazy,
    changed: (change) => lazy.changed(change && { ...change, wake: change.wake ?? 'messagePosted' }),
  },
});
const server = serve(
  {
    fetch: async (request) => {
      const response = await app.fetch(request);
      await lazy.idle();
      return response;
    },
    hostname: config.HOST,
    port: config.PORT,
  },
  ({ port }) => process.send?.({ kind: 'ready', port }),
);
process.once('SIGTERM', () => server.close(() => process.exit(0)));
process.once('disconnect', () => process.exit(0));
