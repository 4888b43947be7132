import type { Filter } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import type { ConversationDoc } from '../mongo/documents.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';

export interface ConversationQuery {
  readonly state?: 'open' | 'closed' | 'waiting' | 'sending' | 'unknown' | 'parked' | undefined;
  readonly address?: string | undefined;
  /** Whether those in which nothing was said yet are in the list as well. */
  readonly empty?: 'true' | 'false' | undefined;
}

/** A page of an account's conversations, newest first. */
export function listConversations(
  store: Store,
  accountId: string,
  query: ConversationQuery,
  { after, limit }: PageAsked,
): Promise<ConversationDoc[]> {
  const filter: Filter<ConversationDoc> = {
    accountId,
    ...(query.address === undefined ? {} : { addressKey: addressKey(query.address) }),
    ...(query.empty === 'true' ? {} : { lastSeq: { $gt: 0 } }),
    ...stateFilter(query.state),
    ...olderThan(after),
  };
  return store.conversations.find(filter, { sort: { createdAt: -1, id: -1 }, limit }).toArray();
}

function stateFilter(state: ConversationQuery['state']): Filter<ConversationDoc> {
  switch (state) {
    case undefined:
      return {};
    case 'open':
      return { closedAt: null };
    case 'closed':
      return { closedAt: { $ne: null } };
    case 'waiting':
      return { waiting: true, openDelivery: null };
    case 'sending':
      return { openDelivery: { $gt: '' } };
    case 'unknown':
      return { unknown: { $gt: 0 } };
    case 'parked':
      return { parked: { $gt: 0 } };
    default:
      return state satisfies never;
  }
}
