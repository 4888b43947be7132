import type { Filter } from 'mongodb';
import type { DeadLetterReason, InboundState } from '../../contract/inbound.ts';
import type { InboundDoc } from '../mongo/documents.ts';
import type { PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';

export interface InboundQuery {
  readonly state?: InboundState | undefined;
  readonly reason?: DeadLetterReason | undefined;
  readonly conversation?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** A page of an account's emails, newest first; null: of those that belong to no account. */
export function listInbound(
  store: Store,
  accountId: string | null,
  query: InboundQuery,
  { after, limit }: PageAsked,
): Promise<InboundDoc[]> {
  const older =
    after === null
      ? {}
      : { $or: [{ receivedAt: { $lt: after.createdAt } }, { receivedAt: after.createdAt, _id: { $lt: after.id } }] };
  return store.inbound
    .find({ ...matching(accountId, query), ...older }, { sort: { receivedAt: -1, _id: -1 }, limit })
    .toArray();
}

export function matching(
  accountId: string | null,
  { state, reason, conversation, ids, since, until }: InboundQuery,
): Filter<InboundDoc> {
  return {
    accountId,
    ...(state === undefined ? {} : { state }),
    ...(reason === undefined ? {} : { reason }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    receivedAt: { $gte: since ?? 0, ...(until === undefined ? {} : { $lt: until }) },
  };
}
