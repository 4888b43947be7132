import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ownInboxAppId } from '../../dev/meta/webhooks/events.ts';
import { eventually } from '../support/eventually.ts';
import {
  appSecret,
  instagramAccount,
  messengerPage,
  newPerson,
  pageToken,
  start,
  useFakeMeta,
  verifyToken,
} from './setup.ts';

const meta = useFakeMeta();
const both = [['messenger'], ['instagram']] as const;
const idOf = (channel: 'messenger' | 'instagram') => (channel === 'messenger' ? messengerPage : instagramAccount);
const receiver = () => meta.receiver();

describe('a webhook', () => {
  it('is verified before the first post', async () => {
    await meta.person('messenger');
    const [asked, ...more] = receiver().asked();
    expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
      'hub.mode': 'subscribe',
      'hub.verify_token': verifyToken,
      'hub.challenge': expect.stringMatching(/^\d+$/),
    });
    expect(more).toEqual([]);
  });

  it('is signed over the bytes as sent, which are ASCII with escapes', async () => {
    const person = newPerson();
    await meta.incoming('messenger', person, { text: 'äöü 👍 a/b' });
    const post = receiver()
      .posts()
      .find(({ events }) => events.some(({ sender }) => sender.id === person));
    expect(post?.bytes.toString()).toContain('\\u00e4\\u00f6\\u00fc \\ud83d\\udc4d a\\/b');
    const digest = createHmac('sha256', appSecret)
      .update(post?.bytes ?? '')
      .digest('hex');
    expect(post?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${digest}`,
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
    });
  });

  it('is posted again until it is answered with 200', async () => {
    const person = newPerson();
    receiver().answerNext(500, 404, 204);
    await meta.incoming('messenger', person, { text: 'Hello!' });
    await receiver().eventsOf(person, 4);
    const posts = receiver()
      .posts()
      .filter(({ events }) => events.some(({ sender }) => sender.id === person));
    expect(posts.map(({ answered }) => answered)).toEqual([500, 404, 204, 200]);
    expect(new Set(posts.map(({ bytes }) => bytes.toString())).size).toBe(1);
  });
});

describe.each(both)('on %s the app is told', (channel) => {
  const from = (person: string) => ({ sender: { id: person }, recipient: { id: idOf(channel) }, timestamp: start });
  const toldOf = async (what: object, count = 1) => {
    const person = await meta.person(channel);
    const { status, body } = await meta.incoming(channel, person, what);
    expect([status, body.errors]).toEqual([202, undefined]);
    const events = await receiver().eventsOf(person, count + 1);
    return { person, body, events: events.slice(1) };
  };

  it('of a message, its time and its id', async () => {
    const { person, body, events } = await toldOf({ text: 'Where is it?', replyTo: 'm_1' });
    const message = { mid: body.id, text: 'Where is it?', reply_to: { mid: 'm_1' } };
    expect(events).toEqual([{ ...from(person), message }]);
    const post = receiver().posts().at(-1);
    expect(post?.object).toBe(channel === 'messenger' ? 'page' : 'instagram');
  });

  it('of attachments and stickers, with where they are', async () => {
    const attachments = [{ type: 'image', content: Buffer.from('a picture').toString('base64'), filename: 'a.png' }];
    const { events } = await toldOf({ attachments, sticker: { id: '369239263222822' } });
    const [{ message }] = events as unknown as [{ message: { attachments: { payload: { url: string } }[] } }];
    expect(message.attachments).toEqual([
      { type: 'image', payload: { url: expect.stringContaining('/cdn/') } },
      { type: 'sticker', payload: { url: expect.stringContaining('/cdn/'), sticker_id: 369_239_263_222_822 } },
    ]);
    const got = await fetch(message.attachments[0]?.payload.url ?? '');
    expect(await got.text()).toBe('a picture');
  });

  it('of a click and of somebody who came back by a link', async () => {
    const clicked = await toldOf({ postback: { title: 'Start', payload: 'START', referral: { ref: 'shoes' } } });
    const referral = {
      ...{ ref: 'shoes', type: 'OPEN_THREAD' },
      source: channel === 'messenger' ? 'SHORTLINK' : 'IGME-SOURCE-LINK',
    };
    const postback = { mid: clicked.body.id, title: 'Start', payload: 'START', referral };
    expect(clicked.events).toEqual([{ ...from(clicked.person), postback }]);
    const came = await toldOf({ referral: { ref: 'shoes' } });
    expect(came.events).toEqual([{ ...from(came.person), referral }]);
  });

  it('of what was sent, delivered and read', async () => {
    const person = await meta.person(channel);
    const { body } = await meta.send(channel, person, { text: 'Tomorrow.', metadata: 'part 1' });
    const mid = body.message_id as string;
    const sent = channel === 'messenger' ? 3 : 2;
    const before = await receiver().eventsOf(person, sent);
    const app = channel === 'messenger' ? { app_id: Number(meta.fake().appId), metadata: 'part 1' } : {};
    const echo = {
      ...{ sender: { id: idOf(channel) }, recipient: { id: person }, timestamp: start },
      message: { mid, text: 'Tomorrow.', is_echo: true, ...app },
    };
    const delivered = { ...from(person), delivery: { mids: [mid], watermark: start } };
    expect(before.slice(1)).toEqual(channel === 'messenger' ? [echo, delivered] : [echo]);
    await meta.incoming(channel, person, { read: true });
    const read = channel === 'messenger' ? { watermark: start } : { mid };
    expect((await receiver().eventsOf(person, sent + 1)).at(-1)).toEqual({ ...from(person), read });
    expect(await meta.sent(person)).toMatchObject([{ readAt: new Date(start).toISOString() }]);
  });

  it('of a reaction and that it was taken back', async () => {
    const person = await meta.person(channel);
    const { body } = await meta.send(channel, person, { text: 'Tomorrow.' });
    const mid = body.message_id as string;
    const before = (await receiver().eventsOf(person, channel === 'messenger' ? 3 : 2)).length;
    await meta.incoming(channel, person, { reaction: { mid, reaction: 'love' } });
    await meta.incoming(channel, person, { reaction: { mid, action: 'unreact' } });
    const events = (await receiver().eventsOf(person, before + 2)).slice(before);
    expect(events).toEqual([
      { ...from(person), reaction: { mid, action: 'react', reaction: 'love', emoji: '❤' } },
      { ...from(person), reaction: { mid, action: 'unreact' } },
    ]);
  });

  it('of an answer that was written in Meta’s own inbox, as an echo of another app', async () => {
    const person = await meta.person(channel);
    const answer = await meta.postTo('/api/direct-messages/own-inbox', {
      ...{ channel, pageId: idOf(channel), recipientId: person, text: 'I am on it.' },
    });
    const { id: mid } = (await answer.json()) as { id: string };
    const [, echo] = await receiver().eventsOf(person, 2);
    const app = channel === 'messenger' ? { app_id: Number(ownInboxAppId) } : {};
    expect(echo).toMatchObject({ message: { mid, text: 'I am on it.', is_echo: true } });
    expect((echo as { message?: object }).message).toEqual({ mid, text: 'I am on it.', is_echo: true, ...app });
    expect(await meta.sent(person)).toMatchObject([{ writtenIn: 'ownInbox' }]);
  });

  it('that a message was edited', async () => {
    const { person, body } = await toldOf({ text: 'Helo' });
    await meta.incoming(channel, person, { edit: { mid: body.id, text: 'Hello' } });
    const events = await receiver().eventsOf(person, 3);
    expect(events.at(-1)).toMatchObject({ message_edit: { mid: body.id, text: 'Hello', num_edit: 1 } });
  });
});

describe('that a message was unsent', () => {
  it('is told on Instagram', async () => {
    const person = newPerson();
    const { body } = await meta.incoming('instagram', person, { text: 'Sorry' });
    await meta.incoming('instagram', person, { unsend: body.id });
    const [, event] = await receiver().eventsOf(person, 2);
    expect(event).toMatchObject({ message: { mid: body.id, is_deleted: true } });
  });

  it('is told nobody on Messenger, which the control API says', async () => {
    const person = newPerson();
    const { body } = await meta.incoming('messenger', person, { text: 'Sorry' });
    expect((await meta.incoming('messenger', person, { unsend: body.id })).status).toBe(422);
  });
});

describe('what a visitor does', () => {
  it.each([
    ['nothing', {}],
    ['two things', { text: 'x', read: true }],
    ['a reaction to nothing', { reaction: { mid: 'm_none' } }],
    ['reading nothing', { read: true }],
    ['an unknown field', { txet: 'x' }],
  ])('is refused if it is %s', async (_what, what) => {
    expect((await meta.incoming('messenger', newPerson(), what)).status).toBe(422);
  });

  it('needs a page of that channel', async () => {
    const request = { channel: 'instagram', pageId: messengerPage, senderId: '1', text: 'x' };
    expect((await meta.postTo('/api/direct-messages/incoming', request)).status).toBe(404);
  });

  it('is only told if the app is subscribed to it', async () => {
    await meta.graph('messenger', '/v26.0/me/subscribed_apps?subscribed_fields=messages', { method: 'POST' });
    const person = await meta.person('messenger');
    await meta.send('messenger', person, { text: 'Hello' });
    await meta.graph('messenger', '/v26.0/me/subscribed_apps', { method: 'DELETE' });
    await meta.incoming('messenger', person, { text: 'Is anybody there?' });
    await meta.put(`/api/pages/${messengerPage}`, { channel: 'messenger', name: 'Acme', accessToken: pageToken });
    await meta.incoming('messenger', person, { text: 'Hello?' });
    const texts = (await receiver().eventsOf(person, 2)).map((event) => (event.message as { text: string }).text);
    expect(texts).toEqual(['Hello!', 'Hello?']);
  });
});

describe('faults of webhooks', () => {
  const postsAbout = (person: string) =>
    receiver()
      .posts()
      .filter(({ events }) => events.some(({ sender }) => sender.id === person));
  const textsOf = (person: string) =>
    receiver()
      .eventsAbout(person)
      .map((event) => (event.message as { text?: string }).text);

  it('duplicateWebhooks and parallelWebhooks post an event several times', async () => {
    const person = newPerson();
    await meta.putFault({ mode: 'duplicateWebhooks', to: person });
    await meta.incoming('messenger', person, { text: 'one' });
    await receiver().eventsOf(person, 3);
    await meta.putFault({ mode: 'parallelWebhooks', to: person });
    await meta.incoming('messenger', person, { text: 'two' });
    await receiver().eventsOf(person, 7);
    expect(textsOf(person)).toEqual(['one', 'one', 'one', 'two', 'two', 'two', 'two']);
    expect(postsAbout(person)).toHaveLength(7);
  });

  it.each([
    ['unorderedWebhooks', ['three', 'two', 'one']],
    ['batchedWebhooks', ['one', 'two', 'three']],
  ])('%s hold events back and post them in one batch', async (mode, texts) => {
    const person = newPerson();
    await meta.putFault({ mode, to: person, count: 3 });
    for (const text of ['one', 'two', 'three']) await meta.incoming('instagram', person, { text });
    await receiver().eventsOf(person, 3);
    expect(textsOf(person)).toEqual(texts);
    expect(postsAbout(person)).toHaveLength(1);
  });

  it('held events go out after a while, if no more come', async () => {
    const person = newPerson();
    await meta.putFault({ mode: 'batchedWebhooks', to: person, count: null, seconds: 0.05 });
    await meta.incoming('messenger', person, { text: 'one' });
    await receiver().eventsOf(person, 1);
    await meta.putFault({ mode: 'none', to: person });
  });

  it.each(['wrongSignature', 'unsigned', 'truncatedWebhooks'])(
    '%s is put right if the receiver refuses it',
    async (mode) => {
      const person = newPerson();
      const before = receiver().posts().length;
      await meta.putFault({ mode, to: person });
      receiver().answerNext(403);
      await meta.incoming('messenger', person, { text: 'x' });
      await receiver().eventsOf(person, mode === 'truncatedWebhooks' ? 1 : 2);
      const [bad, good] = receiver().posts().slice(before);
      const isRight = (post: typeof bad) =>
        post?.headers['x-hub-signature-256'] ===
        `sha256=${createHmac('sha256', appSecret)
          .update(post?.bytes ?? '')
          .digest('hex')}`;
      expect([isRight(bad), isRight(good)]).toEqual([false, true]);
    },
  );

  it('noWebhooks tells nothing, and noEchoes, lateEchoes and noDeliveries not of what was sent', async () => {
    const person = newPerson();
    await meta.putFault({ mode: 'noWebhooks', to: person });
    await meta.incoming('messenger', person, { text: 'unheard' });
    await meta.putFault({ mode: 'noEchoes', to: person });
    await meta.send('messenger', person, { text: 'not echoed' });
    await meta.putFault({ mode: 'noDeliveries', to: person });
    await meta.send('messenger', person, { text: 'not delivered' });
    await receiver().eventsOf(person, 2);
    await meta.putFault({ mode: 'lateEchoes', to: person, seconds: 0.1 });
    await meta.send('messenger', person, { text: 'late' });
    const events = await receiver().eventsOf(person, 4);
    const told = (event: object) => Object.keys(event).find((key) => ['delivery', 'message'].includes(key));
    expect(events.map(told)).toEqual(expect.arrayContaining(['delivery', 'message', 'delivery', 'message']));
    expect(events.map(told).at(-1)).toBe('message');
  });
});

describe('a page of Messenger that is in vain for an hour', () => {
  const failing = useFakeMeta({ unsubscribeAfterMs: 30, retryMs: 20 });

  it('is unsubscribed, and an account of Instagram is not', async () => {
    failing.receiver().answerNext(...Array(40).fill(500));
    await failing.incoming('messenger', newPerson(), { text: 'x' });
    await failing.incoming('instagram', newPerson(), { text: 'x' });
    const subscribed = async (channel: 'messenger' | 'instagram') => {
      const { body } = await failing.graph(channel, '/v26.0/me/subscribed_apps');
      return (body as { data: unknown[] }).data.length;
    };
    await eventually(
      () => subscribed('messenger'),
      (apps) => apps === 0,
      5_000,
    );
    expect(await subscribed('instagram')).toBe(1);
  });
});
