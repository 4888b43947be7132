import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { compose } from '../../src/mail/compose.ts';
import { mailRequest } from '../../src/mail/mail-request.ts';
import { sendGrid } from '../../src/mail/sendgrid.ts';
import { content } from './content.ts';

/** A bare TCP server, so that a test sees the very bytes and can break off wherever it likes. */
interface Provider {
  readonly url: string;
  readonly requests: string[];
}
let server: Server | undefined;
const sockets = new Set<Socket>();

async function provider(onRequest: (socket: Socket) => void): Promise<Provider> {
  const requests: string[] = [];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      received += String(chunk);
      if (!isWhole(received)) return;
      requests.push(received);
      onRequest(socket);
    });
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const isWhole = (request: string) => {
  const length = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? Number.NaN);
  return request.length >= request.indexOf('\r\n\r\n') + 4 + length;
};

const answering = (status: number, headers: Record<string, string> = {}, body = '') =>
  provider((socket) => {
    const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
    socket.end(`HTTP/1.1 ${status} X\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
  });

const sendTo = (baseUrl: string, body = '{"a":1}', timeoutMs = 5_000) =>
  sendGrid({ apiKey: 'SG.test', baseUrl, timeoutMs }).send(body);

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise<void>((closed) => (server === undefined ? closed() : server.close(() => closed())));
  server = undefined;
});

describe('handing a mail to SendGrid', () => {
  it('posts the stored bytes as they are, with the key, once', async () => {
    const { url, requests } = await answering(202, { 'X-Message-Id': 'abc' });
    const whole = content();
    const body = JSON.stringify(mailRequest(whole, await compose(whole)));
    expect(await sendTo(url, body)).toMatchObject({ kind: 'accepted', providerMessageId: 'abc', status: 202 });
    const [head = '', sent = ''] = (requests[0] ?? '').split(/\r\n\r\n([\s\S]*)/);
    expect(Buffer.from(sent, 'latin1').equals(Buffer.from(body, 'utf8'))).toBe(true);
    expect(head).toMatch(/^POST \/v3\/mail\/send HTTP\/1.1\r\n/);
    expect(head).toMatch(/authorization: Bearer SG\.test/i);
    expect(head).toMatch(/content-type: application\/json/i);
    expect(requests).toHaveLength(1);
  });

  it('keeps the order and spelling of keys that a parser would change', async () => {
    const { url, requests } = await answering(202);
    const body = '{"b": 1, "2":"é\\u00e9", "1":[ ]}';
    await sendTo(url, body);
    expect(Buffer.from(requests[0]?.split('\r\n\r\n')[1] ?? '', 'latin1').toString('utf8')).toBe(body);
  });

  it.each([
    [200, { kind: 'accepted' }],
    [202, { kind: 'accepted' }],
    [302, { kind: 'refused', reason: 'providerBusy' }],
    [400, { kind: 'rejected', reason: 'contentRejected' }],
    [401, { kind: 'refused', reason: 'providerAuth' }],
    [403, { kind: 'refused', reason: 'senderRejected' }],
    [404, { kind: 'rejected', reason: 'contentRejected' }],
    [408, { kind: 'refused', reason: 'providerBusy' }],
    [413, { kind: 'rejected', reason: 'tooLarge' }],
    [429, { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null }],
    [500, { kind: 'refused', reason: 'providerBusy' }],
    [502, { kind: 'unknown' }],
    [503, { kind: 'refused', reason: 'providerBusy' }],
    [504, { kind: 'unknown' }],
    [520, { kind: 'unknown' }],
  ])('reads %d as the table says, and asks once', async (status, meaning) => {
    const { url, requests } = await answering(status, { location: 'http://127.0.0.1:1/' }, '<html>x</html>');
    expect(await sendTo(url)).toMatchObject({ ...meaning, status });
    expect(requests).toHaveLength(1);
  });

  it('tells how long a busy provider wants to be left alone', async () => {
    const { url } = await answering(429, { 'Retry-After': '17' });
    expect(await sendTo(url)).toMatchObject({ kind: 'refused', retryAfterSeconds: 17 });
  });

  it('keeps the provider’s reason for the ledger, and no address in what may be logged', async () => {
    const errors = [{ field: 'personalizations.0.to.0.email', message: `ada@example.com is wrong ${'x'.repeat(300)}` }];
    const { url } = await answering(400, { 'content-type': 'application/json' }, JSON.stringify({ errors }));
    const result = await sendTo(url);
    expect(result.message).toBe('the provider answered 400');
    expect(result.detail).toMatch(/^personalizations\.0\.to\.0\.email: ada@example\.com is wrong x+$/);
    expect(result.detail).toHaveLength(200);
  });

  it('does not know the end when the connection is reset after the mail went out', async () => {
    const { url } = await provider((socket) => socket.resetAndDestroy());
    expect(await sendTo(url)).toMatchObject({ kind: 'unknown', status: null, code: 'ECONNRESET' });
  });

  it('takes the word of a status whose body breaks off', async () => {
    const { url } = await provider((socket) => socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\n{'));
    expect(await sendTo(url)).toMatchObject({ kind: 'accepted', status: 202 });
  });

  it('does not know the end when no answer comes in time', async () => {
    const { url } = await provider(() => {});
    const before = Date.now();
    expect(await sendTo(url, '{}', 300)).toMatchObject({ kind: 'unknown', code: 'ETIMEDOUT' });
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  it('limits the whole exchange, however slowly the answer drips', async () => {
    const { url } = await provider((socket) => {
      socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 999\r\n\r\n');
      const dripping = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(dripping));
    });
    expect(await sendTo(url, '{}', 400)).toMatchObject({ kind: 'unknown', code: 'ETIMEDOUT' });
  });

  it('knows that nothing was sent when there is no connection', async () => {
    const { url } = await answering(202);
    await new Promise<void>((closed) => server?.close(() => closed()));
    server = undefined;
    const result = await sendTo(url);
    expect(result).toMatchObject({ kind: 'refused', reason: 'providerBusy', status: null, code: 'ECONNREFUSED' });
    expect(result.message).toBe('no connection to the provider (ECONNREFUSED)');
  });

  it('knows that nothing was sent when the host is not found, or TLS fails or stalls', async () => {
    expect(await sendTo('http://provider.invalid')).toMatchObject({ kind: 'refused', reason: 'providerBusy' });
    const { url, requests } = await provider(() => {});
    sockets.clear();
    const stalled = await sendTo(url.replace('http:', 'https:'), '{}', 300);
    expect(stalled).toMatchObject({ kind: 'refused', reason: 'providerBusy', code: 'ETIMEDOUT' });
    expect(requests.join('')).not.toContain('mail/send');
  });
});
