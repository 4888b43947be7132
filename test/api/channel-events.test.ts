import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { until } from '../../dev/servers/until.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processEvents } from '../../src/activities/inbound/process-events.ts';
import { putConnection } from '../../src/store/accounts/channel-connections.ts';
import type { ChannelKeys } from '../../src/store/accounts/channel-tokens.ts';
import { replayInbound } from '../../src/store/inbound/replay.ts';
import { inboundView } from '../../src/store/inbound/shown.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { channelsOfApi, confirmedPage, connected, startGraph } from '../support/channels.ts';
import { connectPage, echoed, fromVisitor, postOf, signedPost } from '../support/meta-events.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  for (const kind of ['messenger', 'instagram'] as const) await connectPage(api.store, acme.id, kind, '101');
});

let graph: Awaited<ReturnType<typeof startGraph>>;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.stop());

let visitor = 1_000;
beforeEach(() => {
  visitor += 1;
  api.woken.splice(0);
});

const deps = (changes: Partial<ActivityDeps> = {}) => {
  const { store, clock, log, waker } = api;
  return { store, clock, log, waker, ...changes } as Partial<ActivityDeps> as ActivityDeps;
};

/** Posts events, and lets the workflows that were started process them. */
async function happens(events: unknown[], object: 'page' | 'instagram' = 'page'): Promise<void> {
  await posted(events, object);
  await processed();
}
async function posted(events: unknown[], object: 'page' | 'instagram' = 'page'): Promise<void> {
  const { headers, body } = signedPost(postOf(object, { id: '101', messaging: events }));
  const answer = await api.app.request('/webhooks/meta', { method: 'POST', headers, body: new Uint8Array(body) });
  expect(answer.status).toBe(200);
  await api.told();
}
async function processed(changes: Partial<ActivityDeps> = {}): Promise<void> {
  const started = api.woken.splice(0).filter((one) => one.startsWith('inbound '));
  for (const one of started) await processEvents(deps(changes), one.slice('inbound '.length));
}

/** On another page, with what the workflows' activities may use. */
async function happensAt(
  page: string,
  events: unknown[],
  given: Partial<ActivityDeps>,
  object: 'page' | 'instagram' = 'page',
): Promise<void> {
  const { headers, body } = signedPost(postOf(object, { id: page, messaging: events }));
  await api.app.request('/webhooks/meta', { method: 'POST', headers, body: new Uint8Array(body) });
  await api.told();
  await processed(given);
}

let mids = 0;
const mid = () => {
  mids += 1;
  return `m_${mids}`;
};
const says = (text: string, seconds = 0, message: Record<string, unknown> = {}) =>
  does({ message: { mid: mid(), text, ...message } }, seconds);
const does = (what: Record<string, unknown>, seconds = 0) =>
  fromVisitor('101', String(visitor), api.now() + seconds * 1_000, what);
const pageSays = (message: Record<string, unknown>, seconds = 0) =>
  echoed('101', String(visitor), api.now() + seconds * 1_000, { mid: mid(), ...message });
const conversationId = (channel = 'messenger') => `${channel}.101.${visitor}`;
const chat = (channel?: string) => acme.chat.conversation(conversationId(channel));
const texts = async (channel?: string) => (await chat(channel).messages()).map(({ text }) => text);
const records = () =>
  api.store.inbound.find({ conversationId: conversationId() }, { sort: { 'event.at': 1 } }).toArray();

describe("a visitor's message", () => {
  it.each([
    ['messenger', 'page'],
    ['instagram', 'instagram'],
  ] as const)('begins a conversation on %s, or goes on with it', async (channel, object) => {
    await happens([says('Hello!', -60)], object);
    await happens([says('Is anybody there?')], object);
    const begun = await chat(channel).get();
    expect(begun).toMatchObject({
      channel: { kind: channel, pageId: '101', recipientId: String(visitor) },
      visitor: { id: String(visitor), presence: { state: 'here' } },
      ...{ state: 'open', lastSeq: 2, waitingSince: api.iso() },
    });
    expect(await chat(channel).messages()).toMatchObject([
      { seq: 1, text: 'Hello!', via: channel, author: { kind: 'visitor', id: String(visitor) }, at: api.iso(-60) },
      { seq: 2, text: 'Is anybody there?', flags: [] },
    ]);
    const doc = await api.store.conversations.findOne({ id: conversationId(channel), accountId: acme.id });
    expect(doc?.heardAt).toBe(api.now());
  });

  it('that comes days late is dated when it was written, and makes nobody present', async () => {
    const days = (count: number) => -count * 86_400;
    await happens([says('Hello!', days(8))]);
    const presence = { state: 'left', activeAt: api.iso(days(8)), leftAt: api.iso(days(8)) };
    expect(await chat().get()).toMatchObject({ createdAt: api.iso(days(8)), visitor: { presence } });
    await happens([says('Hello?', -60)]);
    expect((await chat().get()).visitor.presence).toMatchObject({
      state: 'here',
      activeAt: api.iso(-60),
      leftAt: null,
    });
    await happens([says('This came first.', days(9))]);
    expect((await chat().get()).createdAt).toBe(api.iso(days(9)));
    api.pass(1_740);
    expect((await chat().get()).visitor.presence).toMatchObject({ state: 'left', leftAt: api.iso(-1_800) });
  });

  it('has its place by when it was written, in whichever order a batch has them', async () => {
    await happens([says('third', -1), says('first', -3), says('second', -2)]);
    expect(await texts()).toEqual(['first', 'second', 'third']);
  });

  it('counts once, though several workflows take it at a time, or it comes in another post', async () => {
    const [one, two] = [says('one', -2), says('two', -1)];
    await posted([one]);
    await posted([two]);
    const started = api.woken.splice(0).map((woken) => woken.slice('inbound '.length));
    await Promise.all([...started, ...started].map((id) => processEvents(deps(), id)));
    await happens([{ ...one, sender: { ...one.sender, later: true } }]);
    expect(await texts()).toEqual(['one', 'two']);
    expect((await records()).map(({ result }) => result?.kind).sort()).toEqual(['duplicate', 'message', 'message']);
  });

  it('reopens the conversation, and an address in it is taken', async () => {
    await happens([says('Hello', -60)]);
    await acme.call('POST', `/v1/conversations/${conversationId()}/close`);
    expect((await chat().get()).state).toBe('closed');
    await happens([says('Write to grace@example.com, please')]);
    expect(await chat().get()).toMatchObject({ state: 'open', visitor: { email: 'grace@example.com' } });
  });

  it('tells what it is where that is no text', async () => {
    const place = { type: 'location', payload: { coordinates: { lat: 48.85, long: 2.35 } } };
    const link = { type: 'fallback', title: 'Shoes', url: 'https://acme.example/shoes' };
    await happens([
      says('', 0, { attachments: [place, link] }),
      says('Nice!', 1, { reply_to: { story: { id: '1', url: 'https://example.com/story' } } }),
      does({ message: { mid: mid(), is_unsupported: true } }, 2),
      does({ postback: { title: 'Get started', payload: 'START', mid: mid() } }, 3),
      says('Yes', 4, { quick_reply: { payload: 'YES' } }),
    ]);
    expect((await chat().messages()).map(({ text, flags }) => [text, flags])).toEqual([
      ['48.85, 2.35\nShoes\nhttps://acme.example/shoes', []],
      ['Nice!', ['storyReply']],
      ['', ['unsupported']],
      ['Get started', []],
      ['Yes', []],
    ]);
  });

  it('has its files, which are fetched once, as long as they can be had', async () => {
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(url.startsWith('/gone') ? 404 : 200).end('a file');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const file = (path: string) => ({ type: 'file', payload: { url: `${address}/${path}` } });
    const fetching = { webhooks: { allowLoopback: true } as ActivityDeps['webhooks'] } as Partial<ActivityDeps>;
    const sticker = { type: 'sticker', payload: { url: `${address}/like.txt`, sticker_id: 369239263222822 } };
    await posted([says('', 0, { attachments: [file('manual.txt?a=b'), sticker, file('gone'), file('gone')] })]);
    const [woken = ''] = api.woken;
    await processed(fetching);
    await processEvents(deps(fetching), woken.slice('inbound '.length));
    server.close();
    const [message] = await chat().messages();
    expect(message?.flags).toEqual(['filesNotFetched']);
    expect(message?.attachments).toMatchObject([{ name: 'manual.txt', type: 'text/plain', bytes: 6 }, { bytes: 6 }]);
    expect(asked).toEqual(['/manual.txt?a=b', '/like.txt', '/gone', '/gone']);
    await happens([says('', 1, { attachments: [file('manual.txt')] })]);
    expect((await chat().messages())[1]).toMatchObject({ flags: ['filesNotFetched'], attachments: [] });
  });

  it('is of somebody whom the platform may name, who is asked for once a day until then, or soon if it failed', async () => {
    graph.answer({ [`GET /v26.0/${visitor}`]: () => [400, { error: { code: 100, error_subcode: 33 } }] });
    const channels = channelsOfApi(graph.url);
    await connected(api.store, channels, acme.id, '103', api.now());
    const ref = { accountId: acme.id, conversationId: `messenger.103.${visitor}` };
    const writes = async () => {
      const message = { mid: mid(), text: 'Hello' };
      const event = fromVisitor('103', String(visitor), api.now(), { message });
      await happensAt('103', [event], { channels });
      return (await acme.chat.conversation(ref.conversationId).get()).visitor.name;
    };
    expect([await writes(), await writes()]).toEqual([null, null]);
    expect(graph.take().map(decodeURIComponent)).toEqual([
      `GET /v26.0/${visitor}?fields=name,first_name,last_name,profile_pic`,
    ]);
    api.pass(86_400);
    graph.answer({ [`GET /v26.0/${visitor}`]: () => [401, { error: { code: 190 } }] });
    expect([await writes(), await writes(), graph.take().length]).toEqual([null, null, 1]);
    api.pass(300);
    graph.answer({ [`GET /v26.0/${visitor}`]: () => [200, { first_name: 'Ada', last_name: 'Lovelace' }] });
    expect(await writes()).toBe('Ada Lovelace');
  });

  it('is of somebody who is asked for at once when the token is replaced that could not ask', async () => {
    const channels = channelsOfApi(graph.url);
    await connected(api.store, channels, acme.id, '105', api.now());
    const writes = async () => {
      await happensAt(
        '105',
        [fromVisitor('105', String(visitor), api.now(), { message: { mid: mid(), text: 'Hello' } })],
        {
          channels,
        },
      );
      return (await acme.chat.conversation(`messenger.105.${visitor}`).get()).visitor.name;
    };
    graph.take();
    graph.answer({ [`GET /v26.0/${visitor}`]: () => [401, { error: { code: 190 } }] });
    expect([await writes(), await writes(), graph.take().length]).toEqual([null, null, 1]);
    graph.answer({ [`GET /v26.0/${visitor}`]: () => [200, { name: 'Ada' }] });
    api.pass(1);
    const ref = { accountId: acme.id, kind: 'messenger', pageId: '105' } as const;
    const deps = { store: api.store, channelKeys: channels.keys as ChannelKeys };
    await putConnection(deps, { ref, content: { ...confirmedPage, accessToken: 'another' }, now: api.now() });
    expect(await writes()).toBe('Ada');
  });

  it('is of somebody whose profile on Instagram and whose page are told', async () => {
    const channels = channelsOfApi(graph.url);
    const deps = { store: api.store, channelKeys: channels.keys as ChannelKeys };
    const ref = { accountId: acme.id, kind: 'instagram', pageId: '106' } as const;
    await putConnection(deps, { ref, content: confirmedPage, now: api.now() });
    for (const [id, username] of [
      ['1061', 'ada.l'],
      ['1062', '../explore'],
    ] as const) {
      graph.answer({ [`GET /v26.0/${id}`]: () => [200, { name: 'Ada', username }] });
      const said = fromVisitor('106', id, api.now(), { message: { mid: mid(), text: 'Hello' } });
      await happensAt('106', [said], { channels }, 'instagram');
    }
    const shown = await Promise.all(['1061', '1062'].map((id) => acme.chat.conversation(`instagram.106.${id}`).get()));
    expect(shown.map(({ visitor }) => visitor.username)).toEqual(['ada.l', undefined]);
    expect(shown.map(({ channel }) => channel.pageName)).toEqual(['Acme', 'Acme']);
  });

  it('is of somebody whose picture is fetched once and shown to agents, if it is one', async () => {
    const channels = channelsOfApi(graph.url);
    await connected(api.store, channels, acme.id, '104', api.now());
    const png = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(url === '/gone' ? 404 : 200).end(url === '/ada.png' ? png : '<svg/>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetching = {
      channels,
      webhooks: { allowLoopback: true } as ActivityDeps['webhooks'],
    } as Partial<ActivityDeps>;
    const shownAs = async (id: string, picture: string) => {
      graph.answer({ [`GET /v26.0/${id}`]: () => [200, { name: 'Ada', profile_pic: `${address}/${picture}` }] });
      const event = fromVisitor('104', id, api.now(), { message: { mid: mid(), text: 'Hello' } });
      await happensAt('104', [event], fetching);
      return (await acme.chat.conversation(`messenger.104.${id}`).get()).visitor;
    };
    const { name, pictureUrl } = await shownAs('1041', 'ada.png');
    const picture = await api.app.request(pictureUrl ?? '');
    expect([name, picture.status, picture.headers.get('content-type')]).toEqual(['Ada', 200, 'image/jpeg']);
    const noImage = await shownAs('1042', 'drawing.svg');
    expect([noImage.name, noImage.pictureUrl]).toEqual(['Ada', undefined]);
    // What cannot be fetched is asked for again after five minutes, a few times.
    expect((await shownAs('1043', 'gone')).pictureUrl).toBeUndefined();
    expect((await shownAs('1043', 'ada.png')).pictureUrl).toBeUndefined();
    api.pass(300);
    expect((await shownAs('1043', 'ada.png')).pictureUrl).toBeDefined();
    asked.splice(0);
    for (let day = 0; day < 9; day += 1) {
      await shownAs('1044', 'gone');
      api.pass(86_400);
    }
    expect(asked).toHaveLength(5);
    await acme.call('DELETE', '/v1/conversations/messenger.104.1041');
    await until('its files are gone', 10, async () => (await api.app.request(pictureUrl ?? '')).status === 404);
    server.close();
  });

  it('is in no conversation that was erased', async () => {
    await happens([says('Hello', -60)]);
    await acme.call('DELETE', `/v1/conversations/${conversationId()}`);
    await happens([says('Hello again')]);
    expect((await acme.call('GET', `/v1/conversations/${conversationId()}`)).status).toBe(404);
    expect(await records()).toEqual([]);
  });

  it('begins another conversation if it was written after one was erased, which an echo of before does not', async () => {
    const another = (number: number) => acme.chat.conversation(`${conversationId()}~${number}`);
    await happens([says('Hello', -60)]);
    await acme.call('DELETE', `/v1/conversations/${conversationId()}`);
    await happens([pageSays({ text: 'It ships tomorrow.' }, 40)]);
    await expect(another(2).get()).rejects.toMatchObject({ problem: { status: 404 } });
    await happens([says('Hello again', 1), says('written before', -1)]);
    expect((await another(2).messages()).map(({ text }) => text)).toEqual(['Hello again']);
    const channel = { kind: 'messenger', pageId: '101', recipientId: String(visitor) };
    expect(await another(2).get()).toMatchObject({ channel });
    await acme.call('DELETE', `/v1/conversations/${conversationId()}~2`);
    await happens([says('And again', 2)]);
    expect((await another(3).messages()).map(({ text }) => text)).toEqual(['And again']);
  });
});

describe('what else happens', () => {
  it('shows no message that was taken back before it came', async () => {
    const id = mid();
    await happens([says('Hello', -60)], 'instagram');
    await happens([does({ message: { mid: id, is_deleted: true } }, 1)], 'instagram');
    await happens([does({ message: { mid: id, text: 'Oops' } })], 'instagram');
    expect(await texts('instagram')).toEqual(['Hello']);
  });

  it("shows what was written in Meta's own inbox as an agent's, and sends nothing because of it", async () => {
    await happens([says('Hello', -60), pageSays({ text: 'Good morning!', app_id: 263902037430900 })]);
    const [, answer] = await chat().messages();
    expect(answer).toMatchObject({ author: { kind: 'agent', id: null }, text: 'Good morning!', via: 'messenger' });
    const { forwarding, waitingSince } = await chat().get();
    expect([forwarding.state, waitingSince]).toEqual(['idle', null]);
  });

  it('notes what the visitor has read, never back', async () => {
    await happens([pageSays({ text: 'one' }, -30), pageSays({ text: 'two' }, -20), pageSays({ text: 'three' })]);
    await happens([does({ read: { watermark: api.now() - 20_000 } })]);
    await happens([does({ read: { watermark: api.now() - 30_000 } }, 1)]);
    expect((await chat().get()).readUpTo).toBe(2);
    expect((await chat().messages()).map(({ readVia }) => readVia)).toEqual(['channel', 'channel', null]);
  });

  it('knows by its message what was read on Instagram', async () => {
    await happens([pageSays({ mid: 'last-one', text: 'one' }), does({ read: { mid: 'last-one' } }, 1)], 'instagram');
    expect((await chat('instagram').get()).readUpTo).toBe(1);
  });

  it('knows by Meta’s ids what of our own was read and liked', async () => {
    await happens([says('Hello', -60)], 'instagram');
    await chat('instagram').agentSays('Good morning!');
    const ref = { accountId: acme.id, conversationId: conversationId('instagram') };
    const part = { kind: 'text', text: 'Good morning!', providerMessageId: 'sent-1', acceptedAt: api.now() };
    const sent = { ...ref, _id: `${acme.id}:sent-${visitor}`, id: `sent-${visitor}`, number: 1, channel: 'instagram' };
    const rest = { parts: [part], newsSeqs: [2], attempts: [], reports: [], acceptedAt: api.now(), status: 'accepted' };
    await api.store.deliveries.insertOne({ ...sent, ...rest } as never);
    await api.store.conversations.updateOne({ _id: `${acme.id}:${ref.conversationId}` }, { $set: { pending: [] } });
    const liked = { reaction: { mid: 'sent-1', action: 'react', emoji: '\u{1F44D}' } };
    await happens([does(liked, 1), does({ read: { mid: 'sent-1' } }, 2)], 'instagram');
    const { reaction } = (await api.store.messages.findOne({ ...ref, seq: 2 })) ?? {};
    expect(reaction?.emoji).toBe('\u{1F44D}');
    expect((await chat('instagram').get()).readUpTo).toBe(2);
  });

  it('keeps the last reaction, however late the others come', async () => {
    const react = (action: string, emoji: string | undefined, seconds: number) =>
      does({ reaction: { mid: 'liked', action, emoji } }, seconds);
    await happens([says('Hello', -9, { mid: 'liked' }), react('react', '\u{1F600}', -5)]);
    const reaction = async () => (await chat().messages())[0]?.reaction;
    expect(await reaction()).toEqual({ emoji: '\u{1F600}', at: api.iso(-5) });
    await happens([react('react', '\u{1F622}', -7)]);
    expect(await reaction()).toMatchObject({ emoji: '\u{1F600}' });
    await happens([react('unreact', undefined, -3)]);
    expect(await reaction()).toBeUndefined();
  });

  it('knows reactions by their names, and takes any other for a heart', async () => {
    await happens([says('Hello', -9, { mid: 'named' })], 'instagram');
    const reacted = async (reaction: string, seconds: number) => {
      await happens([does({ reaction: { mid: 'named', action: 'react', reaction } }, seconds)], 'instagram');
      return (await chat('instagram').messages())[0]?.reaction?.emoji;
    };
    expect(await reacted('like', -5)).toBe('\u{1F44D}');
    expect(await reacted('constructor', -4)).toBe('\u2764\uFE0F');
  });

  it('of a message of ours that was taken back in the inbox of the platform leaves a tombstone, once all parts are gone', async () => {
    await happens([says('Hello', -60)]);
    await chat().agentSays('In two parts.');
    const part = (providerMessageId: string) => ({ kind: 'text', text: 'x', acceptedAt: 1, providerMessageId });
    const delivery = { _id: `d-${visitor}`, accountId: acme.id, conversationId: conversationId(), number: 1 };
    const [one, other] = [`one-${visitor}`, `other-${visitor}`];
    await api.store.deliveries.insertOne({
      ...{ ...delivery, id: delivery._id, newsSeqs: [2], parts: [part(one), part(other)] },
    } as never);
    const sent = () => api.store.messages.findOne({ accountId: acme.id, conversationId: conversationId(), seq: 2 });
    const takenBack = (gone: string) => pageSays({ mid: gone, is_deleted: true });
    await happens([takenBack(one)]);
    expect((await sent())?.deletedAt).toBeNull();
    await happens([takenBack(other)]);
    expect(await sent()).toMatchObject({ text: '', deletedAt: api.now() });
    await api.store.deliveries.deleteOne({ _id: delivery._id });
  });

  it('changes the text that its author has changed, and leaves a tombstone of what they took back', async () => {
    const edit = (text: string, num_edit: number, seconds: number) =>
      does({ message_edit: { mid: 'edited', text, num_edit } }, seconds);
    await happens([says('Helo', -9, { mid: 'edited' }), says('Oops', -8, { mid: 'unsent' }), edit('Hello!', 2, -5)]);
    await happens([edit('Hello', 1, -6), does({ message: { mid: 'unsent', is_deleted: true } })]);
    expect(await chat().messages()).toMatchObject([
      { text: 'Hello!', editedAt: api.iso() },
      { text: '', state: 'deleted' },
    ]);
  });

  it('notes where the visitor came from', async () => {
    const referral = {
      source: 'SHORTLINK',
      ref: 'spring',
      referer_uri: 'https://acme.example/offers',
      type: 'OPEN_THREAD',
    };
    await happens([says('Hello', -9), does({ referral })]);
    expect(await chat().get()).toMatchObject({
      page: 'https://acme.example/offers',
      cameBy: { source: 'SHORTLINK', ref: 'spring', at: api.iso() },
    });
  });
});

describe('an event that cannot be processed', () => {
  it('is a dead letter, which holds up no other and can be replayed', async () => {
    await happens([does({ message: { mid: 7, text: 'odd' } }, -2), says('good', -1)]);
    expect(await texts()).toEqual(['good']);
    const [dead] = await records();
    expect(dead).toMatchObject({ state: 'deadLetter', reason: 'unreadable', accountId: acme.id });
    expect(inboundView(dead!)).toMatchObject({
      ...{ channel: 'messenger', from: String(visitor), says: 'It was not processed: it could not be read.' },
    });
    const { status } = await acme.call('POST', `/v1/inbound/${dead!._id}/replay`);
    expect(status).toBe(202);
    await api.told();
    await processed();
    expect((await records())[0]).toMatchObject({ state: 'deadLetter', reason: 'unreadable' });
    const page = await acme.call('GET', `/v1/inbound?state=deadLetter&conversation=${conversationId()}`);
    expect(page.body.items).toHaveLength(1);
  });

  it('is tried again, and given up after an hour; its content is kept for a replay', async () => {
    await posted([says('first', -2)]);
    const [woken = ''] = api.woken.splice(0);
    const id = woken.slice('inbound '.length);
    const away = { ...api.waker, wake: () => Promise.reject(new Error('away')) };
    const broken = { ...api.store, messages: null } as never;
    await expect(processEvents(deps({ store: broken, waker: away }), id)).rejects.toThrow();
    await posted([says('second', -1)]);
    await api.store.inbound.updateOne({ _id: id }, { $set: { tries: { count: 21, since: api.now() - 3_600_000 } } });
    await processed();
    expect(await texts()).toEqual(['second']);
    const [dead] = await records();
    expect(dead).toMatchObject({ state: 'deadLetter', reason: 'internal' });
    await replayInbound(api.store, { accountId: acme.id, id, now: api.now() });
    await processEvents(deps(), id);
    expect(await texts()).toEqual(['second', 'first']);
  });
});
