import type { ServerType } from '@hono/node-server';

/** Longer than a transaction may take; what is still open then (a stream, a stuck client) is closed. */
const drainMs = 10_000;

/** Takes no more connections, lets the requests under way be answered, and closes each connection once it is idle. */
export async function drain(server: ServerType, patienceMs = drainMs): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  if (!('closeIdleConnections' in server)) return void (await closed);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
