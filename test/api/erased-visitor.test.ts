import { expect, it } from '@jest/globals';
import { readEvents } from '../support/event-reader.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

/** What those who were in an erased conversation, or showed it, find. */

const api = useVisitorApi();
const erased = (site: Awaited<ReturnType<typeof api.site>>, id: string) =>
  site.admin('DELETE', `/v1/conversations/${id}`);

it('is told on all streams; those of the conversation end', async () => {
  const site = await api.site();
  const widget = await site.visitor();
  await widget.writes('Hello?');
  const id = widget.conversationId();
  const opened = async (path: string) => {
    const { body } = await api.open(path, { token: site.apiKey });
    if (body === null) throw new Error('no stream');
    return readEvents(body);
  };
  const ofAccount = await opened('/v1/events');
  const ofConversation = await opened(`/v1/conversations/${id}/events`);
  const ofVisitor = await api.follow(widget.token);
  await ofAccount.until(() => ofAccount.lastId !== null);
  const since = ofAccount.lastId ?? '';
  expect((await erased(site, id)).status).toBe(204);
  for (const stream of [ofAccount, ofConversation, ofVisitor]) {
    await stream.until(() => stream.events.some(({ type }) => type === 'conversation.deleted'));
    expect(stream.events.filter(({ type }) => type === 'conversation.deleted').map(({ data }) => data)).toEqual([
      { id },
    ]);
  }
  await Promise.all([ofConversation.ended, ofVisitor.ended]);
  await ofAccount.leave();
  // Who was away meanwhile is told as well.
  const { body } = await api.open('/v1/events', { token: site.apiKey, headers: { 'last-event-id': since } });
  const later = readEvents(body as ReadableStream<Uint8Array>);
  await later.until(() => later.events.some(({ type }) => type === 'conversation.deleted'));
  await later.leave();
});

it('is over for a visitor, also with a token from before it began', async () => {
  const site = await api.site();
  const widget = await site.visitor();
  await widget.writes('Hello?');
  const id = widget.conversationId();
  await erased(site, id);
  const file = new FormData();
  file.set('file', new File(['Still there?'], 'notes.txt'));
  for (const [method, path, body] of [
    ['POST', 'messages', { id: 'm9', text: 'Still there?' }],
    ['POST', 'contact-form', { email: 'ada@example.com' }],
    ['POST', 'presence', { state: 'here', tab: 't1' }],
    ['POST', 'read', { upTo: 1 }],
    ['POST', 'attachments', file],
    ['GET', 'messages'],
    ['GET', 'conversation'],
    ['GET', 'events'],
  ] as const)
    expect([path, await widget.ask(method, path, body)]).toMatchObject([path, { status: 401 }]);
  expect(await api.store.attachments.files.countDocuments()).toBe(0);
  const anew = await site.session({ resumeToken: widget.token });
  const next = site.widget(anew.body.token);
  expect(next.conversationId()).not.toBe(id);
  expect((await next.writes('Hello again')).status).toBe(201);
});

it('is followed by another one for a visitor whom the site signed for, the same on all devices', async () => {
  const site = await api.site();
  const enter = async (resumeToken?: string) => {
    const identityToken = await site.signs({ sub: 'user-1', email: 'ada@example.com' });
    const { body } = await site.session({ identityToken, resumeToken });
    return site.widget(body.token);
  };
  const seen = new Set<string>();
  for (const round of [1, 2, 3]) {
    const [phone, laptop] = [await enter(), await enter()];
    expect(phone.conversationId()).toBe(laptop.conversationId());
    seen.add(phone.conversationId());
    expect(seen.size).toBe(round);
    await phone.writes('Hello');
    expect((await laptop.messages()).map(({ text }: { text: string }) => text)).toEqual(['Hello']);
    expect((await site.admin('DELETE', '/v1/visitors/user-1')).status).toBe(204);
    expect((await enter(laptop.token)).conversationId()).not.toBe(laptop.conversationId());
  }
});
