import { type ChangeStreamDocument, MongoNetworkTimeoutError, MongoServerError, Timestamp } from 'mongodb';
import type { Store } from './store.ts';
import { isStoreAway } from './transaction.ts';

const watched = ['accounts', 'conversations', 'messages', 'deliveries', 'pauses'] as const;

/** That a document changed, and how; what it is like now is read when it is needed. */
export interface DocumentChange {
  /** Its place in the order of all changes; tokens compare as text (MongoDB, change streams: resume tokens). */
  readonly token: string;
  readonly collection: (typeof watched)[number];
  readonly key: string;
  /** Null for what belongs to the whole deployment. */
  readonly accountId: string | null;
  readonly isNew: boolean;
  /** A message that was deleted by this very change. */
  readonly isDeletion: boolean;
  /** A message that is stored for now but held (design R2). */
  readonly isHeld: boolean;
  /** A held message that got its place. */
  readonly isRelease: boolean;
}

export interface ChangeBatch {
  readonly changes: readonly DocumentChange[];
  /** Everything up to here has been told; where to go on after this batch. */
  readonly token: string;
}

/** Whose changes to watch; null for everybody's. */
export type ChangeScope = { readonly accountId: string; readonly conversationId: string | null } | null;

/** Well below the store's socket timeout. */
const maxAwaitTimeMS = 1_000;
const maxInBatch = 500;

/**
 * What is committed after the token `after`, or from now on if that is null, in order and without end. The first batch
 * comes as soon as the server watches, if need be an empty one. Rejects when MongoDB is away: begin again with the last
 * batch's token.
 */
export async function* changesAfter(
  store: Store,
  after: string | null,
  scope: ChangeScope,
  signal: AbortSignal,
): AsyncGenerator<ChangeBatch, void, undefined> {
  const stream = store.client
    .db(store.accounts.dbName)
    .watch<Projected, ChangeStreamDocument<Projected>>(pipeline(scope), {
      maxAwaitTimeMS,
      ...startAt(after, scope),
    });
  const isNew = ({ token }: DocumentChange) => after === null || token > after;
  // Nobody waits for it: with MongoDB away, closing takes as long as finding that out.
  const close = () => void stream.close().catch(() => {});
  signal.addEventListener('abort', close);
  /** It may fail before it is awaited, which is after the batch has been taken. */
  const ask = () => {
    const answer = stream.tryNext();
    answer.catch(() => {});
    return answer;
  };
  try {
    // The driver's first answer comes only after it has waited for changes; that it watches it tells by a first token,
    // which may be that of a change to come.
    const watching = new Promise<unknown>((resolve) => stream.once('resumeTokenChanged', resolve));
    let next = ask();
    const start = await Promise.race([next.then(() => undefined), watching]);
    if (start !== undefined) yield { changes: [], token: after ?? tokenOf(start) };
    while (!signal.aborted) {
      const changes: DocumentChange[] = [];
      let found: ChangeStreamDocument<Projected> | null | undefined = await next;
      if (found === null) {
        yield { changes, token: tokenOf(stream.resumeToken) };
        next = ask();
        continue;
      }
      // What the driver holds already comes before the next turn of the event loop; the rest is the next batch.
      while (found !== null && found !== undefined) {
        changes.push(changeOf(found));
        if (changes.length === maxInBatch) break;
        next = ask();
        found = await Promise.race([next, turn()]);
      }
      if (found !== undefined) next = ask();
      yield { changes: changes.filter(isNew), token: changes.at(-1)?.token as string };
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/**
 * A watch over some looks for its start only among those: it would not find the token of another's change within a
 * transaction, and hold it for lost. So it starts at the token's time, and what it tells up to there is left out.
 */
function startAt(after: string | null, scope: ChangeScope) {
  if (after === null) return {};
  return scope === null ? { startAfter: { _data: after } } : { startAtOperationTime: timeOf(after) };
}

/** Every token begins with its time, the key string of a timestamp: 82 and eight bytes. */
function timeOf(token: string): Timestamp {
  const [seconds, count] = [token.slice(2, 10), token.slice(10, 18)].map((part) => Number.parseInt(part, 16));
  return new Timestamp({ t: seconds as number, i: count as number });
}

/** A token from so much later than another can only be of another database, or of this one before it was restored. */
export const isFarAhead = (token: string, ofNow: string) => timeOf(token).t > timeOf(ofNow).t + 60;

/** When the change at a token was made, in whole seconds since 1970. */
export const secondsOf = (token: string): number => timeOf(token).t;

const turn = () => new Promise<undefined>((resolve) => setImmediate(resolve, undefined));

/** MongoDB no longer holds what came after the token, or never gave it out. */
export function isTokenLost(error: unknown): boolean {
  return error instanceof MongoServerError && !isStoreAway(error) && !error.hasErrorLabel('ResumableChangeStreamError');
}

/** There is so much to look through since the token that the server did not answer in time. */
export function isTooFarBack(error: unknown): boolean {
  return error instanceof MongoNetworkTimeoutError;
}

/** Whether it could be a token at all; only MongoDB knows whether it is one. */
export const looksLikeToken = (text: string) => text.length >= 18 && text.length <= 4_098 && /^82[0-9A-F]+$/.test(text);

const tokenOf = (resumeToken: unknown) => (resumeToken as { readonly _data: string })._data;

interface Projected {
  readonly _id: string;
  readonly deletedAt?: number | null;
  readonly seq?: number;
}

function changeOf(found: ChangeStreamDocument<Projected>): DocumentChange {
  if (found.operationType !== 'insert' && found.operationType !== 'update' && found.operationType !== 'replace')
    throw new Error(`the change stream told of ${found.operationType}, which it was not asked for`);
  const key = found.documentKey._id;
  const collection = found.ns.coll as DocumentChange['collection'];
  const isUpdate = found.operationType === 'update';
  const fields = isUpdate ? (found.updateDescription?.updatedFields ?? {}) : found.fullDocument;
  const isNew = found.operationType === 'insert';
  return {
    token: tokenOf(found._id),
    collection,
    key,
    accountId: collection === 'pauses' ? null : (key.split(':', 1)[0] as string),
    isNew,
    isDeletion: !isNew && typeof fields.deletedAt === 'number',
    isHeld: isNew && (fields.seq ?? 0) < 0,
    isRelease: isUpdate && fields.seq !== undefined,
  };
}

/** Only keys, and the little that says what kind of change it is: a document's text never comes along. */
function pipeline(scope: ChangeScope) {
  const operationType = { $in: ['insert', 'update', 'replace'] };
  const few = Object.fromEntries(
    ['fullDocument', 'updateDescription.updatedFields'].flatMap((of) => [
      [`${of}.deletedAt`, 1],
      [`${of}.seq`, 1],
    ]),
  );
  return [
    {
      $match: {
        operationType,
        'ns.coll': { $in: watched },
        $nor: [onlyProbed],
        // Apart, for MongoDB 6 makes of two in one $nor an empty one, and refuses that.
        $and: [{ $nor: [onlyKeyed] }],
        ...(scope === null ? {} : { $or: keysIn(scope) }),
      },
    },
    { $project: { operationType: 1, ns: 1, documentKey: 1, ...few } },
  ];
}

/** That the provider was asked once more is no news. */
const onlyProbed = {
  operationType: 'update',
  'ns.coll': 'pauses',
  'updateDescription.updatedFields.resumedAt': { $exists: false },
};

/** What is found by a new field is no news either (`keepAddressKeys`). */
const onlyKeyed = {
  operationType: 'update',
  'ns.coll': 'conversations',
  'updateDescription.updatedFields.addressKey': { $exists: true },
  'updateDescription.updatedFields.version': { $exists: false },
};

/** Keys begin with their account's id and a colon, those of messages with their conversation's key (store/ids.ts). */
function keysIn({ accountId, conversationId }: NonNullable<ChangeScope>) {
  const below = (key: string) => ({ 'documentKey._id': { $gte: `${key}:`, $lt: `${key};` } });
  if (conversationId === null)
    return [{ 'documentKey._id': accountId }, below(accountId), { 'ns.coll': 'pauses' as const }];
  const key = `${accountId}:${conversationId}`;
  return [
    { 'documentKey._id': { $in: [accountId, key] } },
    below(key),
    { 'ns.coll': 'deliveries', ...below(accountId) },
  ];
}
