import { afterAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { eventFeed } from '../../src/api/events/feed.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const readers: EventReader[] = [];
afterAll(() => Promise.all(readers.map((reader) => reader.leave())));

async function follow(token: string, path = '/v1/visitor/events', lastEventId?: string): Promise<EventReader> {
  const reader = await api.follow(token, lastEventId, path);
  readers.push(reader);
  return reader;
}

const told = (reader: EventReader) => reader.events.filter(({ type }) => type === 'typing').map(({ data }) => data);

async function chat() {
  const site = await api.site();
  await site.agent('ada', 'online', { name: 'Ada', avatarUrl: 'https://acme.example/ada.png' });
  const widget = await site.visitor();
  await widget.writes('Hello?');
  const id = widget.conversationId();
  const begun = await site.session({ resumeToken: widget.token });
  const types = (body: unknown, token = site.apiKey) =>
    api.call('POST', `/v1/conversations/${id}/typing`, body, { token });
  return { site, id, widget: site.widget(begun.body.token), types };
}

/** Something later on the same stream, so that what is not told would have been. */
async function untilPast(readers: readonly EventReader[], { site, id }: Awaited<ReturnType<typeof chat>>) {
  const { id: messageId } = await site.says(id, 'A mark.');
  for (const reader of readers) await reader.untilMessage(messageId, 'message.created');
}

const visitorsAuthor = { kind: 'visitor', id: null, name: null, avatarUrl: null };
const ada = { kind: 'agent', id: 'ada', name: 'Ada', avatarUrl: 'https://acme.example/ada.png' };

describe('typing', () => {
  it('is told to the other side and to all agents as it happens, for some seconds, and never to the visitor who types', async () => {
    const scene = await chat();
    const { id, widget, types } = scene;
    const visitors = await follow(widget.token);
    const agents = await follow(scene.site.apiKey, '/v1/events');
    const agentsOfOne = await follow(scene.site.apiKey, `/v1/conversations/${id}/events`);
    expect((await widget.ask('POST', 'typing', {})).status).toBe(204);
    expect((await types({ agent: { id: 'ada' } })).status).toBe(204);
    expect((await types({ agent: { id: 'ada' }, state: 'stopped' })).status).toBe(204);
    await untilPast([visitors, agents, agentsOfOne], scene);
    const until = new Date(api.now() + 6_000).toISOString();
    const ofAda = [
      { conversationId: id, author: ada, until, expiresInSeconds: 6 },
      { conversationId: id, author: ada, until: api.iso(), expiresInSeconds: 0 },
    ];
    expect(told(visitors)).toEqual(ofAda);
    const ofVisitor = { conversationId: id, author: visitorsAuthor, until, expiresInSeconds: 6 };
    expect([told(agents), told(agentsOfOne)]).toEqual([
      [ofVisitor, ...ofAda],
      [ofVisitor, ...ofAda],
    ]);
  });

  it('is told by every process, to nobody in other conversations, and not again to those who resume', async () => {
    const [scene, other] = [await chat(), await chat()];
    const log = pino({ level: 'silent' });
    const deps = { store: api.store, clock: () => api.now(), log };
    const events = eventFeed(deps);
    const second = createApp({ ...deps, events } as unknown as ApiDeps);
    const headers = { authorization: `Bearer ${scene.widget.token}` };
    const answer = await second.request('/v1/visitor/events', { headers });
    if (answer.body === null) throw new Error(`events answered ${answer.status}`);
    const elsewhere = readEvents(answer.body);
    readers.push(elsewhere);
    const others = await follow(other.widget.token);
    const early = await follow(scene.widget.token);
    await untilPast([early], scene);
    await early.leave();

    await scene.types({ agent: { id: 'ada' } });
    await elsewhere.until(() => told(elsewhere).length === 1);
    await untilPast([others], other);
    expect(told(others)).toEqual([]);
    api.pass(6);
    const resumed = await follow(scene.widget.token, undefined, early.lastId ?? '');
    await untilPast([resumed], scene);
    expect(told(resumed)).toEqual([]);
    events.stop();
  });

  it('leaves nothing behind, and changes nothing of the conversation', async () => {
    const { id, site, widget, types } = await chat();
    const before = await api.store.conversations.findOne({ id });
    const woken = api.woken.length;
    api.pass(5);
    await widget.ask('POST', 'typing', {});
    await types({ agent: { id: 'ada' } });
    expect(await api.store.conversations.findOne({ id })).toEqual(before);
    await eventually(
      () => api.store.typing.countDocuments({ _id: { $regex: `^${site.accountId}:` } }),
      (left) => left === 0,
    );
    expect(api.woken.length).toBe(woken);
  });

  it('of an agent who is invisible is not told', async () => {
    const scene = await chat();
    await scene.site.agent('kim', 'invisible', { name: 'Kim' });
    const visitors = await follow(scene.widget.token);
    expect((await scene.types({ agent: { id: 'kim' } })).status).toBe(204);
    await untilPast([visitors], scene);
    expect(told(visitors)).toEqual([]);
  });

  it("is an agent's own in their session, under their registered name", async () => {
    const scene = await chat();
    const { token } = (await scene.site.admin('POST', '/v1/agents/ada/sessions')).body;
    const visitors = await follow(scene.widget.token);
    expect((await scene.types({ agent: { id: 'bob' } }, token)).status).toBe(403);
    await scene.types({ agent: { id: 'ada', name: 'The boss' } }, token);
    await scene.types({}, token);
    await untilPast([visitors], scene);
    expect(told(visitors).map(({ author }) => author)).toEqual([ada, ada]);
  });

  it('of a stranger is passed on 60 times a minute, and never refused', async () => {
    const scene = await chat();
    const agents = await follow(scene.site.apiKey, '/v1/events');
    const statuses = new Set<number>();
    for (let times = 0; times < 65; times += 1) statuses.add((await scene.widget.ask('POST', 'typing', {})).status);
    expect([...statuses]).toEqual([204]);
    await untilPast([agents], scene);
    expect(told(agents)).toHaveLength(60);
  });

  it('is not told before the conversation has begun', async () => {
    const site = await api.site();
    const agents = await follow(site.apiKey, '/v1/events');
    expect((await (await site.visitor()).ask('POST', 'typing', {})).status).toBe(204);
    const widget = await site.visitor();
    await widget.writes('Hello?');
    await agents.until(() => agents.events.some(({ type }) => type === 'message.created'));
    expect(told(agents)).toEqual([]);
    expect((await api.call('POST', '/v1/conversations/unknown/typing', {}, { token: site.apiKey })).status).toBe(404);
  });
});

it("an agent's picture is with their messages, as it is now", async () => {
  const { site, id, widget } = await chat();
  await site.admin('POST', `/v1/conversations/${id}/messages`, {
    id: 'a1',
    author: { kind: 'agent', id: 'ada' },
    text: 'Hello!',
  });
  await site.says(id, 'By somebody who is not registered.');
  await site.agent('ada', 'online', { name: 'Ada L.', avatarUrl: 'https://acme.example/new.png' });
  const authors = (await widget.messages()).map(({ author }: { author: unknown }) => author);
  expect(authors).toEqual([
    visitorsAuthor,
    { ...ada, avatarUrl: 'https://acme.example/new.png' },
    { kind: 'agent', id: 'sam', name: null, avatarUrl: null },
  ]);
});
