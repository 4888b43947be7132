import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Passes posts on to a server. When that has answered the first one, and before the sender sees anything of it,
 * `meanwhile` happens and the connection breaks, as if the server had died between its work and its answer.
 */
export async function losingFirstAnswer(target: string, meanwhile: () => Promise<void>) {
  let isLost = false;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const passedOn = { method: 'POST', headers: headers as Record<string, string>, body: Buffer.concat(parts) };
    const answer = await fetch(target + request.url, passedOn).catch(() => null);
    if (answer !== null && !isLost) {
      isLost = true;
      await meanwhile();
      response.destroy();
    } else if (answer === null) response.destroy();
    else response.writeHead(answer.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
