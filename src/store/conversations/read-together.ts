import type { ClientSession, Document } from 'mongodb';
import type { RefusalsDoc } from '../deployment/sending-pause.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc, SendingPauseDoc } from '../mongo/documents.ts';
import { conversationKey, deliveryKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

/** What may be read together with a conversation, each as a list. */
export interface Joined {
  readonly account: readonly AccountDoc[];
  readonly delivery: readonly DeliveryDoc[];
  readonly pauses: readonly (SendingPauseDoc | RefusalsDoc)[];
}

/** The stages that join something, under its name in `Joined`. */
export interface Join<Name extends keyof Joined> {
  readonly name: Name;
  readonly stages: readonly Document[];
}

/** A conversation with its account and what was asked for. */
export interface Together<Name extends keyof Joined> {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly joined: Pick<Joined, Name>;
}

/**
 * Reads a conversation, its account and what else a decision needs, in one command and one snapshot; null if there is
 * no such conversation or account. A command costs more than what it reads: this takes a process a third of the time
 * that a command for each document takes, and mongod less (docs/benchmarks.md, A mail's commands). What is joined must fit in one document of 16 MB.
 */
export async function readTogether<Name extends keyof Joined = never>(
  store: Store,
  ref: ConversationRef,
  joins: readonly Join<Name>[],
  session?: ClientSession,
): Promise<Together<Name> | null> {
  const stages = [accountOf(store, ref), ...joins].flatMap((join) => join.stages);
  const pipeline = [{ $match: { _id: conversationKey(ref) } }, ...stages];
  const options = session === undefined ? { readConcern: 'snapshot' as const } : { session };
  const [read] = await store.conversations
    .aggregate<ConversationDoc & { readonly joined: Joined }>(pipeline, options)
    .toArray();
  if (read === undefined) return null;
  const { joined, ...conversation } = read;
  const [account] = joined.account;
  return account === undefined ? null : { conversation, account, joined };
}

const accountOf = (store: Store, { accountId }: ConversationRef) => theOne(store.accounts, 'account', accountId);

/** The delivery of this id, which may be of another conversation. */
export const deliveryOfId = (store: Store, { accountId }: ConversationRef, deliveryId: string) =>
  theOne(store.deliveries, 'delivery', deliveryKey(accountId, deliveryId));

export const openDelivery = (store: Store): Join<'delivery'> => ({
  name: 'delivery',
  stages: [
    { $set: { 'joined.openKey': { $concat: ['$accountId', ':', '$openDelivery'] } } },
    {
      $lookup: {
        from: store.deliveries.collectionName,
        localField: 'joined.openKey',
        foreignField: '_id',
        as: 'joined.delivery',
      },
    },
  ],
});

/** All of a collection that has but a few documents. */
export const allPauses = (store: Store): Join<'pauses'> => ({
  name: 'pauses',
  stages: [{ $lookup: { from: store.pauses.collectionName, pipeline: [], as: 'joined.pauses' } }],
});

function theOne<Name extends keyof Joined>(
  { collectionName: from }: { readonly collectionName: string },
  name: Name,
  _id: string,
): Join<Name> {
  return { name, stages: [{ $lookup: { from, pipeline: [{ $match: { _id } }], as: `joined.${name}` } }] };
}
