import type { ClientSession, Document } from 'mongodb';
import { limitIdOf } from '../addresses/address-limits.ts';
import type {
  AccountDoc,
  AddressLimitDoc,
  ConversationDoc,
  ConversationRef,
  DeliveryDoc,
  LinkDoc,
  MessageDoc,
  PauseDoc,
  SuppressionDoc,
} from '../mongo/documents.ts';
import { conversationKey, deliveryKey, keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { newestStages } from './shown-messages.ts';

/** What may be read together with a conversation, each as a list. */
export interface Joined {
  readonly account: readonly AccountDoc[];
  readonly delivery: readonly DeliveryDoc[];
  readonly pauses: readonly PauseDoc[];
  /** What is kept of the visitor's address; `isKeyed` tells whether it could be found. */
  readonly suppressions: readonly SuppressionDoc[];
  readonly limits: readonly AddressLimitDoc[];
  readonly links: readonly LinkDoc[];
  /** The newest ones, as `newestOf` takes them. */
  readonly messages: readonly MessageDoc[];
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
 * that a command for each document takes, and mongod less (docs/benchmarks.md, A mail's commands). What is joined
 * must fit into one document of 16 MB.
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

/** The delivery of this id, which may be of another conversation; with its email or without, which is most of it. */
export const deliveryOfId = (
  store: Store,
  { accountId }: ConversationRef,
  deliveryId: string,
  which: 'whole' | 'withoutEmail',
) => theOne(store.deliveries, 'delivery', deliveryKey(accountId, deliveryId), which === 'whole' ? [] : withoutEmail);

const withoutEmail = [{ $project: { request: 0 } }];

/** The open delivery, without its email. */
export const openDelivery = (store: Store): Join<'delivery'> =>
  byKeys(store.deliveries, 'delivery', [{ $concat: ['$accountId', ':', '$openDelivery'] }], withoutEmail);

/** The suppression of the visitor's address, under its key or under the digest that an erasure has left. */
export const suppressions = (store: Store): Join<'suppressions'> =>
  byKeys(store.suppressions, 'suppressions', [
    { $concat: ['$accountId', ':', '$addressKey'] },
    { $concat: ['$accountId', ':', '$addressDigest'] },
  ]);

/** Which conversations email the visitor's address on the day of `now`. */
export const limitsAt = (store: Store, { accountId }: ConversationRef, now: number): Join<'limits'> =>
  byKeys(store.addressLimits, 'limits', [{ $concat: [limitIdOf(accountId, '', now), '$addressDigest'] }]);

/** Whether a conversation has the keys of its visitor's address; those that an older version has written may lack one. */
export function isKeyed({ visitor: { email }, addressKey, addressDigest }: ConversationDoc): boolean {
  return email !== null && addressKey !== '' && addressDigest === keyOfAddress(email);
}

/** The links of the conversation to the visitor's address. */
export const linksToAddress = (store: Store, { accountId, conversationId }: ConversationRef): Join<'links'> => ({
  name: 'links',
  stages: [
    {
      $lookup: {
        from: store.links.collectionName,
        localField: 'visitor.email',
        foreignField: 'address',
        pipeline: [{ $match: { accountId, conversationId } }],
        as: 'joined.links',
      },
    },
  ],
});

export const newestMessages = (store: Store, ref: ConversationRef): Join<'messages'> => ({
  name: 'messages',
  stages: [{ $lookup: { from: store.messages.collectionName, pipeline: newestStages(ref), as: 'joined.messages' } }],
});

/** All of a collection that has but a few documents. */
export const allPauses = (store: Store): Join<'pauses'> => ({
  name: 'pauses',
  stages: [{ $lookup: { from: store.pauses.collectionName, pipeline: [], as: 'joined.pauses' } }],
});

type Collected = { readonly collectionName: string };

/** Those whose keys are made of the conversation's fields. */
function byKeys<Name extends keyof Joined>(
  { collectionName: from }: Collected,
  name: Name,
  keys: readonly Document[],
  pipeline: readonly Document[] = [],
): Join<Name> {
  const localField = `joined.${name}`;
  return {
    name,
    stages: [
      { $set: { [localField]: keys } },
      {
        $lookup: {
          from,
          localField,
          foreignField: '_id',
          as: localField,
          ...(pipeline.length > 0 ? { pipeline } : {}),
        },
      },
    ],
  };
}

function theOne<Name extends keyof Joined>(
  { collectionName: from }: Collected,
  name: Name,
  _id: string,
  more: readonly Document[] = [],
): Join<Name> {
  return { name, stages: [{ $lookup: { from, pipeline: [{ $match: { _id } }, ...more], as: `joined.${name}` } }] };
}
