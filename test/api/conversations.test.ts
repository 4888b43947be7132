import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});
const put = (id: string, body: unknown) => acme.call('PUT', `/v1/conversations/${id}`, body);

describe('PUT /v1/conversations/{id}', () => {
  it('creates with 201 and answers the whole conversation', async () => {
    const visitor = { id: 'v-1', name: 'Ada', email: 'ada@example.com', locale: 'fr-CA', timeZone: 'Europe/Paris' };
    const answer = await put('whole', { visitor, page: 'https://acme.example/pricing' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: 'whole',
      channel: { kind: 'web', pageId: null, recipientId: null },
      state: 'open',
      visitor: {
        ...visitor,
        emailSource: 'contactForm',
        emailVerified: false,
        suggestedEmail: null,
        presence: { state: 'here', activeAt: api.iso(), seenAt: api.iso(), leftAt: null },
      },
      page: 'https://acme.example/pricing',
      lastSeq: 0,
      lastMessage: null,
      lastMessageAt: null,
      waitingSince: null,
      assignee: null,
      readUpTo: 0,
      forwarding: { state: 'idle', dueAt: null, trigger: null, reason: null },
      createdAt: api.iso(),
      updatedAt: api.iso(),
    });
    expect((await acme.call('GET', '/v1/conversations/whole')).body).toEqual(answer.body);
  });

  it('merges what is given into a known one with 200, and leaves the rest', async () => {
    await put('merged', { visitor: { name: 'Ada', locale: 'en' } });
    api.pass(5);
    const answer = await put('merged', { visitor: { email: 'ada@example.com' }, page: 'https://acme.example/a' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      visitor: { name: 'Ada', locale: 'en', email: 'ada@example.com' },
      page: 'https://acme.example/a',
      updatedAt: api.iso(),
    });
    expect((await put('merged', { page: null })).body).toMatchObject({ page: null, visitor: { name: 'Ada' } });
  });

  it('the same again changes nothing', async () => {
    const body = { visitor: { name: 'Ada', email: 'ada@example.com' }, page: 'https://acme.example/?\ud800' };
    const first = await put('again', body);
    api.pass(5);
    const again = await changesNothing(api, () => put('again', body));
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it.each([
    ['channel.kind', { channel: { kind: 'instagram' } }],
    ['channel.pageId', { channel: { kind: 'messenger', pageId: 'other' } }],
    ['channel.recipientId', { channel: { kind: 'messenger', recipientId: 'other' } }],
    ['visitor.id', { visitor: { id: 'other' } }],
  ])('answers 409 to another %s', async (field, change) => {
    await put('fixed', { channel: { kind: 'messenger', pageId: 'p', recipientId: 'r' }, visitor: { id: 'v' } });
    const answer = await changesNothing(api, () => put('fixed', { ...change, page: 'https://acme.example/new' }));
    expectProblem(answer, 409, 'immutable-field');
    expect(answer.body.detail).toContain(field);
  });

  it('the same channel and visitor again are no conflict, whatever characters they have', async () => {
    const body = { channel: { kind: 'messenger', pageId: 'p\ud800', recipientId: 'r\u0000' }, visitor: { id: 'v' } };
    expect([(await put('odd', body)).status, (await put('odd', body)).status]).toEqual([201, 200]);
  });

  it.each([
    ['a name that is a number', { visitor: { name: 1 } }, 'visitor.name'],
    ['a visitor id with a line end', { visitor: { id: 'a\nb' } }, 'visitor.id'],
    ['an address that is no text', { visitor: { email: 1 } }, 'visitor.email'],
    ['a visitor that is a list', { visitor: [] }, 'visitor'],
    ['an unknown channel', { channel: { kind: 'fax' } }, 'channel.kind'],
    ['a channel without a kind', { channel: {} }, 'channel.kind'],
    ['an unknown field in the visitor', { visitor: { phone: '1' } }, 'visitor.phone'],
  ])('answers 422 to %s', async (_, body, path) => {
    expectProblem(await changesNothing(api, () => put('wrong', body)), 422, 'invalid-request', [path]);
  });

  it('names every field that is wrong at once', async () => {
    const answer = await put('wrong', { visitor: { email: 1, locale: [] }, page: 1 });
    expectProblem(answer, 422, 'invalid-request', ['visitor.email', 'visitor.locale', 'page']);
  });

  it.each(['a b', 'a/b', 'ä', 'x'.repeat(65), '%00', '..%2f'])('answers 422 or 404 to the id %s', async (id) => {
    const answer = await changesNothing(api, () => put(encodeURIComponent(id), {}));
    expectProblem(answer, 422, 'invalid-request', ['id']);
  });

  it('takes every character that an id may have, and 64 of them', async () => {
    expect((await put('A-z0.9_~', {})).body.id).toBe('A-z0.9_~');
    expect((await put('x'.repeat(64), {})).status).toBe(201);
  });

  it('requested ten times at once creates one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('raced', { visitor: { name: 'Ada' } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
  });
});

describe('a conversation that does not exist', () => {
  it.each([
    ['GET', '', undefined],
    ['PATCH', '/visitor', { name: 'Ada' }],
    ['POST', '/presence', { state: 'here' }],
    ['POST', '/read', { upTo: 1 }],
    ['POST', '/close', undefined],
    ['POST', '/reopen', undefined],
    ['GET', '/messages', undefined],
    ['POST', '/messages', { id: 'm', author: { kind: 'visitor' }, text: 'Hi' }],
    ['PATCH', '/messages/m', { text: 'Hi' }],
    ['DELETE', '/messages/m', undefined],
  ])('answers 404 to %s …%s', async (method, path, body) => {
    const answer = await changesNothing(api, () => acme.call(method, `/v1/conversations/none${path}`, body));
    expectProblem(answer, 404, 'not-found');
  });
});

describe('POST …/close', () => {
  it('closes, again without effect, and the next message reopens it', async () => {
    const chat = acme.chat.conversation('closing');
    await chat.begin();
    expect((await chat.close()).state).toBe('closed');
    const again = await changesNothing(api, () => chat.close());
    expect(again.state).toBe('closed');
    await chat.visitorSays('One more thing');
    expect((await chat.get()).state).toBe('open');
  });
});

describe('POST …/reopen', () => {
  it('opens what was closed as it was, again without effect: a visitor without an answer waits again', async () => {
    const chat = acme.chat.conversation('reopening');
    await chat.begin();
    await chat.visitorSays('Hello?');
    const { waitingSince } = await chat.get();
    api.pass(5);
    await chat.visitorSays('Are you there?');
    const closed = await chat.close();
    expect([closed.state, closed.waitingSince]).toEqual(['closed', null]);
    api.pass(5);
    const reopened = await chat.reopen();
    expect(reopened).toEqual({ ...closed, state: 'open', waitingSince, updatedAt: api.iso() });
    expect(waitingSince).not.toBeNull();
    expect(await changesNothing(api, () => chat.reopen())).toEqual(reopened);
    await chat.agentSays('Here I am.');
    await chat.close();
    expect((await chat.reopen()).waitingSince).toBeNull();
  });
});
