import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processInbound } from '../../src/activities/inbound/process-inbound.ts';
import type { InboundEmail } from '../../src/contract/inbound-emails.ts';
import { removeAged } from '../../src/store/erasure/by-age.ts';
import { removeInbound } from '../../src/store/inbound/inbound.ts';
import { removeFile } from '../../src/store/mongo/files.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { deadLetter as made } from '../support/dead-letter.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { contentType, formOf, inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeEach(async () => {
  await api.store.inbound.deleteMany({});
  acme = await api.account({
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  });
  api.woken.splice(0);
});

const deadLetter = (given: Partial<Parameters<typeof made>[1]> = {}) =>
  made(api.store, { accountId: acme.id, now: api.now(), ...given });
const get = async (path: string) => (await acme.call('GET', `/v1/inbound${path}`)).body as unknown as InboundEmail;
const list = async (query: string) => (await acme.call('GET', `/v1/inbound${query}`)).body.items.map(({ id }) => id);
const post = (path: string, body?: unknown) => acme.call('POST', `/v1/inbound${path}`, body);
const process = (id: string) => {
  const { store, clock, log, waker } = api;
  return processInbound({ store, clock, log, waker } as Partial<ActivityDeps> as ActivityDeps, id);
};

describe('the list of emails that came in', () => {
  it('is the account’s own, newest first, by state, reason, conversation and time, page by page', async () => {
    const old = await deadLetter({ conversationId: 'c1' });
    api.pass(60);
    const since = api.iso();
    const [second, third] = [await deadLetter({ reason: 'tooMany' }), await deadLetter({ reason: 'tooMany' })];
    await deadLetter({ accountId: (await api.account()).id });
    await deadLetter({ accountId: null });
    const newest = [second, third].sort().reverse();
    expect(await list('')).toEqual([...newest, old]);
    expect(await list('?state=deadLetter&reason=expiredAddress')).toEqual([old]);
    expect(await list('?state=done')).toEqual([]);
    expect(await list('?conversation=c1')).toEqual([old]);
    expect(await list(`?since=${since}`)).toEqual(newest);
    expect(await list(`?until=${since}`)).toEqual([old]);
    const first = await acme.call('GET', '/v1/inbound?limit=2');
    expect(first.body.items.map(({ id }) => id)).toEqual(newest);
    expect(await list(`?limit=2&cursor=${first.body.nextCursor}`)).toEqual([old]);
  });

  it('says what each says of itself, and why it was not processed', async () => {
    const id = await deadLetter({ subject: 'Where is it?', conversationId: 'c7' });
    expect(await get(`/${id}`)).toEqual({
      ...{ id, state: 'deadLetter', reason: 'expiredAddress', result: null },
      says: 'It was not processed: the address it was sent to has expired.',
      ...{ from: 'visitor@example.com', subject: 'Where is it?', attachments: ['photo.jpg'] },
      ...{ conversationId: 'c7', messageId: null, bytes: rawForm().length, dismissed: null },
      ...{ receivedAt: api.iso(), processedAt: api.iso(), expiresAt: api.iso(90 * 86_400) },
      contentUntil: api.iso(90 * 86_400),
      channel: 'email',
    });
  });

  it('has nothing of other accounts, or of nobody', async () => {
    for (const accountId of [(await api.account()).id, null]) {
      const id = await deadLetter({ accountId });
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['POST', '/replay', undefined],
        ['POST', '/dismiss', { reason: 'mine' }],
      ] as const)
        expect((await acme.call(method, `/v1/inbound/${id}${path}`, body)).status).toBe(404);
      await post('/replay', { ids: [id] });
      expect(await api.store.inbound.findOne({ _id: id })).toMatchObject({ state: 'deadLetter' });
    }
  });
});

describe('a dead letter', () => {
  /** The Reply-To of an email that was sent in a conversation. */
  async function replyTo(conversation: string): Promise<string> {
    const { address } = await dueReply(api, { account: acme, id: conversation });
    await courier.look(acme, conversation);
    const [mail] = await courier.mails(address);
    return mail?.replyTo?.email ?? '';
  }

  it('is replayed, and then becomes the message that it should have been', async () => {
    const to = await replyTo('replayed');
    const body = rawForm(to, 'Bin zur\u00fcck, Gr\u00fc\u00dfe');
    const headers = { 'content-type': contentType };
    expect((await api.app.request(inboundPath(), { method: 'POST', headers, body })).status).toBe(204);
    const [{ _id: id } = { _id: '' }] = await api.store.inbound.find().toArray();
    await process(id);
    expect(await get(`/${id}`)).toMatchObject({
      reason: 'badSignature',
      subject: 'Re: Parcel',
      conversationId: 'replayed',
    });
    api.woken.splice(0);

    const replayed = await post(`/${id}/replay`);
    expect([replayed.status, replayed.body.state]).toEqual([202, 'new']);
    await api.told();
    expect(api.woken).toEqual([`inbound ${id}`]);
    await process(id);
    const email = await get(`/${id}`);
    expect(email).toMatchObject({ state: 'done', result: 'message', reason: null, conversationId: 'replayed' });
    const messages = await acme.chat.conversation('replayed').messages();
    const message = messages.find((one) => one.id === email.messageId);
    expect(message).toMatchObject({
      text: 'Bin zur\u00fcck, Gr\u00fc\u00dfe',
      via: 'email',
      author: { kind: 'visitor' },
    });
  });

  it('is one message, however often the email is posted at the same time', async () => {
    const body = rawForm(await replyTo('parallel'), 'Only once');
    const headers = signedHeaders(api.signer, body, api.now());
    const copies = [1, 2, 3, 4];
    await Promise.all(copies.map(() => api.app.request(inboundPath(), { method: 'POST', headers, body })));
    const ids = (await api.store.inbound.find().toArray()).map(({ _id }) => _id);
    // A write conflict is tried again, as by the workflow.
    await Promise.all(ids.map((id) => process(id).catch(() => process(id))));
    const results = (await Promise.all(ids.map((id) => get(`/${id}`)))).map(({ result }) => result);
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'message']);
    const messages = await acme.chat.conversation('parallel').messages();
    expect(messages.filter(({ text }) => text === 'Only once')).toHaveLength(1);
  });

  it('that is replayed on its last day is kept until it is processed, and from then on as long as a new one', async () => {
    const [one, other] = [await deadLetter({ conversationId: 'c1' }), await deadLetter({ conversationId: 'c1' })];
    api.pass(90 * 86_400 - 1);
    const atLast = new Date(api.now() + 90 * 86_400_000);
    const kept = async (id: string) => {
      const { files, chunks } = api.store.rawInbound;
      return [await files.findOne({ _id: id }), await chunks.findOne({ files_id: id })].map((file) => file?.expiresAt);
    };
    const removeAllAged = async () => {
      for (let after = await removeAged(api.store, null, api.now()); after !== null; )
        after = await removeAged(api.store, after, api.now());
    };
    expect((await post(`/${one}/replay`)).status).toBe(202);
    expect((await post('/replay', { ids: [other] })).body).toMatchObject({ replayed: 1 });
    for (const id of [one, other]) expect(await kept(id)).toEqual([atLast, atLast]);
    api.pass(3_600);
    await removeAllAged();
    await process(one);
    expect(await get(`/${one}`)).toMatchObject({ state: 'deadLetter', expiresAt: atLast.toISOString() });
    await removeAllAged();
    expect(await kept(one)).toEqual([atLast, atLast]);
  });

  it('that MongoDB is removing already is not replayed', async () => {
    const id = await deadLetter();
    await api.store.rawInbound.chunks.deleteMany({ files_id: id });
    expect((await post(`/${id}/replay`)).body.type).toBe('urn:afterchat:problem:content-gone');
    expect((await post('/replay', { ids: [id] })).body).toEqual({ replayed: 0, left: 0 });
    expect(await api.store.rawInbound.files.findOne({ _id: id })).toBeNull();
  });

  it('is not removed by its age once it has been replayed', async () => {
    const id = await deadLetter();
    await post(`/${id}/replay`);
    await removeInbound(api.store, { _id: id, expiresAt: { $gt: new Date(0) } });
    expect((await get(`/${id}`)).state).toBe('new');
    expect(await api.store.rawInbound.files.countDocuments({ _id: id })).toBe(1);
    await removeInbound(api.store, { _id: id });
    expect(await api.store.rawInbound.files.countDocuments({ _id: id })).toBe(0);
  });

  it('cannot be replayed once it is done, dismissed, or gone', async () => {
    const id = await deadLetter();
    await removeFile(api.store.rawInbound, id);
    expect((await post(`/${id}/replay`)).body.type).toBe('urn:afterchat:problem:content-gone');
    for (const reason of ['it was spam', 'another reason']) {
      const { status, body } = await post(`/${id}/dismiss`, { reason });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ state: 'dismissed', dismissed: { at: api.iso(), reason: 'it was spam' } }),
      ]);
    }
    expect((await post(`/${id}/replay`)).body.type).toBe('urn:afterchat:problem:not-a-dead-letter');
    await api.store.inbound.updateOne({ _id: id }, { $set: { state: 'done' } });
    expect((await post(`/${id}/dismiss`, { reason: 'x' })).status).toBe(409);
  });

  it('is replayed with all that match, a hundred at a time', async () => {
    const others = [await deadLetter({ reason: 'tooLarge' }), await deadLetter({ reason: 'tooMany' })];
    const ids = await Promise.all(Array.from({ length: 3 }, () => deadLetter()));
    const states = async (of: readonly string[]) =>
      (await Promise.all(of.map((id) => get(`/${id}`)))).map(({ state }) => state);
    expect((await post('/replay', { ids: [ids[0]] })).body).toEqual({ replayed: 1, left: 0 });
    expect((await post('/replay', { reason: 'expiredAddress' })).body).toEqual({ replayed: 2, left: 0 });
    expect(await states(ids)).toEqual(['new', 'new', 'new']);
    expect(await states(others)).toEqual(['deadLetter', 'deadLetter']);
    expect((await post('/replay', {})).body).toEqual({ replayed: 1, left: 0 });
    expect(await states(others)).toEqual(['deadLetter', 'new']);

    const { _id, ...one } = (await api.store.inbound.findOne({ _id: others[0] ?? '' }))!;
    const many = Array.from({ length: 105 }, (_, nth) => ({ ...one, reason: 'tooMany' as const, _id: `many-${nth}` }));
    await api.store.inbound.insertMany(many);
    await api.store.rawInbound.files.insertMany(
      many.map((email) => ({ _id: email._id, length: 0, chunkSize: 1, uploadDate: new Date(), expiresAt: null })),
    );
    expect((await post('/replay', {})).body).toEqual({ replayed: 100, left: 5 });
    expect((await post('/replay', {})).body).toEqual({ replayed: 5, left: 0 });
  });
});

describe('the whole email', () => {
  const html = async (id: string) => {
    const headers = { authorization: `Bearer ${acme.key}` };
    const answer = await api.app.request(`/v1/inbound/${id}/html`, { headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it('is a page that loads nothing and runs nothing', async () => {
    const id = await deadLetter();
    const page = await html(id);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('D\u00e9j\u00e0 vu');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none';.*; sandbox allow-popups$/);
    expect(page.text).toContain(`content="${policy?.replace('; sandbox allow-popups', '')}"`);
    expect([page.headers.get('x-content-type-options'), page.headers.get('cache-control')]).toEqual([
      'nosniff',
      'no-store',
    ]);
  });

  it('is sanitized', async () => {
    const hostile =
      '<p onclick="alert(1)">Hello<script>alert(1)</script><img src="https://tracker.example/x.gif"><a href="javascript:alert(1)">x</a></p>';
    const body = formOf({
      headers: 'From: visitor@example.com\r\n',
      envelope: '{"to":["a@acme.example"],"from":"b@acme.example"}',
      from: 'visitor@example.com',
      html: hostile,
    });
    await api.app.request(inboundPath(), { method: 'POST', headers: signedHeaders(api.signer, body, api.now()), body });
    const [{ _id: id } = { _id: '' }] = await api.store.inbound.find().toArray();
    await api.store.inbound.updateOne({ _id: id }, { $set: { accountId: acme.id } });
    const { text } = await html(id);
    expect(text).toContain('Hello');
    expect(text).not.toMatch(/script|onclick|tracker/);
  });

  it('is not there if it cannot be read or is gone', async () => {
    const id = await deadLetter();
    await api.store.inbound.updateOne({ _id: id }, { $set: { contentType: 'text/plain' } });
    expect([(await html(id)).status, JSON.parse((await html(id)).text).type]).toEqual([
      409,
      'urn:afterchat:problem:unreadable',
    ]);
    await removeFile(api.store.rawInbound, id);
    expect(JSON.parse((await html(id)).text).type).toBe('urn:afterchat:problem:content-gone');
    expect((await html('nothing')).status).toBe(404);
  });
});

describe('the whole email of a message', () => {
  let ada: string;
  let email: string;
  beforeEach(async () => {
    await acme.chat.conversation('by-email').begin({ email: 'visitor@example.com' });
    const ref = { accountId: acme.id, conversationId: 'by-email' };
    email = await emailedMessage(api.store, ref, { id: 'e1', words: 'D\u00e9j\u00e0 vu', at: api.now() });
    await acme.call('PUT', '/v1/agents/ada', { name: 'Ada' });
    ada = ((await acme.call('POST', '/v1/agents/ada/sessions')).body as unknown as { token: string }).token;
  });
  const page = async (key: string, path = '/v1/conversations/by-email/messages/e1/email') => {
    const answer = await api.app.request(path, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const slugOf = async (key: string, path?: string) =>
    JSON.parse((await page(key, path)).text)
      .type.split(':')
      .at(-1);

  it('is shown to an agent as the same page', async () => {
    const { status, headers, text } = await page(ada);
    expect([status, text]).toEqual([200, expect.stringContaining('D\u00e9j\u00e0 vu')]);
    const ofOperators = await page(acme.key, `/v1/inbound/${email}/html`);
    expect([text, headers.get('content-security-policy')]).toEqual([
      ofOperators.text,
      ofOperators.headers.get('content-security-policy'),
    ]);
  });

  it('is all that an agent sees of what came in: neither dead letters nor the list', async () => {
    for (const path of ['', `/${email}`, `/${email}/html`, `/${await deadLetter()}/html`])
      expect((await page(ada, `/v1/inbound${path}`)).status).toBe(403);
  });

  it('is not there for other accounts, other messages and other conversations', async () => {
    expect((await page((await api.account()).key)).status).toBe(404);
    await acme.chat.conversation('by-email').agentSays('Hello');
    const [, reply] = await acme.chat.conversation('by-email').messages();
    for (const place of [`by-email/messages/${reply?.id}`, 'by-email/messages/none', 'none/messages/e1'])
      expect((await page(ada, `/v1/conversations/${place}/email`)).status).toBe(404);
  });

  it('is gone with its content, with its record, and with the message', async () => {
    await removeFile(api.store.rawInbound, email);
    expect(await slugOf(ada)).toBe('content-gone');
    await api.store.inbound.deleteOne({ _id: email });
    expect(await slugOf(ada)).toBe('content-gone');
    await acme.call('DELETE', '/v1/conversations/by-email/messages/e1');
    expect(await slugOf(ada)).toBe('not-found');
  });
});
