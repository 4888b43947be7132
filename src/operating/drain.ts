import type { ServerType } from '@hono/node-server';

/** Longer than a transaction may take; connections that are still open then (a stream, a stuck client) are closed. */
const drainMs = 10_000;

/** Accepts no more connections, lets open requests be answered, and closes each connection once it is idle. */
export async function drain(server: ServerType, patienceMs = drainMs): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  if (!('closeIdleConnections' in server)) return void (await closed);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
