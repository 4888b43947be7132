import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { until } from '../../dev/servers/until.ts';
import { createApp } from '../../src/api/app.ts';
import { listen } from '../../src/listen.ts';
import { registry } from '../../src/operating/metrics.ts';
import { maxBytesOfPost } from '../../src/store/inbound/received.ts';
import { wholeFile } from '../../src/store/mongo/files.ts';
import { connectStore } from '../../src/store/mongo/store.ts';
import { useApi } from '../support/api-in-process.ts';
import { contentType, formOf, inboundPath, inboundSecret, rawForm, signedHeaders } from '../support/inbound.ts';
import { testMongoUri } from '../support/servers.ts';
import { reportSigner } from '../support/signed-reports.ts';

const api = useApi();
beforeEach(async () => {
  const { files, chunks } = api.store.rawInbound;
  await Promise.all([api.store.inbound.deleteMany({}), files.deleteMany({}), chunks.deleteMany({})]);
  api.woken.splice(0);
});

const { files, chunks } = { files: () => api.store.rawInbound.files, chunks: () => api.store.rawInbound.chunks };
const stored = () => api.store.inbound.find().toArray();
const only = async () => {
  const [one, ...others] = await stored();
  expect(others).toEqual([]);
  return one!;
};
const signed = (body: Buffer, at = api.now()) => signedHeaders(api.signer, body, at);
type Body = Buffer | ReadableStream<Uint8Array>;
const post = async (body: Body, headers: Record<string, string>, { path = inboundPath(), app = api.app } = {}) =>
  app.request(path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);

const parsedForm = formOf({
  to: 'reply@reply.acme.example',
  envelope: '{"to":["reply@reply.acme.example"],"from":"visitor@example.com"}',
  charsets: '{"text":"iso-8859-1"}',
  text: Buffer.from('D\u00e9j\u00e0 vu', 'latin1'),
});

describe('an email that is posted', () => {
  it.each([
    ['raw', rawForm()],
    ['in its parts', parsedForm],
  ])('%s, is stored byte for byte, and then processed', async (_, body) => {
    const answer = await post(body, signed(body));
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const email = await only();
    expect(email).toMatchObject({ state: 'new', reason: null, signature: 'valid', contentType, bytes: body.length });
    expect((await wholeFile(api.store.rawInbound, email._id))?.equals(body)).toBe(true);
    await api.told();
    expect(api.woken).toEqual([`inbound ${email._id}`]);
  });

  it('is stored piece by piece', async () => {
    const body = Buffer.concat([rawForm(), Buffer.alloc(600_000, 'x')]);
    const pieces = [body.subarray(0, 1), body.subarray(1, 300_000), body.subarray(300_000)];
    const headers = signed(body);
    expect((await post(ReadableStream.from(pieces) as ReadableStream<Uint8Array>, headers)).status).toBe(204);
    const email = await only();
    expect(await chunks().countDocuments({ files_id: email._id })).toBe(3);
    expect((await wholeFile(api.store.rawInbound, email._id))?.equals(body)).toBe(true);
    expect(email.signature).toBe('valid');
  });

  it('may be nothing, or no form: that is found when it is read', async () => {
    expect((await post(Buffer.alloc(0), signed(Buffer.alloc(0)))).status).toBe(204);
    const json = Buffer.from('{"to": "reply"}');
    expect((await post(json, { ...signed(json), 'content-type': 'application/json' })).status).toBe(204);
    const body = rawForm().subarray(0, 200);
    const { 'content-type': _, ...untyped } = signed(body);
    expect((await post(body, untyped)).status).toBe(204);
    expect((await stored()).map(({ state, bytes }) => [state, bytes]).sort()).toEqual([
      ['new', 0],
      ['new', json.length],
      ['new', 200],
    ]);
  });
});

describe('an email that the provider did not sign', () => {
  const body = rawForm();
  const [signature, timestamp] = Object.keys(signedHeaders(reportSigner(), body, 0)).slice(1) as [string, string];

  it.each([
    ['by a known key', () => signedHeaders(reportSigner(), body, api.now())],
    ['with these bytes', () => signed(Buffer.concat([body, Buffer.from(' ')]))],
    ['at all', () => ({ 'content-type': contentType })],
    ['at a time', () => ({ ...signed(body), [timestamp]: '' })],
    ['lately', () => signed(body, api.now() - 5 * 86_400_000)],
    ['readably', () => ({ ...signed(body), [signature]: '%%%' })],
  ])('%s, is accepted and kept as a dead letter', async (_, headers) => {
    expect((await post(body, headers())).status).toBe(204);
    const email = await only();
    expect(email).toMatchObject({ state: 'deadLetter', reason: 'badSignature', signature: 'invalid' });
    expect((await wholeFile(api.store.rawInbound, email._id))?.equals(body)).toBe(true);
  });

  it('is processed where no key is configured', async () => {
    const { store, clock, log } = api;
    const notifier = { inboundStored: () => {} } as never;
    const app = createApp({ store, clock, log, notifier, temporal: null, inboundSecrets: [inboundSecret] });
    expect((await post(body, { 'content-type': contentType }, { app })).status).toBe(204);
    expect(await only()).toMatchObject({ state: 'new', signature: 'unchecked' });
  });
});

describe('the secret in the address', () => {
  const body = rawForm();
  const refusal = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type];

  it('may be any of those that are configured', async () => {
    const { store, clock, log } = api;
    const inboundSecrets = ['the-former-secret-x', 'the-present-secret-x'];
    const notifier = { inboundStored: () => {} } as never;
    const app = createApp({ store, clock, log, notifier, temporal: null, inboundSecrets });
    for (const secret of inboundSecrets)
      expect((await post(body, {}, { app, path: inboundPath(secret) })).status).toBe(204);
    expect((await post(body, {}, { app })).status).toBe(401);
  });

  it('must be right: otherwise nothing is stored', async () => {
    for (const secret of ['wrong', `${inboundSecret}x`, inboundSecret.slice(1), '%00', 'ü', 'x'.repeat(5_000)]) {
      const answer = await post(body, signed(body), { path: inboundPath(secret) });
      expect(await refusal(answer)).toEqual([401, 'urn:afterchat:problem:not-the-secret']);
    }
    expect(await stored()).toEqual([]);
    expect(await chunks().countDocuments()).toBe(0);
  });

  it('must be configured', async () => {
    const { store, clock, log } = api;
    const app = createApp({ store, clock, log, notifier: {} as never, temporal: null });
    const answer = await post(body, signed(body), { app });
    expect(await answer.json()).toMatchObject({
      type: 'urn:afterchat:problem:no-inbound-secret',
      detail: expect.stringContaining('INBOUND_PARSE_SECRET'),
    });
  });

  it('is in no log and no metric', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const { store, clock } = api;
    const failing = { ...store, inbound: { insertOne: () => Promise.reject(new Error('broken')) } } as never;
    const deps = { clock, log, notifier: {} as never, temporal: null, inboundSecrets: [inboundSecret] };
    const app = createApp({ ...deps, store: failing });
    expect((await post(body, signed(body), { app })).status).toBe(500);
    await post(body, signed(body));
    expect(lines.join()).toContain('/webhooks/sendgrid/inbound/:secret');
    expect(lines.join() + (await registry.metrics())).not.toContain(inboundSecret);
  });
});

describe('an email that is too large', () => {
  const pieces = function* (bytes: number) {
    for (let left = bytes; left > 0; left -= 1_048_576) yield new Uint8Array(Math.min(left, 1_048_576));
  };

  it('is accepted, and recorded without its content', async () => {
    const body = ReadableStream.from(pieces(maxBytesOfPost + 1)) as ReadableStream<Uint8Array>;
    expect((await post(body, { 'content-type': contentType })).status).toBe(204);
    const email = await only();
    expect(email).toMatchObject({ state: 'deadLetter', reason: 'tooLarge', bytes: maxBytesOfPost + 1 });
    expect(await files().countDocuments()).toBe(0);
    expect(await chunks().countDocuments()).toBe(0);
    await api.told();
    expect(api.woken).toEqual([]);
  });

  it('is not read to its end if it has none', async () => {
    let read = 0;
    const endless = (function* () {
      for (;;) {
        read += 1_048_576;
        yield new Uint8Array(1_048_576);
      }
    })();
    const body = ReadableStream.from(endless) as ReadableStream<Uint8Array>;
    expect((await post(body, { 'content-type': contentType })).status).toBe(204);
    expect(await only()).toMatchObject({ reason: 'tooLarge' });
    expect(read).toBeLessThan(3 * maxBytesOfPost);
  });
});

describe('what does not arrive', () => {
  const ended: (() => void)[] = [];
  afterEach(() => {
    for (const end of ended.splice(0)) end();
  });

  it('because the connection breaks off, leaves nothing', async () => {
    const server = await listen(api.app.fetch, { HOST: '127.0.0.1', PORT: 0 });
    ended.push(() => server.close());
    const address = server.address();
    const socket = connect({ port: typeof address === 'object' && address !== null ? address.port : 0 });
    socket.on('error', () => {});
    let answer = '';
    socket.on('data', (part) => {
      answer += part;
    });
    socket.write(`POST ${inboundPath()} HTTP/1.1\r\nhost: x\r\ncontent-length: 2000000\r\n\r\n`);
    socket.write(Buffer.alloc(1_000_000, 'x'));
    await until('a part of it is stored', 60, async () => (await chunks().countDocuments()) > 0);
    socket.destroy();
    await until('it is removed', 60, async () => (await chunks().countDocuments()) === 0);
    expect([answer, await stored(), await files().countDocuments()]).toEqual(['', [], 0]);
  });

  it('because MongoDB is away, is to be posted again', async () => {
    const store = connectStore(testMongoUri(), 'inbound-away');
    await store.close();
    const { clock, log } = api;
    const deps = { store, clock, log, notifier: {} as never, temporal: null, inboundSecrets: [inboundSecret] };
    const answer = await post(rawForm(), {}, { app: createApp(deps) });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('because 50 others are arriving, is to be posted again', async () => {
    const begun: ReadableStreamDefaultController<Uint8Array>[] = [];
    const slow = () =>
      new ReadableStream<Uint8Array>({ start: (controller) => void begun.push(controller) }, { highWaterMark: 0 });
    const arriving = Array.from({ length: 50 }, () => post(slow(), {}));
    const refused = await post(rawForm(), {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    for (const controller of begun) controller.close();
    expect(new Set((await Promise.all(arriving)).map(({ status }) => status))).toEqual(new Set([204]));
    expect((await post(rawForm(), {})).status).toBe(204);
  });
});
