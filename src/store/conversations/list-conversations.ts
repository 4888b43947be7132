import type { Filter, IndexDescription, Sort } from 'mongodb';
import type { AccountFacts } from '../../policy/facts.ts';
import { searchedPrefixes } from '../../policy/listing.ts';
import type { ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { beginningWith, type ConversationQuery, fits, listedKinds, narrowed } from './conversation-query.ts';

/** What lists of an inbox need; those that a query is narrowed by are with the others (`conversations.ts`). */
export const listIndexes: IndexDescription[] = [
  { key: { accountId: 1, listedAs: 1, listedAt: -1, id: -1 } },
  /** Only of those that an agent takes care of: each message moves an entry, and most conversations are nobody's. */
  {
    name: 'ofAgents',
    key: { accountId: 1, assignee: 1, listedAs: 1, listedAt: -1, id: -1 },
    partialFilterExpression: { assignee: { $gt: '' } },
  },
  { key: { accountId: 1, waitingSince: 1, id: 1 }, partialFilterExpression: { waitingSince: { $gt: 0 } } },
  { key: { accountId: 1, searchKeys: 1 } },
];

/** By the last message or by creation, newest first; by waiting, those who have waited the longest first. */
export type ConversationSort = 'lastMessage' | 'waiting' | 'created';

/** Where a page ends. */
export interface ConversationPosition {
  /** By what is sorted; epoch milliseconds. */
  readonly value: number;
  readonly id: string;
  /** When the first page was read: who began to wait later is on none of its pages. */
  readonly asOf: number;
}

export interface ConversationPageAsked {
  readonly sort: ConversationSort;
  /** Null for the first page. */
  readonly after: ConversationPosition | null;
  readonly limit: number;
  readonly account: AccountFacts;
  readonly now: number;
}

export interface ConversationsPage {
  readonly conversations: readonly ConversationDoc[];
  /** Where the next page begins; null after the last. The page may be short, or empty, and yet not the last. */
  readonly next: ConversationPosition | null;
}

/** No page looks at more conversations than this, whether they are in the list or not. */
export const maxLookedThrough = 1_000;

const sorted = {
  lastMessage: { by: (one) => one.listedAt ?? one.lastMessageAt, order: { listedAt: -1, id: -1 }, isRising: false },
  waiting: { by: (one) => one.waitingSince ?? 0, order: { waitingSince: 1, id: 1 }, isRising: true },
  created: { by: (one) => one.createdAt, order: { createdAt: -1, id: -1 }, isRising: false },
} as const satisfies Record<
  ConversationSort,
  { readonly by: (one: ConversationDoc) => number; readonly order: Sort; readonly isRising: boolean }
>;

/**
 * A page of an account's conversations. No conversation is on two pages, and none is left out that stays where it is.
 * What few conversations have is read as a whole and sorted here; if it is not that few, or nothing narrows the query,
 * the conversations are looked through in order, by an index.
 */
export async function listConversations(
  store: Store,
  accountId: string,
  query: ConversationQuery,
  asked: ConversationPageAsked,
): Promise<ConversationsPage> {
  const isNone =
    (asked.sort === 'waiting' && !listedKinds(query).includes('unanswered')) ||
    (query.q !== undefined && searchedPrefixes(query.q).length === 0);
  if (isNone) return { conversations: [], next: null };
  const few = narrowed(accountId, query);
  if (few === null) return lookThrough(store, ordered(accountId, query, asked.sort), query, asked);
  if (few.byCreation && asked.sort === 'created') return lookThrough(store, { ...few, isExact: false }, query, asked);
  const found = await store.conversations.find(few.filter, { limit: maxLookedThrough + 1 }).toArray();
  if (found.length > maxLookedThrough) return lookThrough(store, ordered(accountId, query, asked.sort), query, asked);
  const isIn = fits(query, asked);
  const { isRising } = sorted[asked.sort];
  const rest = found.filter((one) => isIn(one) && isListed(one, asked) && isAfter(one, asked));
  rest.sort((a, b) => compared(a, positionOf(b, asked), asked.sort) * (isRising ? 1 : -1));
  return pageOf(rest, asked);
}

/** The ids of an account's conversations that a search finds; null if they are too many to be listed by. */
export async function idsFound(store: Store, accountId: string, q: string): Promise<readonly string[] | null> {
  const prefixes = searchedPrefixes(q);
  if (prefixes.length === 0) return [];
  const options = { projection: { id: 1 }, limit: maxLookedThrough + 1, maxTimeMS: 4_000 };
  const found = await store.conversations.find(beginningWith(accountId, prefixes), options).toArray();
  return found.length > maxLookedThrough ? null : found.map(({ id }) => id);
}

interface Ordered {
  readonly filter: Filter<ConversationDoc>;
  /** Whether nothing but what is asked for passes the filter. */
  readonly isExact: boolean;
}

/** A filter that an index has in this order. */
function ordered(accountId: string, query: ConversationQuery, sort: ConversationSort): Ordered {
  const { assignee, unread } = query;
  const isNarrowed = narrowed(accountId, query) !== null;
  switch (sort) {
    case 'lastMessage': {
      const ofAgent = typeof assignee === 'string' ? { assignee } : {};
      const filter = { accountId, ...ofAgent, listedAs: { $in: listedKinds(query) } };
      return { filter, isExact: assignee !== null && unread === undefined && !isNarrowed };
    }
    case 'waiting':
      return { filter: { accountId }, isExact: assignee === undefined && unread === undefined && !isNarrowed };
    case 'created':
      return { filter: { accountId }, isExact: false };
    default:
      return sort satisfies never;
  }
}

async function lookThrough(
  store: Store,
  { filter, isExact }: Ordered,
  query: ConversationQuery,
  asked: ConversationPageAsked,
): Promise<ConversationsPage> {
  const { sort, limit } = asked;
  const isIn = fits(query, asked);
  const found: ConversationDoc[] = [];
  const most = isExact ? limit + 1 : Math.max(maxLookedThrough, limit + 1);
  const options = { sort: { ...sorted[sort].order }, limit: most, batchSize: limit + 1 };
  let looked = 0;
  let newest: ConversationDoc | null = null;
  for await (const one of store.conversations.find({ $and: [filter, ...within(asked)] }, options)) {
    looked += 1;
    newest = one;
    if (isIn(one)) found.push(one);
    if (found.length > limit) return pageOf(found, asked);
  }
  const isAll = looked < most || newest === null;
  return { conversations: found, next: isAll ? null : positionOf(newest as ConversationDoc, asked) };
}

/** What comes after a position, as an index's bounds and the few at the same moment. */
function within({ sort, after, now }: ConversationPageAsked): Filter<ConversationDoc>[] {
  const [field] = Object.keys(sorted[sort].order) as [string];
  const { isRising } = sorted[sort];
  const asOf = after?.asOf ?? now;
  if (after === null) return sort === 'waiting' ? [{ [field]: { $gt: 0, $lte: asOf } }] : [];
  const { value, id } = after;
  const bounds = isRising ? { $gte: value, $lte: asOf, $gt: 0 } : { $lte: value };
  return [{ [field]: bounds }, { $nor: [{ [field]: value, id: isRising ? { $lte: id } : { $gte: id } }] }];
}

const isListed = (one: ConversationDoc, { sort, after, now }: ConversationPageAsked) =>
  sort !== 'waiting' || (typeof one.waitingSince === 'number' && one.waitingSince <= (after?.asOf ?? now));

function isAfter(one: ConversationDoc, { sort, after }: ConversationPageAsked): boolean {
  if (after === null) return true;
  const order = compared(one, after, sort);
  return sorted[sort].isRising ? order > 0 : order < 0;
}

/** Above 0 if it is later than the position, or at the same time with a higher id. */
function compared(one: ConversationDoc, { value, id }: ConversationPosition, sort: ConversationSort): number {
  return sorted[sort].by(one) - value || Number(one.id > id) - Number(one.id < id);
}

const positionOf = (one: ConversationDoc, { sort, after, now }: ConversationPageAsked): ConversationPosition => ({
  value: sorted[sort].by(one),
  id: one.id,
  asOf: after?.asOf ?? now,
});

/** The first ones, in order; one more than `limit` says that there is a next page. */
function pageOf(found: readonly ConversationDoc[], asked: ConversationPageAsked): ConversationsPage {
  const last = found.length > asked.limit ? found[asked.limit - 1] : undefined;
  return { conversations: found.slice(0, asked.limit), next: last === undefined ? null : positionOf(last, asked) };
}
