import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandStartedEvent, type Document, MongoClient } from 'mongodb';
import { withListing } from '../../src/policy/listing.ts';
import { withAddressKey } from '../../src/policy/visitor/address.ts';
import type { ConversationQuery } from '../../src/store/conversations/conversation-query.ts';
import {
  type ConversationPosition,
  type ConversationSort,
  idsFound,
  listConversations,
  maxLookedThrough,
} from '../../src/store/conversations/list-conversations.ts';
import { newConversation } from '../../src/store/conversations/new-conversation.ts';
import { type DeliveryQuery, listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import type { ConversationDoc, DeliveryDoc } from '../../src/store/mongo/documents.ts';
import { keyOfAddress } from '../../src/store/mongo/ids.ts';
import { byNewest, type ListPosition } from '../../src/store/mongo/list-position.ts';
import { collections, type Store } from '../../src/store/mongo/store.ts';
import { createIndexes } from '../../src/store/open-store.ts';
import { accountOf, deliveryOf, replyOf } from '../policy/facts.ts';
import { testMongoUri } from '../support/servers.ts';

const accountId = 'acme';
const now = 10_000_000;
const limit = 25;
/** More than what a page may look at, twice: what narrows a query, and then in order. */
const many = 2_200;
const ada = { id: 'ada', createdAt: 0 };
const database = `lists-${randomUUID()}`;

let store: Store;
let commands: Document[] = [];

/** A third each: empty ones, those that wait, and those that are answered, of which some are closed. */
function conversation(number: number): ConversationDoc {
  const at = 1_000 * number;
  const kind = number % 3;
  const blank = newConversation(
    { accountId, conversationId: `c${number}` },
    { kind: 'web', pageId: null, recipientId: null },
    at,
  );
  // Whoever wrote first was heard last, so that no order is another.
  const listedAt = kind === 0 ? at : 1_000 * (many + (number % 500));
  const said: ConversationDoc = {
    ...blank,
    listedAt,
    lastSeq: kind === 0 ? 0 : 2,
    waitingSince: kind === 1 ? listedAt - number : null,
    closedAt: kind === 2 && number % 2 === 0 ? at : null,
    assignee: [null, 'ada', 'bob'][number % 7] ?? null,
    parked: number % 500 === 1 ? 1 : 0,
    waiting: number % 2 === 0,
    pending: number % 2 === 0 ? [replyOf(1, at)] : [],
    fromVisitor: { count: kind === 0 ? 0 : 1, lastSeq: 1 },
    readBy: number % 5 === 0 ? [] : [{ agentId: 'ada', upTo: 2, count: 1 }],
    visitor: { ...blank.visitor, id: `v${number % 2_000}`, name: `Name${number % 100} Last`, email: addressOf(number) },
  };
  return withListing(withAddressKey(said), null);
}
const addressOf = (number: number) => `visitor-${number % 400}@example.com`;

beforeAll(async () => {
  const uri = testMongoUri();
  await createIndexes(uri, database);
  const client = new MongoClient(uri, { monitorCommands: true });
  client.on('commandStarted', ({ command, commandName }: CommandStartedEvent) => {
    if (commandName === 'find') commands.push(command);
  });
  store = collections(client, database);
  await store.conversations.insertMany(Array.from({ length: many }, (_, index) => conversation(index + 1)));
  await store.conversations.insertMany([
    withListing({ ...conversation(1), _id: 'other:c1', accountId: 'other' }, null),
  ]);
});
afterAll(async () => {
  await store.client.db(database).dropDatabase();
  await store.close();
});

interface Asked extends Partial<ConversationQuery> {
  readonly sort?: ConversationSort;
  readonly perPage?: number;
}

const page = (asked: Asked, after: ConversationPosition | null = null) => {
  const { sort = 'lastMessage', perPage = limit, ...query } = asked;
  return listConversations(
    store,
    accountId,
    { withEmpty: false, ...query },
    { sort, after, limit: perPage, account: accountOf(), now },
  );
};

/** How many keys and documents the server looks at for a page, at most, and whether it sorts them. */
const cost = (asked: Asked, after: ConversationPosition | null) => costOf(() => page(asked, after));

async function costOf(work: () => Promise<unknown>) {
  commands = [];
  await work();
  const found = commands.map(({ find, filter, sort, limit: most }) => ({ find, filter, sort, limit: most }));
  let [keys, documents, sorts] = [0, 0, false];
  for (const command of found) {
    const plain = Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined));
    const explain = { explain: plain, verbosity: 'executionStats' };
    const { executionStats } = await store.client.db(database).command(explain);
    keys += executionStats.totalKeysExamined;
    documents += executionStats.totalDocsExamined;
    sorts ||= /"stage":"(?:SORT|COLLSCAN)"/.test(JSON.stringify(executionStats));
  }
  return { keys, documents, sorts };
}

/** Those that an index has in the order of their last messages. */
const inOrder: readonly Asked[] = [
  {},
  { withEmpty: true },
  { state: 'open' },
  { state: 'closed', withEmpty: true },
  { isUnanswered: true },
  { isUnanswered: false, state: 'open' },
  { assignee: 'ada', state: 'open' },
  { assignee: 'bob', isUnanswered: true },
];
/** Those that have to be looked through, or gathered and sorted. */
const others: readonly Asked[] = [
  { sort: 'created', state: 'closed' },
  { sort: 'waiting', assignee: 'ada' },
  { assignee: null },
  { state: 'parked' },
  { state: 'waiting', assignee: 'bob' },
  { unread: { is: true, agent: ada } },
  { unread: { is: false, agent: ada }, assignee: 'ada' },
  { visitorId: 'v7' },
  { address: 'VISITOR-7@example.com', sort: 'created' },
  { q: 'visitor-7@' },
  { q: 'last', state: 'open' },
  { q: 'visitor', sort: 'waiting' },
];
/** One key more than the page tells that there is another; a merge of several ranges reads one more of each. */
const aPage = limit + 1 + 5 + 1;
/** What few conversations have is read first, and then looked through if it was not that few. */
const bounded = 2 * (maxLookedThrough + 1) + 100;

describe('a page of the conversations', () => {
  it('is read from an index, about as many keys as it shows, in the order of their last messages', async () => {
    for (const asked of inOrder) {
      const { next } = await page(asked);
      for (const after of [null, next]) {
        const { keys, documents, sorts } = await cost(asked, after);
        // The few with the same time as the last one of the page before are looked at again.
        const again = after === null ? 0 : 30;
        expect({ asked, sorts, isPage: keys <= aPage + again && documents <= aPage + again }).toEqual({
          asked,
          sorts: false,
          isPage: true,
        });
      }
    }
  });

  it('is read likewise in the order of how long they have waited', async () => {
    const { keys, sorts } = await cost({ sort: 'waiting' }, (await page({ sort: 'waiting' })).next);
    expect([keys <= aPage + 5, sorts]).toEqual([true, false]);
  });

  it('looks at no more than a bounded number, whatever is asked for', async () => {
    for (const asked of others) {
      const { keys, documents, sorts } = await cost(asked, null);
      expect({ asked, sorts, isBounded: keys <= bounded && documents <= bounded }).toEqual({
        asked,
        sorts: false,
        isBounded: true,
      });
    }
  });

  it('has each conversation that fits once, and none that does not', async () => {
    const everything = await store.conversations.find({ accountId }).toArray();
    for (const asked of [...inOrder, ...others]) {
      const ids = (await allPages({ ...asked, perPage: 700 })).map(({ id }) => id);
      const expected = everything.filter((one) => isAsked(one, asked)).map(({ id }) => id);
      expect({ asked, ids: ids.length }).toEqual({ asked, ids: expected.length });
      expect(new Set(ids)).toEqual(new Set(expected));
    }
  });

  it.each(['lastMessage', 'waiting', 'created'] as const)('comes in order, sorted by %s', async (sort) => {
    for (const asked of [
      { sort, q: 'name7' },
      { sort, assignee: 'ada', perPage: 200 },
    ]) {
      const by = (one: ConversationDoc) =>
        sort === 'created' ? one.createdAt : sort === 'waiting' ? -(one.waitingSince ?? 0) : (one.listedAt ?? 0);
      const values = (await allPages(asked)).map(by);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
  });

  it.each(['lastMessage', 'waiting'] as const)('is on one page only while others move, sorted by %s', async (sort) => {
    const field = sort === 'waiting' ? 'waitingSince' : 'listedAt';
    const seen: string[] = [];
    const moved = new Set<string>();
    let after: ConversationPosition | null = null;
    const before = (await allPages({ sort, q: 'name1' })).map(({ id }) => id);
    do {
      const { conversations, next } = await page({ sort, q: 'name1' }, after);
      seen.push(...conversations.map(({ id }) => id));
      after = next;
      // One that was shown and one that was not get a message.
      for (const id of [seen.at(-1), before.findLast((one) => !seen.includes(one) && !moved.has(one))]) {
        if (id === undefined) continue;
        moved.add(id);
        await store.conversations.updateOne({ accountId, id }, { $set: { [field]: now + 5_000 + moved.size } });
      }
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id) && !moved.has(id))).toEqual([]);
  });
});

describe('a page of the deliveries', () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `c${index + 1}`);
  const all = (query: DeliveryQuery, after: ListPosition | null = null) =>
    listDeliveries(store, accountId, query, { after, limit });
  beforeAll(async () => {
    await store.deliveries.insertMany(Array.from({ length: 3 * many }, (_, index) => delivery(index)));
  });

  /** Three of each conversation, one of them parked; a third of the conversations share one address. */
  function delivery(index: number): DeliveryDoc {
    const number = (index % many) + 1;
    const id = `d${String(index).padStart(5, '0')}`;
    return {
      ...({ ...deliveryOf({ status: index < many ? 'parked' : 'delivered' }), replay: null } as unknown as DeliveryDoc),
      ...{ _id: `${accountId}:${id}`, accountId, id, conversationId: `c${number}` },
      number: Math.floor(index / many) + 1,
      createdAt: 1_000 + Math.floor(index / 3),
      toKey: keyOfAddress(number % 3 === 0 ? 'many@example.com' : addressOf(number)),
    };
  }

  it.each<[string, DeliveryQuery, number]>([
    ['to one address', { address: 'MANY@example.com' }, limit],
    ['of one conversation', { conversation: 'c7' }, limit],
    ['of those that a search finds', { conversations: ids.slice(0, 200) }, limit + 200],
    ['of as many as a search may find', { conversations: ids }, 5 * limit + 1_000],
  ])('%s reads about as many keys as it has, and sorts none', async (_, query, most) => {
    const first = await all(query);
    const last = first.at(-1) as DeliveryDoc;
    for (const after of [null, last]) {
      const { keys, documents, sorts } = await costOf(() => all(query, after));
      // A range that ends at once costs a key as well.
      expect({ sorts, isFew: keys <= 1.2 * most + 10 && documents <= most + 10 }).toEqual({
        sorts: false,
        isFew: true,
      });
    }
  });

  it('has each delivery once and in order, however many conversations a search has found', async () => {
    const found: string[] = [];
    let after: ListPosition | null = null;
    do {
      const page: DeliveryDoc[] = await listDeliveries(store, accountId, { conversations: ids }, { after, limit: 400 });
      found.push(...page.map(({ id }) => id));
      after = page.at(-1) ?? null;
    } while (after !== null);
    const wanted = await store.deliveries.find({ conversationId: { $in: ids } }).toArray();
    expect(found).toEqual(wanted.sort(byNewest).map(({ id }) => id));
  });

  it('finds the conversations of a search by an index, no more than it may list by', async () => {
    for (const q of ['visitor-7@', 'name7', 'visitor']) {
      const { keys, documents, sorts } = await costOf(() => idsFound(store, accountId, q));
      const most = maxLookedThrough + 2;
      expect({ q, sorts, isBounded: keys <= most && documents <= most }).toEqual({ q, sorts: false, isBounded: true });
    }
    expect(await idsFound(store, accountId, 'visitor')).toBeNull();
  });
});

async function allPages(asked: Asked): Promise<ConversationDoc[]> {
  const found: ConversationDoc[] = [];
  let after: ConversationPosition | null = null;
  do {
    const { conversations, next } = await page(asked, after);
    found.push(...conversations);
    after = next;
  } while (after !== null);
  return found;
}

/** The same as the query, in other words. */
function isAsked(one: ConversationDoc, asked: Asked): boolean {
  const { state, assignee, isUnanswered, unread, visitorId, address, q, sort, withEmpty = false } = asked;
  const waits = typeof one.waitingSince === 'number' && one.closedAt === null && one.lastSeq > 0;
  const isRead = one.lastSeq === 0 || (one.readBy ?? []).length > 0;
  const words = [one.visitor.email ?? '', ...(one.visitor.name ?? '').split(' '), one.visitor.id ?? ''];
  return (
    (withEmpty || one.lastSeq > 0) &&
    (state !== 'open' || one.closedAt === null) &&
    (state !== 'closed' || one.closedAt !== null) &&
    (state !== 'parked' || one.parked > 0) &&
    (state !== 'waiting' || one.waiting) &&
    (assignee === undefined || one.assignee === assignee) &&
    (isUnanswered === undefined || waits === isUnanswered) &&
    (sort !== 'waiting' || waits) &&
    (unread === undefined || isRead !== unread.is) &&
    (visitorId === undefined || one.visitor.id === visitorId) &&
    (address === undefined || one.visitor.email === address.toLowerCase()) &&
    (q === undefined || words.some((word) => word.toLowerCase().startsWith(q)))
  );
}
