import { createServer as createGrpcServer, createSecureServer, type Http2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../bin/servers/ports.mjs';
import { temporalFitness } from '../../src/operating/temporal-condition.ts';
import { temporalAccess } from '../../src/temporal/connect.ts';
import { type ProbedConfig, probeTemporal } from '../../src/temporal/probe.ts';
import { troubleOf } from '../../src/temporal/trouble.ts';
import { selfSigned } from '../support/self-signed.ts';

const toEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0)) await end();
});

/** What a server listens at; it, and all connections to it, end with the test. */
async function listening(server: Pick<Server, 'listen' | 'address' | 'close' | 'on'>): Promise<string> {
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toEnd.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const probed = (address: string, more: Partial<ProbedConfig> = {}) =>
  probeTemporal({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS: false, ...more });
const tls = { TEMPORAL_TLS: true };

describe('why there is no connection to Temporal is found out by connecting once without its client:', () => {
  it('nothing listens there', async () => {
    const at = `127.0.0.1:${await freePort()}`;
    for (const more of [{}, tls])
      expect(await probed(at, more)).toEqual({
        says: `nothing listens at ${at} (ECONNREFUSED)`,
        todo: 'start Temporal, or correct TEMPORAL_ADDRESS',
      });
  });

  it('no host has that name', async () => {
    expect(await probed('nowhere.invalid')).toEqual({
      says: expect.stringContaining('nowhere.invalid'),
      todo: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
  });

  it('the server there speaks no TLS, which TEMPORAL_TLS or the key wants', async () => {
    const at = await listening(createGrpcServer());
    expect(await probed(at)).toBeNull();
    expect(await probed(at, tls)).toEqual({ says: `${at} does not speak TLS`, todo: 'set TEMPORAL_TLS=false' });
    expect(await probed(at, { TEMPORAL_API_KEY: 'key' })).toEqual({
      says: `${at} does not speak TLS, without which TEMPORAL_API_KEY is not sent`,
      todo: 'correct TEMPORAL_ADDRESS, or remove TEMPORAL_API_KEY',
    });
  });

  it('the server there speaks TLS, or has a certificate of an unknown authority', async () => {
    const at = await listening(createSecureServer(selfSigned));
    expect(await probed(at)).toEqual({ says: `${at} speaks TLS`, todo: 'set TEMPORAL_TLS=true' });
    expect(await probed(at, tls)).toEqual({
      says: expect.stringMatching(`^the certificate of ${at} is not accepted \\(`),
      todo: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('another kind of server is there: one that closes, one of TLS without HTTP/2, one that says nothing', async () => {
    const closes = await listening(createServer((socket) => socket.end('hello')));
    for (const more of [{}, tls])
      expect(await probed(closes, more)).toMatchObject({ says: `what answers at ${closes} is not Temporal` });
    const https = await listening(createHttpsServer(selfSigned));
    expect(await probed(https, tls)).toMatchObject({ says: `what answers at ${https} is not Temporal` });
    const silent = await listening(createServer(() => {}));
    expect(await probed(silent)).toMatchObject({ says: `${silent} accepts connections and then says nothing` });
  });
});

type Status = { readonly [method: string]: number };

/** A server of gRPC that answers each method with a status, by default OK. */
function answering(status: Status): Http2Server {
  return createGrpcServer().on('stream', (stream, { ':path': path = '' }) => {
    const headers = { ':status': 200, 'content-type': 'application/grpc' };
    const code = status[path.slice(path.lastIndexOf('/') + 1)] ?? status.all ?? 0;
    if (code !== 0) return stream.respond({ ...headers, 'grpc-status': String(code) }, { endStream: true });
    stream.respond(headers, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
}

async function fitnessAt(address: string, more: Partial<ProbedConfig> = {}) {
  const config = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS: false, TEMPORAL_NAMESPACE: 'prod', ...more };
  // Without repetitions: one that is due after the connection is closed throws.
  const access = temporalAccess(config, {}, { interceptors: [] });
  toEnd.push(() => access.client.connection.close());
  return temporalFitness(access);
}

/** grpc.io, status codes. */
const [notFound, permissionDenied, unauthenticated] = [5, 7, 16];

describe('the condition of Temporal names the variable to correct', () => {
  it('where there is no connection', async () => {
    const at = await listening(createGrpcServer());
    expect(await fitnessAt(at, tls)).toEqual({
      state: 'away',
      says: `Temporal does not answer, because ${at} does not speak TLS: set TEMPORAL_TLS=false`,
    });
  });

  it('where there is a connection and no answer, as with a Temporal that hangs', async () => {
    const at = await listening(createServer(() => {}));
    expect((await fitnessAt(at)).says).toContain(`${at} accepts connections and then says nothing`);
  });

  it('where the namespace is missing', async () => {
    const at = await listening(answering({ all: notFound }));
    expect(await fitnessAt(at)).toMatchObject({ state: 'unfit', says: expect.stringContaining('no namespace prod') });
  });

  it('where the key is refused, but not where it may merely not describe the namespace', async () => {
    for (const all of [unauthenticated, permissionDenied]) {
      const at = await listening(answering({ all }));
      expect(await fitnessAt(at)).toMatchObject({
        state: 'away',
        says: expect.stringContaining('correct TEMPORAL_API_KEY'),
      });
    }
    const at = await listening(answering({ DescribeNamespace: permissionDenied }));
    expect(await fitnessAt(at)).toEqual({ state: 'ok', says: null });
  });

  it('or has the words of the client, where all seems well', async () => {
    const client = new Client({ connection: Connection.lazy() });
    toEnd.push(() => client.connection.close());
    const error = Object.assign(new Error('14 UNAVAILABLE: at capacity'), { code: 14 });
    expect(await troubleOf(error, { client, probe: async () => null })).toEqual({
      state: 'away',
      says: 'does not answer (14 UNAVAILABLE: at capacity)',
      todo: "see Temporal's log",
    });
  });
});
