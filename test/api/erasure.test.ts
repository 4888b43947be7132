import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Chat } from '../../dev/chat.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processInbound } from '../../src/activities/inbound/process-inbound.ts';
import { keepRestoreRequest } from '../../src/store/addresses/restore-requests.ts';
import { storeAttachment } from '../../src/store/attachments/store-attachment.ts';
import { recordEnd } from '../../src/store/deliveries/attempt-ends.ts';
import { noteAttempt } from '../../src/store/deliveries/attempts.ts';
import { readForAttempt } from '../../src/store/deliveries/for-attempt.ts';
import { look } from '../../src/store/deliveries/look.ts';
import { type Received, storeReports } from '../../src/store/deliveries/reports.ts';
import { eraseConversation } from '../../src/store/erasure/erase.ts';
import { eraseLeft } from '../../src/workers/sweeper.ts';
import { agentEmail } from '../support/agent-email.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { formOf, inboundPath, signedHeaders } from '../support/inbound.ts';
import { reportSigner } from '../support/signed-reports.ts';
import { digestOf, tracesOf } from '../support/traces.ts';
import { replyIsDue } from './due-reply.ts';
import { expectProblem } from './problem.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
const { report, eventOf } = reporting(api, courier);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account({
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  });
});

let chat: Chat;
let address: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  address = `visitor-${count}@example.com`;
  chat = acme.chat.conversation(`c${count}`);
});
const ref = (id = chat.id) => ({ accountId: acme.id, conversationId: id });
const erase = (id = chat.id, account = acme) => account.call('DELETE', `/v1/conversations/${id}`);
const lookDeps = () => ({ store: api.store, clock: api.clock, deliverTimeoutMs: 40_000 });
const sweeping = () => ({ store: api.store, waker: api.waker, clock: api.clock, log: api.log });
const delivery = async () => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0];

/** The collections in which something is written about a conversation or its visitor … */
const withTexts = [
  ...['conversations', 'messages', 'notes', 'deliveries', 'reports', 'suppressions', 'links', 'restoreRequests'],
  ...['agentEmails', 'inbound', 'rawInbound.chunks', 'uploads', 'attachments.chunks'],
];
/** … those of which it has documents that say nothing … */
const withoutTexts = ['addressLimits', 'attachments.files', 'audit', 'inboundBytes', 'jobs', 'rawInbound.files'];
/** … and those that are not about conversations, or not before one is erased, or whose documents are deleted at once. */
const ofOthers = [
  ...[
    'accountAlerts',
    'accounts',
    'agentPreferences',
    'agentSessions',
    'cannedReplies',
    'channelConnections',
    'deploymentKeys',
    'deployments',
    'endedSessions',
    'erasures',
    'heldEvents',
    'keys',
    'pauses',
    'typing',
    'unsends',
    'usedCodes',
    'webhooks',
    'webhookEvents',
    'webhookRelays',
  ],
];

type Seven = [string, string, string, string, string, string, string];

/** How many documents each collection has. */
async function sizes(): Promise<Record<string, number>> {
  const db = api.store.client.db(api.store.accounts.dbName);
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await db.collection(name).countDocuments()] as const)),
  );
}

/** A report that has been stored, but that nobody has applied yet. */
const reportOf = (deliveryId: string, detail: string): Received => ({
  ...{ kind: 'report', accountId: acme.id, deliveryId, smtpId: null },
  report: { id: randomUUID(), event: 'deferred', at: api.now(), attempt: null, mail: 'attempt 1', detail },
});

const picture = () =>
  sharp({ create: { width: 800, height: 600, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

describe('an erasure', () => {
  it('leaves nothing of what was written, of names and of addresses', async () => {
    const said = [
      'The parcel xq1zebra was stolen',
      'We refund it xq2walrus today',
      'Edited to xq3heron',
      'An internal word xq4marmot',
      'xq5lynx',
      'xq6otter',
      'Beware of xq18ferret',
    ];
    const [lost, refunded, edited, dismissed, file, posted, noted] = said as readonly string[] as Seven;
    const before = await sizes();
    const person = ['Grace Xq7hopper', `xq8grace-${count}@example.com`, 'xq9-second@example.org', 'orders/xq10badger'];
    const [name, email, second, page] = person as [string, string, string, string];
    await acme.call('PUT', `/v1/conversations/${chat.id}`, {
      visitor: { id: 'xq11visitor', name, email },
      page: `https://acme.example/${page}`,
    });
    await chat.visitorSays(`${lost}, write to ${second}`);
    await replyIsDue(api, chat, refunded);
    await courier.look(acme, chat.id);
    const [first] = await courier.mails(email);
    const replyAddress = first?.replyTo?.email ?? '';
    await answered(replyAddress, email, posted);
    expect((await chat.messages()).at(-1)).toMatchObject({ text: posted, attachments: [{ name: 'xq12note.txt' }] });
    // Somebody else, and then nobody knows who.
    const strangers = ['xq13stranger@example.net', 'xq14colleague', 'xq15mole@example.net', 'xq16forged', 'xq17spam'];
    const [stranger, theirs, forger, forged, why] = strangers as [string, string, string, string, string];
    await answered(replyAddress, stranger, theirs);
    expect((await chat.messages()).at(-1)).toMatchObject({
      text: theirs,
      flags: expect.arrayContaining(['otherSender']),
    });
    const unsigned = await answered(replyAddress, forger, forged, reportSigner());
    expect((await acme.call('POST', `/v1/inbound/${unsigned}/dismiss`, { reason: why })).status).toBe(200);
    await report(
      eventOf(acme, (await delivery())?.id ?? '', first)('bounce', { email, reason: `550 no box ${email}` }),
    );
    await chat.identify(second);
    await replyIsDue(api, chat, 'Now to the other address');
    await chat.edit('agent-2', edited);
    await chat.agentSays(noted, 'Ada', { kind: 'note' });
    await courier.fault(second, '413');
    await courier.look(acme, chat.id);
    const parked = (await acme.chat.deliveries(`?conversation=${chat.id}&status=parked`))[0]?.id ?? '';
    await acme.call('POST', `/v1/deliveries/${parked}/dismiss`, { reason: dismissed });
    await report({ event: 'odd', email: second, timestamp: 'no time' }, { event: 'open', email, timestamp: 1 });
    const unapplied = 'xq18unapplied';
    await storeReports(api.store, [reportOf((await delivery())?.id ?? '', unapplied)], api.now());
    for (const content of [Buffer.from(`inside of ${file}`), await picture()])
      await storeAttachment(api.store, {
        ...ref(),
        by: 'visitor',
        name: `${file}.txt`,
        content,
        expiresAt: new Date('2040-01-01'),
        now: api.now(),
      });
    for (const filter of [{ address: email }, { conversation: chat.id }])
      await acme.call('POST', '/v1/deliveries/replay', { id: randomUUID(), ...filter, status: 'dropped' });
    for (const asked of [email, second])
      await keepRestoreRequest(api.store, { accountId: acme.id, address: asked, now: Date.now() });
    await agentEmail(api.store, ref(), { status: 'unknown', reason: null, request: 'xq20agent' });
    const all = [...said, ...person, ...strangers, 'xq11visitor', 'xq12note', unapplied, 'xq20agent'];
    const traces = await tracesOf(api.store, all);
    for (const text of all) expect(traces.filter((trace) => trace.endsWith(text))).not.toEqual([]);
    // Wherever there may be something of a conversation, there is; and whoever adds a collection says which it is.
    expect(new Set(traces.map((trace) => trace.split(':')[0]))).toEqual(new Set(withTexts));
    const full = await sizes();
    for (const name of [...withTexts, ...withoutTexts]) expect([name, full[name]]).not.toEqual([name, before[name]]);
    const known = [...withTexts, ...withoutTexts, ...ofOthers];
    expect(Object.keys(full).filter((name) => !known.includes(name))).toEqual([]);

    expect((await erase()).status).toBe(204);
    expect(await tracesOf(api.store, all)).toEqual([]);
    // That somebody is not to be mailed outlives them, without saying who.
    const digests = await tracesOf(api.store, [digestOf(email), digestOf(second)]);
    expect(new Set(digests.map((trace) => trace.split(':')[0]))).toEqual(
      new Set(['addressLimits', 'jobs', 'restoreRequests', 'suppressions']),
    );
    // No document is left but those that are to stay, with ids and times.
    const after = await sizes();
    const grown = Object.keys(after).filter((name) => (after[name] ?? 0) > (before[name] ?? 0));
    expect(grown.sort()).toEqual([
      'addressLimits',
      'audit',
      'deliveries',
      'erasures',
      'inboundBytes',
      'jobs',
      'links',
      'reports',
      'restoreRequests',
      'suppressions',
    ]);
    const kept = await acme.chat.deliveries(`?conversation=${chat.id}`);
    expect(kept.map(({ status }) => status).sort()).toEqual(['bounced', 'dismissed']);
    expect(kept.every(({ attempts, to }) => attempts.length > 0 && to === null)).toBe(true);
  });

  /** Somebody answers by email, with a file. Returns the email's id. */
  async function answered(to: string, from: string, words: string, signer = api.signer): Promise<string> {
    const lines = [
      ...[`From: ${from}`, `To: ${to}`, `Subject: Re: Parcel, ${words}`, `Message-ID: <${words}@visitor.example>`],
      ...['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', ''],
      ...[words, '--b', 'Content-Type: text/plain', 'Content-Disposition: attachment; filename=xq12note.txt'],
      ...['Content-Transfer-Encoding: base64', '', Buffer.from(`note of ${words}`).toString('base64'), '--b--', ''],
    ];
    const envelope = JSON.stringify({ to: [to], from });
    const body = formOf({ to, from, subject: `Re: Parcel, ${words}`, envelope, email: lines.join('\r\n') });
    const headers = signedHeaders(signer, body, api.now());
    expect((await api.app.request(inboundPath(), { method: 'POST', headers, body })).status).toBe(204);
    await api.told();
    const id = api.woken.at(-1)?.replace('inbound ', '') ?? '';
    const { store, clock, log, waker } = api;
    await processInbound({ store, clock, log, waker } as ActivityDeps, id);
    return id;
  }

  it('is for good: nothing finds the conversation, and its id is not used again', async () => {
    await chat.begin({ email: address });
    await chat.visitorSays('Hello');
    expect((await erase()).status).toBe(204);
    expect((await erase()).status).toBe(204);
    const path = `/v1/conversations/${chat.id}`;
    const message = { id: 'again', author: { kind: 'visitor' }, text: 'Hello again' };
    for (const [method, at, body] of [
      ['GET', path],
      ['GET', `${path}/messages`],
      ['POST', `${path}/messages`, message],
      ['POST', `${path}/presence`, { state: 'here' }],
      ['POST', `${path}/close`],
    ] as const)
      expectProblem(await acme.call(method, at, body), 404, 'not-found');
    expectProblem(await acme.call('PUT', path, { visitor: { email: address } }), 409, 'erased');
    const { body } = await acme.call('GET', `/v1/conversations?address=${address}`);
    expect(body.items).toEqual([]);
    expectProblem(await erase('never-was'), 404, 'not-found');
  });

  it('touches no other conversation, and no other account', async () => {
    const other = acme.chat.conversation(`${chat.id}-other`);
    const elsewhere = await api.account();
    const same = elsewhere.chat.conversation(chat.id);
    for (const each of [chat, other, same]) {
      await each.begin({ email: address });
      await each.visitorSays('Hello');
    }
    await erase();
    for (const each of [other, same]) {
      expect((await each.get()).visitor.email).toBe(address);
      expect(await each.messages()).toHaveLength(1);
    }
    expectProblem(await erase(other.id, elsewhere), 404, 'not-found');
  });

  it('ends the workflow', async () => {
    await chat.begin({ email: address });
    await replyIsDue(api, chat);
    const before = api.woken.length;
    await erase();
    await api.told();
    expect(api.woken.slice(before)).toEqual([`${chat.id} conversationClosed`]);
    expect(await look(lookDeps(), ref(), ['conversationClosed'])).toMatchObject({ kind: 'done' });
  });
});

describe('an erasure while an email is on its way', () => {
  beforeEach(async () => {
    await chat.begin({ email: address });
    await replyIsDue(api, chat);
  });

  it('withdraws one that has been claimed: nothing is sent', async () => {
    const next = await look(lookDeps(), ref(), []);
    if (next.kind !== 'deliver') throw new Error(next.kind);
    await erase();
    expect(await courier.deliver(acme, chat.id, next.deliveryId)).toMatchObject({ kind: 'done' });
    expect(await courier.mails(address)).toEqual([]);
    expect(await delivery()).toMatchObject({
      id: next.deliveryId,
      status: 'withdrawn',
      to: null,
      withdrawn: { reason: 'erased' },
    });
  });

  it('withdraws one that is being composed', async () => {
    const next = await look(lookDeps(), ref(), []);
    if (next.kind !== 'deliver') throw new Error(next.kind);
    const read = await readForAttempt(api.store, ref(), next.deliveryId, api.now());
    if (read === null) throw new Error('nothing to attempt');
    await erase();
    expect(await noteAttempt(api.store, read, note(address))).toBe('changed');
    expect(await tracesOf(api.store, [address])).toEqual([]);
  });

  it('keeps nothing of what the provider answers or reports later', async () => {
    const next = await look(lookDeps(), ref(), []);
    if (next.kind !== 'deliver') throw new Error(next.kind);
    const { deliveryId } = next;
    const read = await readForAttempt(api.store, ref(), deliveryId, api.now());
    if (read === null) throw new Error('nothing to attempt');
    expect(await noteAttempt(api.store, read, note(address))).toBe('noted');
    await erase();
    const end = { kind: 'accepted', providerMessageId: 'p1', result: `queued for ${address}` } as const;
    expect(await recordEnd(lookDeps(), { ref: ref(), deliveryId, number: 1, end, heardBy: 'workflow' })).toEqual({
      ended: null,
      next: null,
      changed: null,
    });
    await report(
      eventOf(acme, deliveryId, undefined)('bounce', { email: address, reason: `550 ${address} is unknown` }),
      // A late bounce that names neither of our ids.
      { email: address, event: 'bounce', timestamp: api.now() / 1_000, sg_event_id: randomUUID(), reason: address },
    );
    expect(await tracesOf(api.store, [address, digestOf(address)])).toEqual([`addressLimits: ${digestOf(address)}`]);
    expect(await delivery()).toMatchObject({ status: 'withdrawn', reports: [] });
  });

  const note = (to: string) => ({
    to,
    newsSeqs: [1],
    subject: 'Re: your question',
    messageId: 'm@acme.example',
    request: JSON.stringify({ to }),
    attempt: {
      id: randomUUID(),
      at: api.now(),
      giveUpAt: api.now() + 20_000,
      overAt: api.now() + 40_000,
      end: null,
      endedAt: null,
      result: null,
    },
  });
});

describe('an erasure of a conversation in full swing', () => {
  it('resurrects nothing, whatever arrives at the same time', async () => {
    await chat.begin({ email: address });
    const path = `/v1/conversations/${chat.id}`;
    const calls = Array.from({ length: 30 }, (_, index) => {
      const message = { id: `m${index}`, author: { kind: 'visitor' }, text: `Still here ${index} xqparallel` };
      if (index === 15) return erasePatiently();
      if (index % 10 === 5) return acme.call('PUT', path, { visitor: { name: 'Xqparallel' } });
      return index % 3 === 0
        ? acme.call('POST', `${path}/presence`, { state: 'here', tab: `t${index % 2}` })
        : acme.call('POST', `${path}/messages`, message);
    });
    const answers = await Promise.all(calls);
    expect(answers[15]?.status).toBe(204);
    for (const { status } of answers) expect([200, 201, 204, 404, 409, 503]).toContain(status);
    expect(await tracesOf(api.store, ['xqparallel', address])).toEqual([]);
    expectProblem(await acme.call('GET', path), 404, 'not-found');
  });
});

/** As a client does that is told to try again, because a busy machine did not get through in time. */
async function erasePatiently(): Promise<Awaited<ReturnType<typeof erase>>> {
  const answer = await erase();
  return answer.status === 503 ? erasePatiently() : answer;
}

describe('an erasure that is cut short', () => {
  it('has made the conversation unusable, and a sweeper finishes it', async () => {
    await chat.begin({ email: address, name: 'Xqlong' });
    await chat.visitorSays('xqlong 0');
    const [one] = await api.store.messages.find(ref()).toArray();
    if (one === undefined) throw new Error('no message');
    const more = Array.from({ length: 450 }, (_, index) => {
      return { ...one, _id: `${one._id}-${index}`, id: `x${index}`, seq: index + 2, text: `xqlong ${index}` };
    });
    await api.store.messages.insertMany(more);
    // As if the process had been killed after its first page.
    expect(await eraseConversation(api.store, ref(), { now: api.now(), patienceMs: -1 })).toMatchObject({
      erasure: { state: 'erasing' },
    });
    expect(await tracesOf(api.store, ['xqlong'])).toEqual(['messages: xqlong']);
    expectProblem(await acme.call('GET', `/v1/conversations/${chat.id}`), 404, 'not-found');
    expectProblem(await acme.call('PUT', `/v1/conversations/${chat.id}`, {}), 409, 'erased');
    await eraseLeft(sweeping());
    expect(await tracesOf(api.store, ['xqlong'])).toEqual(['messages: xqlong']);
    api.pass(31);
    await eraseLeft(sweeping());
    expect(await tracesOf(api.store, ['xqlong'])).toEqual([]);
  });

  it('is looked through once more when all that was under way has ended', async () => {
    await chat.begin({ email: address });
    await erase();
    // What a process wrote that did not know of it yet.
    const link = { _id: randomUUID(), ...ref(), kind: 'unsubscribe' as const, address, createdAt: api.now() };
    await api.store.links.insertOne(link);
    api.pass(61);
    await eraseLeft(sweeping());
    expect(await tracesOf(api.store, [address])).toEqual([]);
    const [erasure] = await api.store.erasures.find(ref()).toArray();
    expect(erasure).toMatchObject({ state: 'erased' });
    expect(erasure).not.toHaveProperty('watchAt');
  });
});

describe('erasing a visitor', () => {
  it('erases all their conversations, and nobody else’s', async () => {
    const of = (id: string, visitorId: string) =>
      acme.call('PUT', `/v1/conversations/${chat.id}-${id}`, { visitor: { id: visitorId, email: address } });
    for (let index = 0; index < 4; index += 1) await of(`x${index}`, `customer-${count}`);
    await of('other', `customer-${count}0`);
    const visitor = `/v1/visitors/customer-${count}`;
    expect((await acme.call('DELETE', visitor)).status).toBe(204);
    expectProblem(await acme.call('DELETE', visitor), 404, 'not-found');
    const { body } = await acme.call('GET', `/v1/conversations?address=${address}&empty=true`);
    expect(body.items.map(({ id }) => id)).toEqual([`${chat.id}-other`]);
    await of('odd', 'auth0|5f/é');
    expect((await acme.call('DELETE', `/v1/visitors/${encodeURIComponent('auth0|5f/é')}`)).status).toBe(204);
    expectProblem(await acme.call('GET', `/v1/conversations/${chat.id}-odd`), 404, 'not-found');
  });
});

describe('an address that is to get no email', () => {
  it('is kept as a digest, also if somebody added it by hand', async () => {
    await chat.begin({ email: address });
    await acme.call('PUT', `/v1/suppressions/${address}`, { detail: `${address} called` });
    await erase();
    const { items } = (await acme.call('GET', `/v1/suppressions?address=${address}`)).body;
    expect(items).toMatchObject([{ address: null, reason: 'manual', detail: null }]);
  });

  it('gets none after the erasure either, until somebody lifts that', async () => {
    await chat.begin({ email: address });
    await replyIsDue(api, chat);
    await courier.look(acme, chat.id);
    const sent = await delivery();
    await report(eventOf(acme, sent?.id ?? '', undefined)('bounce', { email: address, reason: '550 5.1.1' }));
    await erase();
    const again = acme.chat.conversation(`${chat.id}-again`);
    await again.begin({ email: address.toUpperCase() });
    expect((await again.get()).forwarding.reason).toBe('addressSuppressed');
    const list = `/v1/suppressions?address=${address}`;
    expect((await acme.call('GET', list)).body.items).toEqual([
      expect.objectContaining({ address: null, reason: 'bounced', conversationId: null, deliveryId: null }),
    ]);
    expect((await acme.call('DELETE', `/v1/suppressions/${address}`)).status).toBe(204);
    expect((await acme.call('GET', list)).body.items).toEqual([]);
    expect((await again.get()).forwarding.reason).not.toBe('addressSuppressed');
  });
});
