import { beforeAll, describe, expect, it } from '@jest/globals';
import { maxBytesOfPage } from '../../src/store/conversations/message-pages.ts';
import { type ApiAccount, type ApiInProcess, useApi } from '../support/api-in-process.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;

/** Five in which somebody says something, and one in which nobody does. */
async function addConversations(account: ApiAccount, { pass }: ApiInProcess) {
  await account.chat.conversation('empty').begin();
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    // Two at the same moment, so that the order needs the id as well.
    if (id !== 'c') pass(1);
    await account.chat.conversation(id).begin({ email: id < 'c' ? 'Ada@example.com' : `${id}@example.com` });
  }
  for (const id of ['a', 'b', 'c', 'e']) await account.chat.conversation(id).botSays('Hello');
  await account.chat.conversation('d').agentSays('Hello');
  await account.chat.conversation('b').close();
}

beforeAll(async () => {
  acme = await api.account();
  await addConversations(acme, api);
  const chat = acme.chat.conversation('a');
  for (let number = 2; number <= 7; number += 1) await chat.visitorSays(`${number}`);
});
const get = (path: string) => acme.call('GET', path);
const ids = async (path: string): Promise<string[]> =>
  (await get(path)).body.items.map((item: { id: string }) => item.id);

/** Every page of a list, by its cursors. */
async function pages(path: string): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await get(`${path}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    found.push(body.items.map(({ id, seq }: { id: string; seq?: number }) => seq ?? id));
    cursor = body.nextCursor;
  }
  return found;
}

describe('GET /v1/conversations', () => {
  it('answers all, newest first', async () => {
    const answer = await get('/v1/conversations');
    expect([answer.status, answer.body.nextCursor]).toEqual([200, null]);
    expect(await ids('/v1/conversations')).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('comes in pages, each once, even where two began at the same moment', async () => {
    expect(await pages('/v1/conversations?limit=2')).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    expect(await pages('/v1/conversations?limit=3')).toEqual([
      ['e', 'd', 'c'],
      ['b', 'a'],
    ]);
    expect(await pages('/v1/conversations?limit=5')).toEqual([['e', 'd', 'c', 'b', 'a']]);
  });

  it('finds by state', async () => {
    expect(await ids('/v1/conversations?state=open')).toEqual(['e', 'd', 'c', 'a']);
    expect(await ids('/v1/conversations?state=closed')).toEqual(['b']);
    expect(await ids('/v1/conversations?state=waiting')).toEqual(['d']);
    for (const state of ['sending', 'unknown', 'parked'])
      expect(await ids(`/v1/conversations?state=${state}`)).toEqual([]);
  });

  it('finds by address, in pages too', async () => {
    expect(await ids('/v1/conversations?address=Ada@example.com')).toEqual(['b', 'a']);
    expect(await pages('/v1/conversations?address=Ada@example.com&limit=1')).toEqual([['b'], ['a']]);
    expect(await ids('/v1/conversations?address=nobody@example.com')).toEqual([]);
  });

  it.each([
    ['state=gone', 'state'],
    ['address=nobody', 'address'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1.5', 'limit'],
    ['cursor=broken', 'cursor'],
    [`cursor=${Buffer.from('1:a b').toString('base64url')}`, 'cursor'],
    [`cursor=${'x'.repeat(600)}`, 'cursor'],
    ['limit=1&limit=2', 'limit'],
  ])('answers 422 to ?%s', async (query, field) => {
    expectProblem(await get(`/v1/conversations?${query}`), 422, 'invalid-request', [field]);
  });
});

describe('GET …/messages', () => {
  const path = '/v1/conversations/a/messages';

  it('answers in order, after a message, in pages', async () => {
    expect(await pages(`${path}?limit=3`)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(await pages(`${path}?after=5`)).toEqual([[6, 7]]);
    expect(await pages(`${path}?after=1&limit=4`)).toEqual([
      [2, 3, 4, 5],
      [6, 7],
    ]);
    expect(await pages(`${path}?after=${Number.MAX_SAFE_INTEGER}`)).toEqual([[]]);
  });

  it('has a limited amount of text on a page, or one message, and leaves none out', async () => {
    const long = acme.chat.conversation('long');
    await long.begin();
    const longest = '😀'.repeat(10_000);
    for (let number = 1; number <= 14; number += 1) await long.visitorSays(number === 8 ? 'short' : longest);
    for (const view of ['agent', 'visitor']) {
      const found = await pages(`/v1/conversations/long/messages?limit=200&view=${view}`);
      expect(found.flat()).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
      const most = Math.floor(maxBytesOfPage / Buffer.byteLength(longest)) + 1;
      expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(most);
    }
    expect(await pages('/v1/conversations/long/messages?limit=1&after=12')).toEqual([[13], [14]]);
  });

  it('hides the outcomes from a visitor’s view', async () => {
    const outcome = async (view: string) =>
      (await get(`/v1/conversations/d/messages?view=${view}`)).body.items[0]?.outcome;
    expect(await outcome('agent')).toMatchObject({ state: 'waiting' });
    expect(await outcome('visitor')).toBeUndefined();
  });

  it.each([
    ['after=-1', 'after'],
    ['after=x', 'after'],
    ['after=1e300', 'after'],
    ['view=admin', 'view'],
    ['cursor=x', 'cursor'],
    ['limit=1000', 'limit'],
  ])('answers 422 to ?%s', async (query, field) => {
    expectProblem(await get(`${path}?${query}`), 422, 'invalid-request', [field]);
  });
});
