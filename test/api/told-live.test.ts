import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { noticeLapsedLeases } from '../../src/store/accounts/agents.ts';
import { collected } from '../support/collected.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { type Site, useVisitorApi, type Widget } from '../support/visitor-api.ts';

/** What changes by itself, or because of something elsewhere, and is sent to those who show it. */

const api = useVisitorApi();
const streams: EventReader[] = [];
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.leave()));
});

let site: Site;
let widget: Widget;
let id: string;
beforeEach(async () => {
  site = await api.site();
  await site.agent('sam', 'online');
  widget = await site.visitor();
  await widget.writes('Hello?', { tab: 't1' });
  id = widget.conversationId();
});

const keep = (stream: EventReader) => {
  streams.push(stream);
  return stream;
};
const visitorsStream = async (of: Widget = widget) => keep(await api.follow(of.token));
async function agentsStream(path = '/v1/events', headers: Record<string, string> = {}): Promise<EventReader> {
  const { body } = await api.open(path, { token: site.apiKey, headers });
  if (body === null) throw new Error('no stream');
  return keep(readEvents(body));
}
const told = (stream: EventReader, type: string) =>
  stream.events.filter((event) => event.type === type).map(({ data }) => data);
const lastTold = (stream: EventReader, type: string) => told(stream, type).at(-1);

/** Something that is sent on every stream of the account, after everything that came before. */
async function untilAllIsTold(stream: EventReader): Promise<void> {
  const name = `Marker ${Math.random()}`;
  await site.agent('marker', undefined, { name });
  await stream.until(() =>
    (lastTold(stream, 'agents.updated')?.items ?? []).some((one: { name: string }) => one.name === name),
  );
}

describe('the countdown', () => {
  it('belongs to the trigger that passes if the visitor carries on as now', async () => {
    await site.enters(id, 'ada@example.com');
    await site.says(id, 'Hello!');
    api.pass(30);
    await widget.presence('here');
    const { forwarding } = await site.conversation(id);
    expect(forwarding).toMatchObject({ trigger: 'inactive', reason: 'beforeTrigger' });
    expect((await site.messages(id))[1].outcome).toMatchObject({ reason: 'beforeTrigger', until: forwarding.dueAt });
    await widget.presence('left');
    expect((await site.conversation(id)).forwarding).toMatchObject({ trigger: 'left' });
  });

  it('stands still as heartbeats come, of which nobody is told', async () => {
    await site.enters(id, 'ada@example.com');
    const stream = await agentsStream();
    await site.says(id, 'Hello!');
    await stream.until(() => lastTold(stream, 'conversation.updated')?.forwarding.trigger === 'inactive');
    const before = stream.events.length;
    for (let beat = 0; beat < 5; beat += 1) {
      api.pass(20);
      await widget.presence('here');
    }
    await untilAllIsTold(stream);
    expect(stream.events.slice(before).map(({ type }) => type)).toEqual(['agents.updated']);
  });
});

describe('a lease that lapses', () => {
  const leased = (agent: string, expiresInSeconds: number) =>
    site.admin('PUT', `/v1/agents/${agent}/status`, { status: 'online', expiresInSeconds });
  const statusOf = (items: { id: string; status: unknown }[], agent: string) =>
    items.find((one) => one.id === agent)?.status;

  it('is offline wherever agents are listed, since its end', async () => {
    const { expiresAt } = (await leased('sam', 30)).body;
    api.pass(31);
    const { items } = (await site.admin('GET', '/v1/agents')).body;
    expect(statusOf(items, 'sam')).toEqual({ status: 'offline', since: expiresAt, expiresAt: null });
  });

  it('is told to agents, although others are still online', async () => {
    await site.agent('bob', 'online');
    await leased('sam', 30);
    const stream = await agentsStream();
    api.pass(31);
    expect(await collected(noticeLapsedLeases(api.store, api.now()))).not.toContain(site.accountId);
    await stream.until(() => statusOf(lastTold(stream, 'agents.updated')?.items ?? [], 'sam') !== undefined);
    expect(lastTold(stream, 'agents.updated')).toEqual((await site.admin('GET', '/v1/agents')).body);
  });

  it('of an invisible agent is told too, and starts no fan-out where nobody was online anyway', async () => {
    await site.admin('PUT', '/v1/agents/sam/status', { status: 'invisible', expiresInSeconds: 30 });
    const stream = await agentsStream();
    api.pass(31);
    expect(await collected(noticeLapsedLeases(api.store, api.now()))).not.toContain(site.accountId);
    await stream.until(() => lastTold(stream, 'agents.updated') !== undefined);
    expect(statusOf(lastTold(stream, 'agents.updated').items, 'sam')).toMatchObject({ status: 'offline' });
  });

  it('tells visitors and starts the fan-out once nobody is online any more', async () => {
    await leased('sam', 30);
    const stream = await visitorsStream();
    api.pass(31);
    expect(await collected(noticeLapsedLeases(api.store, api.now()))).toContain(site.accountId);
    await stream.until(() => lastTold(stream, 'agents.updated')?.online === false);
  });
});

describe("the contact form's state", () => {
  it('is with the conversation, and the rule in force is told as agents come and go and settings change', async () => {
    await site.change({ contactForm: { online: 'off', offline: 'required' } });
    expect((await widget.conversation()).form).toEqual({ state: 'notNeeded', fields: [] });
    const newcomer = await site.visitor();
    for (const stream of [await visitorsStream(), await visitorsStream(newcomer)]) {
      await site.agent('sam', 'offline');
      await stream.until(() => lastTold(stream, 'agents.updated')?.contactForm === 'required');
      await site.agent('sam', 'online');
      await stream.until(() => lastTold(stream, 'agents.updated')?.contactForm === 'off');
      await site.change({ contactForm: { online: 'optional' } });
      await stream.until(() => lastTold(stream, 'agents.updated')?.contactForm === 'optional');
      await site.change({ contactForm: { online: 'off' } });
      await stream.until(() => lastTold(stream, 'agents.updated')?.contactForm === 'off');
    }
    await site.agent('sam', 'invisible');
    expect((await widget.conversation()).form.state).toBe('required');
    expect((await site.session({ resumeToken: widget.token })).body).toMatchObject({
      form: { state: 'required' },
      agents: { online: false, contactForm: 'required' },
    });
  });
});

describe('a visitor who falls silent', () => {
  const presence = (stream: EventReader) => lastTold(stream, 'conversation.updated')?.visitor.presence;

  it.each(['/v1/events', 'their own stream'])('is told to have left, although nothing is written: %s', async (path) => {
    const stream = await agentsStream(path === '/v1/events' ? path : `/v1/conversations/${id}/events`);
    api.pass(30);
    await widget.presence('here');
    await stream.until(() => presence(stream)?.state === 'here');
    const { seenAt } = presence(stream);
    api.pass(90);
    await stream.until(() => presence(stream)?.state === 'left');
    expect(presence(stream).leftAt).toBe(seenAt);
    expect(lastTold(stream, 'conversation.updated')).toEqual(await site.conversation(id));
  });

  it('is told if their last heartbeat came before anybody listened', async () => {
    api.pass(60);
    const stream = await agentsStream();
    await untilAllIsTold(stream);
    api.pass(30);
    await stream.until(() => presence(stream)?.state === 'left');
  });

  it('is told to a client that was away meanwhile', async () => {
    const before = await agentsStream();
    await untilAllIsTold(before);
    await before.leave();
    api.pass(90);
    const after = await agentsStream('/v1/events', { 'last-event-id': before.lastId ?? '' });
    // MongoDB says how far its changes have come with the next of them.
    await untilAllIsTold(after);
    await after.until(() => presence(after)?.state === 'left');
  });

  it('is not told as long as their heartbeats come', async () => {
    const stream = await agentsStream();
    for (let beat = 0; beat < 6; beat += 1) {
      api.pass(60);
      await widget.presence('here');
      await untilAllIsTold(stream);
    }
    expect(told(stream, 'conversation.updated').map(({ visitor }) => visitor.presence.state)).not.toContain('left');
  });
});

describe('the outcome of a reply', () => {
  const outcome = (stream: EventReader) => lastTold(stream, 'message.updated')?.outcome;
  const settles = async (stream: EventReader, reason: string) => {
    await stream.until(() => outcome(stream)?.reason === reason);
    const [, reply] = await site.messages(id);
    expect(lastTold(stream, 'message.updated')).toEqual(reply);
  };

  it('is sent again when something else changes it, and only then', async () => {
    const stream = await agentsStream();
    await site.says(id, 'Hello!');
    await stream.until(() => lastTold(stream, 'message.created')?.outcome?.reason === 'notIdentified');
    await site.enters(id, 'ada@example.com');
    await settles(stream, 'beforeTrigger');
    const whileHere = outcome(stream).until;
    await widget.presence('left');
    await stream.until(() => outcome(stream)?.until !== whileHere);
    await site.change({ emailForwarding: 'nothing' });
    await settles(stream, 'forwardingOff');
    await site.change({ emailForwarding: 'unreadReplies' });
    await settles(stream, 'beforeTrigger');
    await site.change({ delivery: { paused: true } as never });
    await settles(stream, 'paused');
    const count = told(stream, 'message.updated').length;
    await widget.presence('active');
    await widget.reads(0);
    await untilAllIsTold(stream);
    expect(told(stream, 'message.updated')).toHaveLength(count);
  });

  it('comes before the id of the change that it follows from: whoever got no further resumes before both', async () => {
    const stream = await agentsStream();
    await site.says(id, 'Hello!');
    await untilAllIsTold(stream);
    const before = stream.events.length;
    await site.enters(id, 'ada@example.com');
    await stream.until(() => stream.events.slice(before).some(({ type }) => type === 'conversation.updated'));
    await untilAllIsTold(stream);
    const followed = stream.events.slice(before).map(({ type, id: eventId }) => [type, eventId !== '']);
    expect(followed.slice(0, 2)).toEqual([
      ['message.updated', false],
      ['conversation.updated', true],
    ]);
  });

  it('is told when their silence is noticed', async () => {
    await site.enters(id, 'ada@example.com');
    await site.says(id, 'Hello!');
    const stream = await agentsStream(`/v1/conversations/${id}/events`);
    api.pass(10);
    await widget.presence('here');
    await stream.until(() => outcome(stream)?.reason === 'beforeTrigger');
    const whileHere = outcome(stream).until;
    api.pass(90);
    await stream.until(() => outcome(stream)?.until !== whileHere);
    expect((await site.messages(id))[1].outcome).toEqual(outcome(stream));
  });
});

describe('an answer by email', () => {
  it('is told with what it reads and reopens, and to the visitor without what is for agents', async () => {
    await site.enters(id, 'ada@example.com');
    await site.says(id, 'Hello!');
    await widget.presence('left');
    api.pass(300);
    await api.look(site, id);
    await site.admin('POST', `/v1/conversations/${id}/close`);
    const [account, conversation] = [await agentsStream(), await agentsStream(`/v1/conversations/${id}/events`)];
    const visitors = await visitorsStream();
    const ref = { accountId: site.accountId, conversationId: id };
    const inboundId = await emailedMessage(api.store, ref, {
      ...{ id: 'e1', words: 'Thank you!', at: api.now() },
      ...{ from: 'ada@example.com', flags: ['shortened'] },
    });
    const [, reply, answer] = await site.messages(id);
    for (const stream of [account, conversation]) {
      await stream.until(() => lastTold(stream, 'message.created') !== undefined);
      await stream.until(() => lastTold(stream, 'message.updated')?.readVia === 'email');
      await stream.until(() => lastTold(stream, 'conversation.updated')?.state === 'open');
      expect(lastTold(stream, 'message.created')).toEqual(answer);
      expect(lastTold(stream, 'message.updated')).toEqual(reply);
    }
    expect(answer).toMatchObject({ id: 'e1', via: 'email', inboundId, flags: ['shortened'] });
    await visitors.until(() => lastTold(visitors, 'message.created') !== undefined);
    const shown = lastTold(visitors, 'message.created');
    expect(shown).toMatchObject({ id: 'e1', text: 'Thank you!' });
    expect(shown).not.toHaveProperty('inboundId');
    expect(shown.flags ?? []).toEqual([]);
  });
});
