// @ts-check
import { connect, createServer } from 'node:net';

const loopback = '127.0.0.1';

/**
 * A free port on loopback: the preferred one or the next free one; without a preference, any.
 * @param {number} preferred
 * @param {ReadonlySet<number>} taken
 * @returns {Promise<number>}
 */
export async function freePort(preferred = 0, taken = new Set()) {
  for (let port = preferred; ; port += 1) {
    if (taken.has(port)) continue;
    const got = await tryListen(port);
    if (got !== null) return got;
    if (port > preferred + 200) throw new Error(`no free port from ${preferred} to ${port}`);
  }
}

/**
 * Returns the port if it can be listened on now, otherwise null.
 * @param {number} port
 * @returns {Promise<number | null>}
 */
function tryListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, loopback, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

/**
 * Whether something accepts connections on this port of loopback.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, loopback);
    /** @param {boolean} answer */
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
