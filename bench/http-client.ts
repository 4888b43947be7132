import { Agent, request } from 'node:http';

/** For clients that share their connections. */
export const connectionsOf = (most: number) => new Agent({ keepAlive: true, maxSockets: most });

/** A lean keep-alive client, because the load generator shares the machine with what it measures. */
export function httpClient(url: string, apiKey: string, connections: number | Agent) {
  const agent = typeof connections === 'number' ? connectionsOf(connections) : connections;
  const { hostname, port } = new URL(url);
  const call = (method: string, path: string, body?: unknown): Promise<number> =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = {
        authorization: `Bearer ${apiKey}`,
        ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
      };
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        response.resume();
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status < 300) resolve(status);
          else reject(new Error(`${method} ${path} was answered ${status}`));
        });
      });
      sent.on('error', reject);
      sent.end(payload);
    });
  return { call, close: () => agent.destroy() };
}

/** Runs `work` from several clients at once until the time is up; returns how often per second it was done. */
export async function rate(
  clients: number,
  seconds: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let turn = 0;
  const client = async () => {
    while (performance.now() - start < seconds * 1_000) {
      turn += 1;
      await work(turn);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return turn / ((performance.now() - start) / 1_000);
}
