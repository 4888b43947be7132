import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { freePort } from '../../bin/servers/ports.mjs';
import type { ChatFrontend } from '../../dev/chat.ts';
import type { RunningMongod } from '../../dev/servers/mongod.ts';
import { until } from '../../dev/servers/until.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processInbound } from '../../src/activities/inbound/process-inbound.ts';
import { replyAddressOf } from '../../src/mail/reply-address.ts';
import { tokensFor } from '../../src/store/addresses/links.ts';
import { nameOf, routes } from '../api/routes.ts';
import { inboundPath, inboundSecret, rawForm, signedHeaders } from '../support/inbound.ts';
import { startMongod } from '../support/servers.ts';
import { type ServiceProcesses, startService } from '../support/service-processes.ts';
import { reportSigner, reportsPath } from '../support/signed-reports.ts';

const signer = reportSigner();
const replyDomain = 'reply.acme.example';
const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain };
let mongod: RunningMongod;
let service: ServiceProcesses;
let chat: ChatFrontend;
let key: string;
let accountId: string;
beforeAll(async () => {
  mongod = await startMongod();
  // Neither Temporal nor SendGrid is there at all: no answer of the API depends on them.
  const [temporal, sendGrid] = [`127.0.0.1:${await freePort()}`, 'http://127.0.0.1:9'];
  const inbound = { secret: inboundSecret, publicKey: signer.shown };
  const { uri: mongodb } = mongod;
  service = await startService({ mongodb, temporal, sendGrid, parts: ['api'], reportKey: signer.shown, inbound });
  const account = await service.account({ sender });
  accountId = account.id;
  chat = account.chat;
  key = account.key;
  await chat.conversation('c1').begin({ email: 'ada@example.com' });
}, 60_000);
afterAll(async () => {
  await mongod.restart();
  await service.stop();
  await mongod.stop();
});

const send = (method: string, path: string, body?: unknown) =>
  fetch(service.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const post = (id: string) =>
  send('POST', '/v1/conversations/c1/messages', { id, author: { kind: 'agent' }, text: 'Hello' });
const postReport = () => {
  const body = JSON.stringify([{ event: 'delivered', timestamp: 1, sg_event_id: 'e1' }]);
  return fetch(service.url + reportsPath, { method: 'POST', headers: signer.headers(body, Date.now()), body });
};
const readiness = async () => {
  const answer = await send('GET', '/readyz');
  return [answer.status, await answer.json()];
};
const messages = async () => (await chat.conversation('c1').messages()).map(({ id, seq }) => ({ id, seq }));

it('Temporal being away changes no answer, and /readyz says so', async () => {
  const started = performance.now();
  expect((await post('m1')).status).toBe(201);
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(await readiness()).toEqual([
    200,
    {
      status: 'ok',
      parts: { mongodb: 'ok', temporal: 'away', provider: 'ok', indexes: 'ok' },
      says: [expect.stringMatching(/^Temporal does not answer/)],
    },
  ]);
});

describe('while MongoDB is away', () => {
  beforeAll(() => mongod.kill());

  it('every route answers 503 with Retry-After within 6 s, and the path is named by /readyz', async () => {
    const answers = routes.map(async (route) => {
      const started = performance.now();
      const answer = await send(route.method, route.path.replace('c1', 'c2'), route.body);
      return { name: nameOf(route), answer, ms: performance.now() - started };
    });
    for (const { name, answer, ms } of await Promise.all(answers)) {
      expect([name, answer.status, await answer.json()]).toEqual([
        name,
        503,
        expect.objectContaining({ type: 'urn:afterchat:problem:store-away', status: 503 }),
      ]);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(ms).toBeLessThan(6_000);
    }
    const report = await postReport();
    expect([report.status, report.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await readiness()).toEqual([
      503,
      {
        status: 'unavailable',
        parts: { mongodb: 'away', temporal: 'away', provider: 'ok', indexes: 'ok' },
        says: [expect.stringMatching(/^MongoDB does not/), expect.stringMatching(/^Temporal does not/)],
      },
    ]);
    expect((await send('GET', '/healthz')).status).toBe(200);
  });

  it('all is well again when it is back', async () => {
    await mongod.restart();
    await until('an answer', 60, async () => (await post('m2')).ok);
    expect(await messages()).toEqual([
      { id: 'm1', seq: 1 },
      { id: 'm2', seq: 2 },
    ]);
    expect((await readiness())[0]).toBe(200);
    expect((await postReport()).status).toBe(204);
    expect(await service.store.reports.countDocuments()).toBe(1);
  });
});

describe('a MongoDB that is killed while messages and emails are posted', () => {
  /** As SendGrid does: again and again until it is accepted. */
  async function emailUntilAccepted(to: string, name: string): Promise<void> {
    const body = rawForm(to, `Answer ${name}`, `${name}@visitor.example`);
    for (let status: number | null = null; status !== 204; ) {
      const headers = signedHeaders(signer, body, Date.now());
      const answer = await fetch(service.url + inboundPath(), { method: 'POST', headers, body }).catch(() => null);
      status = answer?.status ?? null;
    }
  }

  /** What a worker would do with all that was stored. */
  async function process(): Promise<void> {
    const { store } = service;
    const deps = { store, clock: Date.now, log: pino({ level: 'silent' }), waker: { wake: async () => {} } };
    for (const { _id } of await store.inbound.find({ state: 'new' }).toArray())
      await processInbound(deps as unknown as ActivityDeps, _id);
  }

  it('loses none that was answered, and stores none twice when it is posted again', async () => {
    const ref = { accountId, conversationId: 'mailed' };
    await chat.conversation('mailed').begin({ email: 'visitor@example.com' });
    const { reply } = await tokensFor(service.store, { ref, address: 'visitor@example.com', now: Date.now() }, [
      'reply',
    ]);
    // An address takes 30 in an hour.
    const emails = Array.from({ length: 20 }, (_, index) => `e${index}`);
    const ids = Array.from({ length: 90 }, (_, index) => `n${index}`);
    let restarted: Promise<void> | undefined;
    const postUntilDone = async (id: string) => {
      for (let status = 503; status === 503; ) ({ status } = await post(id));
    };
    for (let next = 0; next < ids.length; next += 3) {
      if (next === 30) restarted = mongod.restart();
      const email = emails[next / 3];
      const emailing = email === undefined ? [] : [emailUntilAccepted(replyAddressOf(reply, replyDomain), email)];
      await Promise.all([...emailing, ...ids.slice(next, next + 3).map(postUntilDone)]);
    }
    await restarted;
    const stored = await messages();
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    expect(stored.map(({ id }) => id).sort()).toEqual([...ids, 'm1', 'm2'].sort());
    await process();
    const answers = (await chat.conversation('mailed').messages()).map(({ text }) => text);
    expect(answers.sort()).toEqual(emails.map((name) => `Answer ${name}`).sort());
  });
});
