import { afterEach, describe, expect, it } from '@jest/globals';
import { pauseSending, resumeSending } from '../../src/store/deployment/sending-pause.ts';
import type { EventReader } from '../support/event-reader.ts';
import { useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();
const streams: EventReader[] = [];
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.leave()));
});

async function follow(widget: Widget, lastEventId?: string): Promise<EventReader> {
  const stream = await api.follow(widget.token, lastEventId);
  streams.push(stream);
  return stream;
}

const texts = ({ events }: EventReader) =>
  events.flatMap(({ type, data }) => (type === 'message.created' ? [data.text] : []));
const told = (stream: EventReader, type: string) => stream.events.filter((event) => event.type === type);

describe("a visitor's stream of events", () => {
  it('shows an answer as it is given, as their list of messages shows it', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello?');
    const stream = await follow(widget);
    const reply = await site.says(widget.conversationId(), 'Hello, this is Sam.');
    await stream.untilMessage(reply.id);
    const [, listed] = await widget.messages();
    expect(told(stream, 'message.created').map(({ data }) => data)).toEqual([listed]);
    expect(listed.conversationId).toBe(widget.conversationId());
  });

  it('opens before the conversation has begun, and tells of its beginning', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const stream = await follow(widget);
    await widget.writes('Hello?');
    await stream.until(() => texts(stream).includes('Hello?'));
    await site.says(widget.conversationId(), 'Hello!');
    await stream.until(() => texts(stream).includes('Hello!'));
    await stream.until(() => told(stream, 'conversation.updated').at(-1)?.data.lastSeq === 2);
    expect(told(stream, 'conversation.updated').at(-1)?.data).toEqual(await widget.conversation());
  });

  it("never tells of another visitor's conversation", async () => {
    const site = await api.site();
    const [ada, bob] = [await site.visitor(), await site.visitor()];
    await ada.writes('I am Ada.');
    const stream = await follow(bob);
    await ada.writes('My parcel is lost.');
    await site.says(ada.conversationId(), 'I am sorry, Ada.');
    await bob.writes('I am Bob.');
    await stream.until(() => texts(stream).includes('I am Bob.'));
    await stream.until(() => told(stream, 'conversation.updated').length > 0);
    expect(JSON.stringify(stream.events)).not.toMatch(/Ada|parcel/);
    expect(JSON.stringify(stream.events)).not.toContain(ada.conversationId());
  });

  it('tells nothing of forwarding, outcomes, suggested addresses or deliveries', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Write to ada@example.com');
    const stream = await follow(widget);
    await site.says(widget.conversationId(), 'I will.');
    await widget.writes('Or to countess@example.com');
    expect((await site.conversation(widget.conversationId())).visitor.suggestedEmail).toBe('countess@example.com');
    await widget.presence('left');
    api.pass(300);
    await api.look(site, widget.conversationId());
    expect((await site.messages(widget.conversationId()))[1].forwardedTo).toHaveLength(1);
    await site.says(widget.conversationId(), 'Done.');
    await stream.until(() => texts(stream).includes('Done.'));
    expect(new Set(stream.events.map(({ type }) => type))).toEqual(
      new Set(['message.created', 'conversation.updated']),
    );
    for (const { data } of told(stream, 'message.created')) {
      expect(data).not.toHaveProperty('outcome');
      expect(data.forwardedTo).toEqual([]);
    }
    for (const { data } of told(stream, 'conversation.updated')) {
      expect(data).not.toHaveProperty('forwarding');
      expect(data.visitor).not.toHaveProperty('suggestedEmail');
    }
  });

  it('tells that a message is held, and that it is released', async () => {
    const site = await api.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor();
    const stream = await follow(widget);
    await widget.writes('Where is it?', { id: 'v1' });
    await stream.untilMessage('v1');
    await widget.fillsIn('ada@example.com');
    await stream.untilMessage('v1', 'message.updated');
    expect(
      stream.events.filter(({ data }) => data.id === 'v1').map(({ type, data }) => [type, data.state, data.seq]),
    ).toEqual([
      ['message.created', 'held', null],
      ['message.updated', 'sent', 1],
    ]);
  });

  it('tells of edits, deletions and reads', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello?');
    const { id } = await site.says(widget.conversationId(), 'Helo.');
    const stream = await follow(widget);
    const path = `/v1/conversations/${widget.conversationId()}/messages/${id}`;
    await site.admin('PATCH', path, { text: 'Hello.' });
    await stream.untilMessage(id, 'message.updated');
    await widget.reads(2);
    await stream.until(() => told(stream, 'conversation.updated').some(({ data }) => data.readUpTo === 2));
    await site.admin('DELETE', path);
    await stream.untilMessage(id, 'message.deleted');
    expect(told(stream, 'message.updated')[0]?.data.text).toBe('Hello.');
  });

  it('tells whether agents are online, as the session does, and nothing else of them', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const stream = await follow(widget);
    const last = () => told(stream, 'agents.updated').at(-1)?.data;
    await site.agent('sam', 'online', { email: 'sam@acme.example', avatarUrl: 'https://acme.example/sam.png' });
    await stream.until(() => last()?.people.length === 1);
    const sam = { name: 'sam', avatarUrl: 'https://acme.example/sam.png' };
    expect(last()).toEqual({ online: true, people: [sam], contactForm: 'optional' });
    await site.agent('kim', 'invisible');
    await site.agent('sam', 'invisible');
    await stream.until(() => last()?.online === false);
    expect(last()).toEqual({ online: false, people: [], contactForm: 'optional' });
    expect(last()).toEqual((await site.session()).body.agents);
    expect(JSON.stringify(stream.events)).not.toContain('kim');
  });

  it('never tells of an alert', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const stream = await follow(widget);
    await pauseSending(api.store, 'providerAuth', Date.UTC(2040, 1, 6), 60_000);
    await widget.writes('Hello?');
    await stream.until(() => texts(stream).includes('Hello?'));
    await resumeSending(api.store, Date.UTC(2040, 1, 6));
    const resumed = await follow(widget, stream.lastId ?? '');
    await widget.writes('Is anybody there?');
    await resumed.until(() => texts(resumed).includes('Is anybody there?'));
    expect([...told(stream, 'alert'), ...told(resumed, 'alert')]).toEqual([]);
  });

  it('goes on where it was, with what was missed, once', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const before = await follow(widget);
    await widget.writes('one');
    await before.until(() => texts(before).includes('one'));
    await before.leave();
    await site.says(widget.conversationId(), 'two');
    await site.agent('sam', 'offline');
    await widget.writes('three');
    const after = await follow(widget, before.lastId ?? '');
    await after.until(() => texts(after).includes('three'));
    await site.says(widget.conversationId(), 'four');
    await after.until(() => texts(after).includes('four'));
    expect(texts(after)).toEqual(['two', 'three', 'four']);
    expect(told(after, 'agents.updated').map(({ data }) => data)).toEqual([
      { online: false, people: [], contactForm: 'optional' },
    ]);
  });

  it('begins with a reset where that is not known', async () => {
    const site = await api.site();
    const stream = await follow(await site.visitor(), 'yesterday');
    await stream.until(() => stream.events.length > 0);
    expect(stream.events[0]).toMatchObject({ type: 'reset', data: {} });
  });

  it('is for pages of the allowed origins, and readable there', async () => {
    const site = await api.site({ brand: { allowedOrigins: ['https://events.example'] } });
    const { token } = await site.visitor();
    const refused = await api.call('GET', '/v1/visitor/events', undefined, { token, origin: 'https://other.example' });
    expect(refused.status).toBe(403);
    const answer = await api.open('/v1/visitor/events', { token, origin: 'https://events.example' });
    await answer.body?.cancel();
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://events.example');
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
  });

  it('is opened at most 30 times a minute', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    for (let opened = 0; opened < 30; opened += 1) await (await follow(widget)).leave();
    expect(await widget.ask('GET', 'events')).toMatchObject({ status: 429 });
    await follow(await site.visitor());
  });
});
