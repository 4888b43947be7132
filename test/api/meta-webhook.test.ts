import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import { notifier } from '../../src/api/notifier.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { connectPage, fromVisitor, postOf, signedPost, verifyToken } from '../support/meta-events.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  await connectPage(api.store, acme.id, 'messenger', '101');
  await connectPage(api.store, acme.id, 'messenger', '102');
});
beforeEach(async () => {
  await api.store.inbound.deleteMany({});
  api.woken.splice(0);
});

const post = async (body: string | Buffer, changes: Record<string, string> = {}, app = api.app) => {
  const signed = signedPost(body);
  const headers = { ...signed.headers, ...changes };
  return app.request('/webhooks/meta', { method: 'POST', headers, body: new Uint8Array(signed.body) });
};
const minutes = (n: number) => 1_700_000_000_000 + n * 60_000;
const stored = () => api.store.inbound.find({}, { sort: { 'event.at': 1 } }).toArray();
const says = (page: string, visitor: string, text: string, at = api.now()) =>
  fromVisitor(page, visitor, at, { message: { mid: `m_${page}_${visitor}_${at}_${text}`, text } });
const problem = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type];

describe('the verification of the address', () => {
  const ask = (query: Record<string, string>) => api.app.request(`/webhooks/meta?${new URLSearchParams(query)}`);
  const good = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1158201444' };

  it('answers the challenge', async () => {
    const answer = await ask(good);
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it.each([
    ['another token', { ...good, 'hub.verify_token': `${verifyToken}x` }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }],
  ])('refuses %s', async (_, query) => {
    expect(await problem(await ask(query))).toEqual([403, 'urn:afterchat:problem:not-the-verify-token']);
  });
});

describe('what Meta posts', () => {
  it('is stored as it came, and then processed, once for each conversation', async () => {
    const events = [
      says('101', '7', 'How are you?', minutes(2)),
      says('101', '7', 'Hello', minutes(1)),
      says('102', '7', 'Hi'),
    ];
    const body = postOf(
      'page',
      { id: '101', messaging: events.slice(0, 2) },
      { id: '102', messaging: events.slice(2) },
    );
    const answer = await post(body);
    expect(answer.status).toBe(200);
    const docs = await stored();
    expect(docs.map(({ event }) => event?.raw)).toEqual(
      [events[1], events[0], events[2]].map((e) => JSON.stringify(e)),
    );
    expect(docs[0]).toMatchObject({
      ...{ state: 'new', accountId: acme.id, conversationId: 'messenger.101.7' },
      event: { channel: 'messenger', pageId: '101', visitorId: '7', kind: 'message', at: minutes(1) },
    });
    await api.told();
    expect(api.woken).toHaveLength(2);
  });

  it('counts once, however often it comes', async () => {
    const event = says('101', '8', 'once');
    const body = postOf('page', { id: '101', messaging: [event, event] });
    await post(body);
    await api.told();
    expect([(await post(body)).status, (await stored()).length]).toEqual([200, 1]);
    await api.told();
    expect(api.woken).toHaveLength(1);
  });

  it('is verified as it was sent, with characters that are escaped', async () => {
    const body = postOf('page', { id: '101', messaging: [says('101', '9', 'D\u00e9j\u00e0 vu \u{1F600}')] });
    const escaped = body.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(escaped).toContain('\\u00e9');
    expect((await post(escaped)).status).toBe(200);
    expect((await stored())[0]?.event?.raw).toContain('D\u00e9j\u00e0 vu \u{1F600}');
  });

  it.each([
    ['another secret', signedPost('{}', 'another-app-secret').headers],
    ['no signature', { 'x-hub-signature-256': '' }],
    ['SHA-1', { 'x-hub-signature-256': 'sha1=0123' }],
  ])('is refused with %s', async (_, headers) => {
    const answer = await post('{}', headers as Record<string, string>);
    expect(await problem(answer)).toEqual([401, 'urn:afterchat:problem:not-signed']);
  });

  it('is taken with any of the secrets', async () => {
    const { headers, body } = signedPost(postOf('page'), 'an-older-app-secret');
    const answer = await api.app.request('/webhooks/meta', { method: 'POST', headers, body: new Uint8Array(body) });
    expect(answer.status).toBe(200);
  });

  it('is refused where no secret is configured', async () => {
    const { store, clock, log, waker } = api;
    const app = createApp({ store, clock, log, notifier: notifier(waker, log), temporal: null });
    expect(await problem(await post('{}', {}, app))).toEqual([401, 'urn:afterchat:problem:no-meta-secret']);
    expect(await problem(await app.request('/webhooks/meta'))).toEqual([401, 'urn:afterchat:problem:no-meta-secret']);
  });

  it('is dropped if nobody has connected the page', async () => {
    const strangers = { id: '999', messaging: [says('999', '7', 'to nobody')] };
    const answer = await post(postOf('page', strangers, { id: '101', messaging: [says('101', '7', 'to us')] }));
    expect([answer.status, (await stored()).map(({ event }) => event?.pageId)]).toEqual([200, ['101']]);
    // An Instagram account with the number of a page is another one.
    await post(postOf('instagram', { id: '101', messaging: [says('101', '7', 'to an account')] }));
    expect(await stored()).toHaveLength(1);
  });

  it('may be anything: what cannot be read is no reason to lose the rest', async () => {
    const odd = [null, 7, 'text', {}, { sender: 7, message: null }, { optin: {} }, { sender: { id: '101' }, read: {} }];
    const body = postOf(
      'page',
      { id: '101', messaging: [...odd, says('101', '7', 'good')] },
      { id: 'x', messaging: [] },
    );
    expect((await post(body)).status).toBe(200);
    expect((await stored()).map(({ event }) => event?.kind).sort()).toEqual(['message', 'read']);
    for (const text of ['[]', '{}', 'null', '{"object":"page"}', '{"object":"user","entry":[]}'])
      expect((await post(text)).status).toBe(200);
    expect((await post('{"object"')).status).toBe(400);
  });

  it('is a dead letter without its content if it is far too long', async () => {
    await post(postOf('page', { id: '101', messaging: [says('101', '7', 'x'.repeat(70_000))] }));
    const [doc] = await stored();
    expect(doc).toMatchObject({ state: 'deadLetter', reason: 'tooLarge', accountId: acme.id, event: { raw: null } });
    expect(doc).not.toHaveProperty('watchAt');
  });

  it('may be a thousand events of several pages, which are stored at once', async () => {
    const of = (page: string) =>
      Array.from({ length: 500 }, (_, n) => says(page, String(n % 50), `text ${n}`, 1_000_000 - n));
    const body = postOf('page', { id: '101', messaging: of('101') }, { id: '102', messaging: of('102') });
    expect((await post(body)).status).toBe(200);
    expect(await api.store.inbound.countDocuments({})).toBe(1_000);
    await api.told();
    expect(api.woken).toHaveLength(100);
  });
});
