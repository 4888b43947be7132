import type { Filter } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import type { AccountFacts } from '../../policy/facts.ts';
import { isFound, type ListedAs, listedAs, searchedPrefixes } from '../../policy/listing.ts';
import { forwardingState } from '../../policy/look/forwarding-state.ts';
import { unreadOf } from '../../policy/unread.ts';
import type { ConversationDoc } from '../mongo/documents.ts';

/** Which conversations are listed; what is undefined does not matter. */
export interface ConversationQuery {
  readonly state?: 'open' | 'closed' | 'waiting' | 'sending' | 'unknown' | 'parked' | undefined;
  /** An agent's id; null: nobody's. */
  readonly assignee?: string | null | undefined;
  readonly isUnanswered?: boolean | undefined;
  /** What is unread for which agent, or read. */
  readonly unread?: { readonly is: boolean; readonly agent: { readonly id: string; readonly createdAt: number } };
  readonly visitorId?: string | undefined;
  readonly address?: string | undefined;
  /** What an address, a name or the visitor's id begins with. */
  readonly q?: string | undefined;
  /** Whether those in which nothing was said yet are in the list as well. */
  readonly withEmpty: boolean;
}

type Test = (conversation: ConversationDoc) => boolean;

/** What the states of conversations depend on besides. */
export interface AsOf {
  readonly account: AccountFacts;
  readonly now: number;
}

/** Whether a query has this conversation in its list. */
export function fits(query: ConversationQuery, { account, now }: AsOf): Test {
  const { state, assignee, unread, visitorId, address, q } = query;
  const kinds = listedKinds(query);
  const key = address === undefined ? undefined : addressKey(address);
  const prefixes = q === undefined ? undefined : searchedPrefixes(q);
  const tests: readonly (Test | false)[] = [
    (one) => kinds.includes(listedAs(one)),
    state === 'parked' && ((one) => one.parked > 0),
    (state === 'waiting' || state === 'sending' || state === 'unknown') &&
      ((one) => forwardingState(one, account, now).state === state),
    assignee !== undefined && ((one) => (one.assignee ?? null) === assignee),
    unread !== undefined && ((one) => unreadOf(one, unread.agent) > 0 === unread.is),
    visitorId !== undefined && ((one) => one.visitor.id === visitorId),
    key !== undefined && ((one) => one.addressKey === key),
    prefixes !== undefined && ((one) => isFound(one, prefixes)),
  ];
  const asked = tests.filter((test) => test !== false);
  return (conversation) => asked.every((test) => test(conversation));
}

/** What a conversation may be listed as. */
export function listedKinds({
  state,
  isUnanswered,
  withEmpty,
}: Pick<ConversationQuery, 'state' | 'isUnanswered' | 'withEmpty'>): ListedAs[] {
  const open: ListedAs[] = withEmpty ? ['unanswered', 'answered', 'empty'] : ['unanswered', 'answered'];
  const closed: ListedAs[] = withEmpty ? ['closed', 'closedEmpty'] : ['closed'];
  const all = state === 'open' ? open : state === 'closed' ? closed : [...open, ...closed];
  return isUnanswered === undefined ? all : all.filter((kind) => (kind === 'unanswered') === isUnanswered);
}

/**
 * What few conversations have that a query asks for, in the order of how few they usually are. Each has an index;
 * `byCreation` says whether that has them in the order of their creation.
 */
export function narrowed(
  accountId: string,
  query: ConversationQuery,
): { readonly filter: Filter<ConversationDoc>; readonly byCreation: boolean } | null {
  const { state, visitorId, address, q } = query;
  if (visitorId !== undefined) return { filter: { accountId, 'visitor.id': visitorId }, byCreation: true };
  if (address !== undefined) return { filter: { addressKey: addressKey(address), accountId }, byCreation: true };
  if (q !== undefined) return { filter: beginningWith(accountId, searchedPrefixes(q)), byCreation: false };
  switch (state) {
    case 'waiting':
      return {
        filter: {
          $or: [
            { accountId, waiting: true, openDelivery: null },
            { accountId, openDelivery: { $gt: '' }, 'troubles.kind': 'postponed' },
          ],
        },
        byCreation: false,
      };
    case 'sending':
      return { filter: { accountId, openDelivery: { $gt: '' } }, byCreation: false };
    case 'unknown':
      return { filter: { accountId, unknown: { $gt: 0 } }, byCreation: false };
    case 'parked':
      return { filter: { accountId, parked: { $gt: 0 } }, byCreation: false };
    case 'open':
    case 'closed':
    case undefined:
      return null;
    default:
      return state satisfies never;
  }
}

/** Every string that begins with a prefix is before it with this at its end. */
const last = '\u{10FFFF}';

/** Conversations by what their visitor is found by. */
export function beginningWith(accountId: string, prefixes: readonly string[]): Filter<ConversationDoc> {
  const each = prefixes.map((prefix) => ({
    accountId,
    searchKeys: { $elemMatch: { $gte: prefix, $lt: `${prefix}${last}` } },
  }));
  const [only] = each;
  return each.length === 1 && only !== undefined ? only : { $or: each };
}
