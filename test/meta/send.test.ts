import { describe, expect, it } from '@jest/globals';
import {
  type Channel,
  hour,
  instagramAccount,
  messengerPage,
  newPerson,
  pageToken,
  start,
  useFakeMeta,
} from './setup.ts';

const meta = useFakeMeta();
const both = [['messenger'], ['instagram']] as const;
const addressOf = (message: object | undefined) => (message as { attachment: { url: string } }).attachment.url;
const error = (code: number, subcode?: number) => ({
  error: expect.objectContaining({
    ...{ code, type: 'OAuthException', message: expect.any(String), fbtrace_id: expect.any(String) },
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
  }),
});

describe.each(both)('a message on %s', (channel) => {
  it('is taken, listed and answered with the ids of person and message', async () => {
    const to = await meta.person(channel);
    const answer = await meta.send(channel, to, { text: 'The parcel ships tomorrow.' });
    expect(answer).toMatchObject({ status: 200, body: { recipient_id: to, message_id: expect.any(String) } });
    expect(await meta.sent(to)).toEqual([
      expect.objectContaining({
        ...{ id: answer.body.message_id, channel, recipientId: to, text: 'The parcel ships tomorrow.' },
        ...{ from: 'page', attachment: null, metadata: null, tag: null, receivedAt: new Date(start).toISOString() },
      }),
    ]);
  });

  it('may be sent by the page’s id instead of me, and by none of another', async () => {
    const to = await meta.person(channel);
    const own = channel === 'messenger' ? messengerPage : instagramAccount;
    const body = { recipient: { id: to }, messaging_type: 'RESPONSE', message: { text: 'Hello' } };
    expect((await meta.post(channel, `/v26.0/${own}/messages`, body)).status).toBe(200);
    const other = await meta.post(channel, '/v26.0/3000003/messages', body);
    expect(other).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
    });
  });

  it('may be a form whose objects are JSON, with the token as a parameter', async () => {
    const to = await meta.person(channel);
    const form = new URLSearchParams({
      recipient: JSON.stringify({ id: to }),
      messaging_type: 'RESPONSE',
      message: JSON.stringify({ text: 'Grüße' }),
    });
    expect((await meta.graph(channel, '/v26.0/me/messages', { method: 'POST', body: form })).status).toBe(200);
    expect(await meta.sent(to)).toEqual([expect.objectContaining({ text: 'Grüße' })]);
  });

  it('to somebody who has never written is refused', async () => {
    const subcode = channel === 'messenger' ? 2_018_001 : 2_534_014;
    expect(await meta.send(channel, newPerson(), { text: 'Hello' })).toMatchObject({
      status: 400,
      body: error(100, subcode),
    });
  });

  it.each([
    ['nothing', {}],
    ['blanks', { text: '  ' }],
    ['a text beside an attachment', { text: 'x', attachment: { type: 'image', payload: { url: 'http://a.example' } } }],
    ['an unknown field', { text: 'x', txet: 'y' }],
    ['an attachment of nothing', { attachment: { type: 'image', payload: {} } }],
    [
      'an attachment that cannot be fetched',
      { attachment: { type: 'image', payload: { url: 'http://127.0.0.1:9/a' } } },
    ],
    ['an unknown type of attachment', { attachment: { type: 'gif', payload: { url: 'http://a.example' } } }],
    ['too much metadata', { text: 'x', metadata: 'm'.repeat(1_001) }],
  ])('is refused with %s', async (_what, message) => {
    const to = await meta.person(channel);
    expect(await meta.send(channel, to, message)).toMatchObject({ status: 400, body: error(100) });
    expect(await meta.sent(to)).toEqual([]);
  });

  it('is refused without a recipient, with unknown parameters and as no JSON', async () => {
    const path = '/v26.0/me/messages';
    const message = { text: 'x' };
    expect((await meta.post(channel, path, { messaging_type: 'RESPONSE', message })).body).toEqual(error(100));
    const to = await meta.person(channel);
    expect((await meta.send(channel, to, message, { priority: 1 })).body).toEqual(error(100));
    const init = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect((await meta.graph(channel, path, init)).body).toEqual(error(100));
  });
});

describe('a text', () => {
  const family = '👩‍👩‍👧';
  it.each([
    ['messenger', 'a'.repeat(2_000), 'a'],
    ['messenger', 'é'.repeat(2_000), 'é'],
    ['instagram', 'a'.repeat(1_000), 'a'],
    ['instagram', 'é'.repeat(500), 'a'],
    ['instagram', family.repeat(55) + 'ab'.repeat(5), 'a'],
  ] as const)('on %s is as long as the platform lets it, and no longer', async (channel, longest, more) => {
    const to = await meta.person(channel);
    expect((await meta.send(channel, to, { text: longest })).status).toBe(200);
    expect((await meta.send(channel, to, { text: longest + more })).body).toEqual(error(100));
  });
});

describe('the type of a message', () => {
  it('is required on Messenger, and not on Instagram', async () => {
    const body = async (channel: Channel) => ({
      recipient: { id: await meta.person(channel) },
      message: { text: 'Hello' },
    });
    const refused = await meta.post('messenger', '/v26.0/me/messages', await body('messenger'));
    expect(refused.body).toMatchObject({
      error: { code: 100, message: '(#100) The parameter messaging_type is required.' },
    });
    expect((await meta.post('instagram', '/v26.0/me/messages', await body('instagram'))).status).toBe(200);
  });

  it.each([
    [{ messaging_type: 'REPLY' }],
    [{ messaging_type: 'UTILITY' }],
    [{ messaging_type: 'MESSAGE_TAG' }],
    [{ messaging_type: 'RESPONSE', tag: 'HUMAN_AGENT' }],
    ...['ACCOUNT_UPDATE', 'CONFIRMED_EVENT_UPDATE', 'POST_PURCHASE_UPDATE', 'SHIPPING_UPDATE'].map(
      (tag) => [{ messaging_type: 'MESSAGE_TAG', tag }] as const,
    ),
  ])('%j is refused with 100', async (type) => {
    for (const [channel] of both)
      expect((await meta.send(channel, await meta.person(channel), { text: 'x' }, type)).body).toEqual(error(100));
  });
});

describe.each(both)('the window on %s', (channel) => {
  const closed = channel === 'messenger' ? error(10, 2_018_278) : error(10, 2_534_022);
  const byAgent = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };

  it('is 24 hours from their last message, and 7 days for a person’s own words', async () => {
    const to = await meta.person(channel);
    const at = async (ms: number, more: object = {}) => {
      meta.setClock(start + ms);
      return meta.send(channel, to, { text: 'Hello' }, more);
    };
    expect((await at(24 * hour - 1)).status).toBe(200);
    expect((await at(24 * hour)).body).toEqual(closed);
    expect((await at(24 * hour, byAgent)).status).toBe(200);
    expect((await at(7 * 24 * hour - 1, byAgent)).status).toBe(200);
    expect((await at(7 * 24 * hour, byAgent)).body).toEqual(closed);
    await meta.incoming(channel, to, { text: 'Are you there?' });
    expect((await at(7 * 24 * hour)).status).toBe(200);
    meta.setClock(start);
    expect((await meta.sent(to)).map(({ tag }) => tag)).toEqual([null, 'HUMAN_AGENT', 'HUMAN_AGENT', null]);
  });

  it('counts from when they wrote, also if it is told late, and is not opened by reading', async () => {
    const to = newPerson();
    await meta.incoming(channel, to, { text: 'Hello!', at: new Date(start - 23 * hour).toISOString() });
    expect((await meta.send(channel, to, { text: 'Hello' })).status).toBe(200);
    meta.setClock(start + hour);
    await meta.incoming(channel, to, { read: true });
    expect((await meta.send(channel, to, { text: 'Hello' })).body).toEqual(closed);
    meta.setClock(start);
  });

  it('can be moved by the control API', async () => {
    const to = await meta.person(channel);
    const page = channel === 'messenger' ? messengerPage : instagramAccount;
    await meta.put(`/api/people/${page}/${to}`, { activeAt: new Date(start - 25 * hour).toISOString() });
    expect((await meta.send(channel, to, { text: 'Hello' })).body).toEqual(closed);
  });
});

describe('an attachment', () => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  const fileAt = async (type: string, name: string) => {
    const person = newPerson();
    const content = png.toString('base64');
    const { body } = await meta.incoming('messenger', person, {
      attachments: [{ type: 'file', content, contentType: type, filename: name }],
    });
    return addressOf(body);
  };

  it.each(both)('on %s is fetched from its address and kept', async (channel) => {
    const to = await meta.person(channel);
    const attachment = { type: 'image', payload: { url: await fileAt('image/png', 'a b.png') } };
    expect((await meta.send(channel, to, { attachment })).status).toBe(200);
    const [message] = await meta.sent(to);
    expect(message?.attachment).toMatchObject({ type: 'image', name: 'a b.png', contentType: 'image/png', bytes: 8 });
    const kept = await fetch(addressOf(message));
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(png);
    expect(kept.headers.get('content-type')).toBe('image/png');
  });

  it.each(both)('on %s may be uploaded with the message', async (channel) => {
    const to = await meta.person(channel);
    const form = new FormData();
    form.set('recipient', JSON.stringify({ id: to }));
    form.set('messaging_type', 'RESPONSE');
    form.set('message', JSON.stringify({ attachment: { type: 'image', payload: { is_reusable: false } } }));
    form.set('filedata', new File([png], 'photo.png', { type: 'image/png' }));
    expect((await meta.graph(channel, '/v26.0/me/messages', { method: 'POST', body: form })).status).toBe(200);
    expect(await meta.sent(to)).toMatchObject([{ attachment: { name: 'photo.png', bytes: 8 } }]);
  });

  it('may be uploaded once and sent by its id', async () => {
    const message = {
      attachment: { type: 'image', payload: { url: await fileAt('image/png', 'a.png'), is_reusable: true } },
    };
    const uploaded = await meta.post('messenger', '/v26.0/me/message_attachments', { message });
    const { attachment_id } = uploaded.body as { attachment_id: string };
    const to = await meta.person('messenger');
    const again = { attachment: { type: 'image', payload: { attachment_id } } };
    expect((await meta.send('messenger', to, again)).status).toBe(200);
    expect(await meta.sent(to)).toMatchObject([{ attachment: { name: 'a.png' } }]);
  });

  it.each([
    ['messenger', 'image', 'application/pdf'],
    ['instagram', 'file', 'application/zip'],
  ] as const)('on %s that is sent as %s and is %s is refused', async (channel, type, contentType) => {
    const attachment = { type, payload: { url: await fileAt(contentType, 'a') } };
    const to = await meta.person(channel);
    expect((await meta.send(channel, to, { attachment })).body).toEqual(error(100, 2_018_047));
  });
});

describe('a sender action', () => {
  it('is answered without a message', async () => {
    const to = await meta.person('messenger');
    const answer = await meta.post('messenger', '/v26.0/me/messages', {
      recipient: { id: to },
      sender_action: 'typing_on',
    });
    expect(answer).toMatchObject({ status: 200, body: { recipient_id: to } });
    expect(await meta.sent(to)).toEqual([]);
  });
});

describe('an access token', () => {
  const path = '/v26.0/me?fields=id,name';
  const asked = async (headers: Record<string, string>, query = '') =>
    (await meta.graph('messenger', `${path}${query}`, { headers })).body;

  it('is taken from the header or as a parameter, and refused if unknown or missing', async () => {
    expect(await asked({ authorization: '' }, `&access_token=${pageToken}`)).toEqual({
      id: messengerPage,
      name: 'Acme',
    });
    expect(await asked({ authorization: 'Bearer EAAB-other' })).toEqual(error(190));
    expect(await asked({ authorization: '' })).toEqual(error(104));
  });

  it('of one login is nothing to the other’s host', async () => {
    const answer = await fetch(`${meta.fake().instagramGraphUrl}/v26.0/me`, {
      headers: { authorization: `Bearer ${pageToken}` },
    });
    expect(await answer.json()).toEqual(error(190));
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
  });
});

describe('the version', () => {
  it('is told in a header: an older one is answered by the oldest, and one that does not exist is refused', async () => {
    const of = async (path: string) => (await meta.graph('messenger', path)).headers.get('facebook-api-version');
    expect([await of('/v26.0/me'), await of('/v9.0/me'), await of('/me')]).toEqual(['v26.0', 'v21.0', 'v21.0']);
    expect((await meta.graph('messenger', '/v99.0/me')).body).toEqual(error(2_500));
  });
});

describe('how much was used', () => {
  it('is told in headers, by app and by page', async () => {
    const { headers } = await meta.graph('messenger', '/v26.0/me');
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toEqual({
      call_count: expect.any(Number),
      total_cputime: expect.any(Number),
      total_time: expect.any(Number),
    });
    expect(JSON.parse(headers.get('x-business-use-case-usage') ?? '')).toEqual({
      [messengerPage]: [expect.objectContaining({ type: 'messenger', estimated_time_to_regain_access: 0 })],
    });
  });

  it('is at most 100 texts a second of an Instagram account', async () => {
    meta.setClock(start + 60_000);
    const to = await meta.person('instagram');
    const answers = await Promise.all(Array.from({ length: 101 }, () => meta.send('instagram', to, { text: 'x' })));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.map(({ body }) => body)).toEqual([error(613, 2_534_040)]);
    meta.setClock(start);
  });
});
