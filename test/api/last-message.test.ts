import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../src/contract/conversations.ts';
import { keepListings } from '../../src/store/conversations/keep-listings.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

const iso = () => new Date(api.now()).toISOString();
const listed = async (id: string) => {
  const { body } = await acme.call('GET', '/v1/conversations?limit=200');
  return body.items.find((one) => one.id === id) as unknown as Conversation | undefined;
};
const shown = async (id: string) => {
  const conversation = await listed(id);
  return {
    preview: conversation?.lastMessage?.preview,
    at: conversation?.lastMessageAt,
    waits: conversation?.waitingSince,
  };
};

describe('a conversation in a list', () => {
  it('tells its last message and since when the visitor waits, and the same as its own GET', async () => {
    const chat = acme.chat.conversation('told');
    await chat.begin({ name: 'Grace' });
    const asked = iso();
    await chat.visitorSays('Where is\nmy parcel?');
    expect(await listed('told')).toMatchObject({
      lastMessage: {
        author: { kind: 'visitor', id: null, name: null, avatarUrl: null },
        kind: 'message',
        preview: 'Where is my parcel?',
        at: asked,
      },
      lastMessageAt: asked,
      waitingSince: asked,
    });
    expect(await listed('told')).toEqual(await chat.get());
    api.pass(5);
    const { id } = await chat.agentSays('It ships tomorrow.');
    expect(await shown('told')).toEqual({ preview: 'It ships tomorrow.', at: iso(), waits: null });
    await chat.edit(id, 'It ships today.');
    expect(await shown('told')).toMatchObject({ preview: 'It ships today.', waits: null });
    const answered = iso();
    api.pass(5);
    await chat.remove(id);
    expect(await shown('told')).toEqual({ preview: 'Where is my parcel?', at: answered, waits: asked });
    await chat.close();
    expect(await shown('told')).toMatchObject({ waits: null });
  });

  it('is left out while nothing was said, unless it is asked for', async () => {
    const chat = acme.chat.conversation('silent');
    await chat.begin({ email: 'silent@example.com' });
    const query = '/v1/conversations?address=silent@example.com';
    expect((await acme.call('GET', query)).body.items).toEqual([]);
    expect((await acme.call('GET', `${query}&empty=true`)).body.items).toMatchObject([
      { id: 'silent', lastMessage: null, lastMessageAt: null, waitingSince: null },
    ]);
    const { id } = await chat.visitorSays('Hello?');
    expect((await acme.call('GET', query)).body.items).toMatchObject([{ id: 'silent' }]);
    await chat.remove(id);
    expect((await acme.call('GET', query)).body.items).toMatchObject([{ lastMessage: null, lastMessageAt: iso() }]);
  });

  it('that was imported makes nobody wait', async () => {
    const chat = acme.chat.conversation('imported');
    await chat.begin();
    const at = '2025-01-31T09:30:00.000Z';
    const author = { kind: 'visitor' };
    await acme.call('POST', '/v1/conversations/imported/messages', { id: 'old', author, text: 'Long ago', at });
    expect(await shown('imported')).toEqual({ preview: 'Long ago', at, waits: null });
  });

  it('is gone with its preview once it is erased', async () => {
    const chat = acme.chat.conversation('erased');
    await chat.begin();
    await chat.visitorSays('My card number is …');
    await acme.call('DELETE', '/v1/conversations/erased');
    expect(await listed('erased')).toBeUndefined();
    expect(JSON.stringify(await api.store.conversations.find().toArray())).not.toContain('card number');
  });

  it('from before this was stored has it from its next message on', async () => {
    const chat = acme.chat.conversation('before');
    await chat.begin();
    await chat.visitorSays('First');
    const stored = { lastMessage: true, listedAt: true, waitingSince: true } as const;
    await api.store.conversations.updateOne({ accountId: acme.id, id: 'before' }, { $unset: stored });
    expect(await chat.get()).toMatchObject({ lastMessage: null, lastMessageAt: iso(), waitingSince: null });
    await chat.visitorSays('Second');
    expect(await shown('before')).toEqual({ preview: 'Second', at: iso(), waits: iso() });
  });
});

describe('a message that waits for the contact form', () => {
  const visitors = useVisitorApi();

  it('is in no list before it is released, and then waits from then on', async () => {
    const site = await visitors.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor();
    await widget.writes('Hello', { id: 'h1' });
    await widget.writes('Is anybody there?', { id: 'h2' });
    const list = async () => (await site.admin('GET', '/v1/conversations')).body.items;
    expect(await list()).toEqual([]);
    visitors.pass(60);
    await widget.fillsIn('ada@example.com');
    const now = new Date(visitors.now()).toISOString();
    expect(await list()).toMatchObject([
      { lastSeq: 2, lastMessage: { preview: 'Is anybody there?' }, lastMessageAt: now, waitingSince: now },
    ]);
  });
});

it('a conversation that was stored before there was such a list is in it as those of today are, and is found', async () => {
  const old = await api.account();
  const [asked, answered] = [old.chat.conversation('asked'), old.chat.conversation('answered')];
  for (const chat of [asked, answered]) {
    await chat.begin({ name: 'Grace Hopper' });
    await chat.visitorSays('Where is my parcel?');
  }
  await answered.agentSays('It ships tomorrow.');
  const found = async (query: string) => (await old.call('GET', `/v1/conversations${query}`)).body.items;
  const before = await found('?q=hopper');
  await api.store.conversations.updateMany(
    { accountId: old.id },
    { $unset: { lastMessage: true, listedAt: true, listedAs: true, waitingSince: true, searchKeys: true } },
  );
  expect(await found('')).toEqual([]);
  await keepListings(api.store);
  expect(before).toHaveLength(2);
  expect(await found('?q=hopper')).toEqual(before);
  expect(await found('?unanswered=true')).toMatchObject([{ id: 'asked' }]);
});
