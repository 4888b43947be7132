import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendGrid } from '../../src/mail/sendgrid.ts';

/** What a server does on a connection, by the number of the request on it. */
interface Behaviour {
  /** The headers have come, and ask whether to go on. By default it says so. */
  asked?(socket: Socket, request: number): void;
  /** The whole request has come. By default it is accepted. */
  came?(socket: Socket, request: number): void;
}

let server: Server | undefined;
const sockets = new Set<Socket>();

/** A bare TCP server that keeps connections, so that a test sees each byte and can break off wherever it likes. */
async function provider({ asked = goOn, came = accept }: Behaviour = {}) {
  const bodies: string[] = [];
  const heads: string[] = [];
  let connections = 0;
  server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.setEncoding('latin1');
    let received = '';
    let requests = 0;
    let head: string | null = null;
    socket.on('data', (chunk) => {
      received += String(chunk);
      if (head === null && received.includes('\r\n\r\n')) {
        head = received.slice(0, received.indexOf('\r\n\r\n') + 4);
        received = received.slice(head.length);
        heads.push(head);
        requests += 1;
        if (/^expect: 100-continue\r$/im.test(head)) asked(socket, requests);
      }
      const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? Number.NaN);
      if (head === null || !(received.length >= length)) return;
      bodies.push(received.slice(0, length));
      received = received.slice(length);
      head = null;
      came(socket, requests);
    });
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = (more: { continueWithinMs?: number } = {}) =>
    sendGrid({ apiKey: 'SG.test', baseUrl, timeoutMs: 5_000, ...more });
  return { sender, bodies, heads, connections: () => connections };
}

const goOn = (socket: Socket) => void socket.write('HTTP/1.1 100 Continue\r\n\r\n');
const accept = (socket: Socket) => void socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise<void>((closed) => (server === undefined ? closed() : server.close(() => closed())));
  server = undefined;
});

describe('emails that follow each other', () => {
  it('share a connection, on which the next one leaves only when the provider still listens', async () => {
    const { sender, bodies, heads, connections } = await provider();
    const { send } = sender();
    for (const body of ['{"a":1}', '{"b":2}', '{"c":"é"}'])
      expect(await send(body)).toMatchObject({ kind: 'accepted', status: 202 });
    expect(bodies.map((body) => Buffer.from(body, 'latin1').toString())).toEqual(['{"a":1}', '{"b":2}', '{"c":"é"}']);
    expect(connections()).toBe(1);
    expect(heads.map((head) => /expect: 100-continue/i.test(head))).toEqual([false, true, true]);
  });

  it('are sent at once on a new connection where the kept one is closed as the headers come', async () => {
    const { sender, bodies, connections } = await provider({ asked: (socket) => void socket.resetAndDestroy() });
    const { send } = sender();
    for (const body of ['1', '2', '3']) expect(await send(body)).toMatchObject({ kind: 'accepted' });
    expect(bodies).toEqual(['1', '2', '3']);
    expect(connections()).toBeGreaterThan(1);
  });

  it('are neither lost nor doubled nor unknown where idle connections are closed just as the next one comes', async () => {
    const { sender, bodies, heads, connections } = await provider({
      came: async (socket) => {
        const known = heads.length;
        accept(socket);
        for (let turns = bodies.length % 7; turns > 0; turns -= 1) await turn();
        // By what the server has read, the connection is idle; the next email may be on its way.
        if (heads.length === known) socket.destroy();
      },
    });
    const { send } = sender();
    const sent = Array.from({ length: 150 }, (_, index) => `${index}`);
    for (const body of sent) {
      for (let turns = Number(body) % 5; turns > 0; turns -= 1) await turn();
      expect(await send(body)).toMatchObject({ kind: 'accepted' });
    }
    expect(bodies).toEqual(sent);
    expect(connections()).toBeGreaterThan(1);
    expect(connections()).toBeLessThan(sent.length);
  });

  it('have an unknown outcome if the connection breaks once the provider has asked for them, and are not repeated', async () => {
    const { sender, bodies } = await provider({
      came: (socket, request) => (request === 1 ? accept(socket) : void socket.resetAndDestroy()),
    });
    const { send } = sender();
    expect(await send('1')).toMatchObject({ kind: 'accepted' });
    expect(await send('2')).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
    expect(bodies).toEqual(['1', '2']);
  });

  it.each([
    ['says nothing to the headers', () => {}],
    ['refuses the question', (socket: Socket) => void socket.write('HTTP/1.1 417 No\r\ncontent-length: 0\r\n\r\n')],
    ['answers before it has the email', accept],
  ])('each have a connection of their own where the provider %s', async (_, asked) => {
    const { sender, bodies, heads } = await provider({ asked });
    const { send } = sender({ continueWithinMs: 50 });
    for (const body of ['1', '2', '3', '4']) expect(await send(body)).toMatchObject({ kind: 'accepted', status: 202 });
    expect(bodies).toEqual(['1', '2', '3', '4']);
    expect(heads.filter((head) => /expect:/i.test(head))).toHaveLength(1);
  });
});
