import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
let chat: Chat;
beforeEach(async () => {
  acme = await api.account();
  chat = acme.chat.conversation('c1');
  await chat.begin({ email: 'ada@example.com' });
});
const path = '/v1/conversations/c1/messages';
const post = (message: Record<string, unknown>) =>
  acme.call('POST', path, { id: 'm1', author: { kind: 'agent', id: 'ada', name: 'Ada' }, text: 'Hello', ...message });

describe('POST …/messages', () => {
  it('answers 201 and the whole message, with its outcome if it is an agent’s', async () => {
    const answer = await post({ at: api.iso(-5) });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      kind: 'message',
      id: 'm1',
      conversationId: 'c1',
      seq: 1,
      state: 'sent',
      author: { kind: 'agent', id: 'ada', name: 'Ada', avatarUrl: null },
      text: 'Hello',
      via: 'api',
      at: api.iso(-5),
      receivedAt: api.iso(),
      editedAt: null,
      deletedAt: null,
      readAt: null,
      readVia: null,
      flags: [],
      attachments: [],
      forwardedTo: [],
      forwarding: 'auto',
      outcome: { state: 'waiting', reason: 'beforeTrigger', until: api.iso(1_800), deliveryId: null },
    });
    const visitors = await acme.call('POST', path, { id: 'm2', author: { kind: 'visitor' }, text: 'Hi' });
    expect([visitors.status, visitors.body.seq, visitors.body.outcome]).toEqual([201, 2, undefined]);
  });

  it('the same again is answered 200 with today’s state, and changes nothing', async () => {
    await post({});
    await chat.edit('m1', 'Hello again');
    await chat.readUpTo(1);
    const again = await changesNothing(api, () => post({}));
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ seq: 1, text: 'Hello again', readAt: api.iso(), outcome: { state: 'read' } });
    await chat.remove('m1');
    expect((await post({})).body).toMatchObject({ state: 'deleted', text: '' });
  });

  it.each([
    { text: 'Other' },
    { author: { kind: 'bot' } },
    { author: { kind: 'agent', id: 'bob', name: 'Ada' } },
    { at: '2026-01-01T00:00:00Z' },
    { forwarding: 'never' },
  ])('answers 409 to other content under its id: %j', async (other) => {
    await post({});
    expectProblem(await changesNothing(api, () => post(other)), 409, 'id-taken');
  });

  it('ten at once all get a place of their own; the same ten times is stored once', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const answers = await Promise.all(ids.map((id) => post({ id })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(answers.map(({ body }) => body.seq).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const same = await Promise.all(ids.map(() => post({ id: 'same' })));
    expect(same.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect((await chat.get()).lastSeq).toBe(11);
  });

  it('marks as read what is reported along with it, but not itself', async () => {
    await post({});
    await acme.call('POST', path, { id: 'm2', author: { kind: 'visitor' }, text: 'I see', readUpTo: 99 });
    expect(await chat.get()).toMatchObject({ lastSeq: 2, readUpTo: 1 });
  });

  it('takes a time in the future as now', async () => {
    const answer = await post({ at: '9999-12-31T23:59:59.999Z' });
    expect([answer.status, answer.body.at]).toEqual([201, api.iso()]);
  });

  it('takes one that happened over 24 hours ago as history, which is never news', async () => {
    await post({ id: 'old', at: api.iso(-86_401) });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'idle' });
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'tooOld' });
    await post({ id: 'just', at: api.iso(-86_399) });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting' });
  });
});

describe('the text', () => {
  it('may have exactly 10,000 characters, an emoji being one', async () => {
    for (const [id, text] of [
      ['letters', 'x'.repeat(10_000)],
      ['emoji', '🙂'.repeat(10_000)],
    ] as const) {
      const answer = await post({ id, text });
      expect([answer.status, answer.body.text]).toEqual([201, text]);
    }
  });

  it.each([
    ['10,001 letters', 'x'.repeat(10_001)],
    ['10,001 emoji', '🙂'.repeat(10_001)],
    ['nothing', ''],
    ['a number', 1],
    ['null', null],
    ['a list', ['Hello']],
    ['an operator', { $ne: '' }],
  ])('answers 422 to %s', async (_, text) => {
    expectProblem(await changesNothing(api, () => post({ text })), 422, 'invalid-request', ['text']);
  });

  it('keeps NUL, markup, line breaks and every script; a lone surrogate becomes the replacement character', async () => {
    const text = 'a\u0000b <b>&amp;</b>\r\n\t$where {"$gt":1} \u202eעברית 日本語 👩‍👩‍👧';
    await post({ text });
    expect((await chat.messages())[0]?.text).toBe(text);
    const lone = await acme.call('POST', path, '{"id":"lone","author":{"kind":"visitor"},"text":"\\ud800!"}');
    expect([lone.status, lone.body.text]).toEqual([201, '\ufffd!']);
    const again = await acme.call('POST', path, '{"id":"lone","author":{"kind":"visitor"},"text":"\\ud800!"}');
    expect(again.status).toBe(200);
  });
});

describe('a message with something wrong', () => {
  it.each([
    ['no id', { id: undefined }, 'id'],
    ['an id with a colon', { id: 'a:b' }, 'id'],
    ['no author', { author: undefined }, 'author'],
    ['an unknown author', { author: { kind: 'ghost' } }, 'author.kind'],
    ['an empty author name', { author: { kind: 'agent', name: '' } }, 'author.name'],
    ['an unknown field of the author', { author: { kind: 'agent', role: 'x' } }, 'author.role'],
    ['an impossible date', { at: '2026-02-30T00:00:00Z' }, 'at'],
    ['a date without a zone', { at: '2026-02-03T00:00:00' }, 'at'],
    ['a negative readUpTo', { readUpTo: -1 }, 'readUpTo'],
    ['an agent who reads for the visitor', { author: { kind: 'agent' }, readUpTo: 1 }, 'readUpTo'],
    ['a bot that does', { author: { kind: 'bot' }, readUpTo: 0 }, 'readUpTo'],
    ['a state that only we set', { seq: 7 }, 'seq'],
  ])('answers 422 to %s', async (_, wrong, field) => {
    expectProblem(await changesNothing(api, () => post(wrong)), 422, 'invalid-request', [field]);
  });
});

describe('PATCH and DELETE …/messages/{messageId}', () => {
  it('an edit shows when it was made, and the same again changes nothing', async () => {
    await post({});
    api.pass(5);
    expect(await chat.edit('m1', 'Hello there')).toMatchObject({ text: 'Hello there', editedAt: api.iso(), seq: 1 });
    await changesNothing(api, () => chat.edit('m1', 'Hello there'));
  });

  it('a deleted one leaves a tombstone without its text, and cannot be edited: 409', async () => {
    await post({});
    expect((await acme.call('DELETE', `${path}/m1`)).status).toBe(204);
    expect((await changesNothing(api, () => acme.call('DELETE', `${path}/m1`))).status).toBe(204);
    expect(await chat.messages()).toMatchObject([
      { id: 'm1', seq: 1, state: 'deleted', text: '', deletedAt: api.iso() },
    ]);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'deleted' });
    const edit = await changesNothing(api, () => acme.call('PATCH', `${path}/m1`, { text: 'Back' }));
    expectProblem(edit, 409, 'message-deleted');
  });

  it('an unknown one is 404, a text over its limit 422', async () => {
    expectProblem(await acme.call('PATCH', `${path}/none`, { text: 'x' }), 404, 'not-found');
    expectProblem(await acme.call('DELETE', `${path}/none`), 404, 'not-found');
    await post({});
    const long = await changesNothing(api, () => acme.call('PATCH', `${path}/m1`, { text: 'x'.repeat(10_001) }));
    expectProblem(long, 422, 'invalid-request', ['text']);
  });
});
