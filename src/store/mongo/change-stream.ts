import { type ChangeStreamDocument, MongoNetworkTimeoutError, MongoServerError, Timestamp } from 'mongodb';
import type { TypingDoc } from './documents.ts';
import type { Store } from './store.ts';
import { isStoreAway } from './transaction.ts';

const watched = [
  'accountAlerts',
  'accounts',
  'conversations',
  'erasures',
  'messages',
  'notes',
  'deliveries',
  'pauses',
  'typing',
] as const;

/** Says that a document changed, and how; its current content is read when it is needed. */
export interface DocumentChange {
  /**
   * Its place in the order of all changes; tokens can be compared as strings (MongoDB, change streams: resume tokens).
   */
  readonly token: string;
  readonly collection: (typeof watched)[number];
  readonly key: string;
  /** Null if it concerns the whole deployment. */
  readonly accountId: string | null;
  readonly isNew: boolean;
  /** Whether this change deleted a message or a note. */
  readonly isDeletion: boolean;
  /** Whether this change stored a message that is held (design R2). */
  readonly isHeld: boolean;
  /** Whether this change gave a held message its place in the conversation. */
  readonly isRelease: boolean;
  /** Whether this change of a conversation is news, not of presence or a look alone. */
  readonly isNews: boolean;
  /** Who types, or has stopped: all that there ever is of it. */
  readonly typing: TypingDoc['typing'] | null;
}

export interface ChangeBatch {
  readonly changes: readonly DocumentChange[];
  /** Everything up to this token has been yielded: where to continue after this batch. */
  readonly token: string;
}

/** Whose changes to watch; null for those of all accounts. */
export type ChangeScope = { readonly accountId: string; readonly conversationId: string | null } | null;

/** Well below the store's socket timeout. */
const maxAwaitTimeMS = 1_000;
const maxInBatch = 500;

/**
 * What is committed after the token `after`, or from now on if that is null, in order and without end. The first batch,
 * which may be empty, comes as soon as the server watches. Rejects when MongoDB is away: begin again with the last
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
  // Not awaited: while MongoDB is away, closing takes as long as finding that out.
  const close = () => void stream.close().catch(() => {});
  signal.addEventListener('abort', close);
  /** The request may fail before it is awaited, which happens only after the batch has been processed. */
  const ask = () => {
    const answer = stream.tryNext();
    answer.catch(() => {});
    return answer;
  };
  try {
    // The driver's first answer comes only after it has waited for changes. That it watches is known earlier, from a
    // first token, which may belong to a change that is still to come.
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
      // What the driver has received already comes before the next turn of the event loop; the rest is the next batch.
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
 * A watch over one account or conversation looks for its start only among the changes that it matches. If the token
 * belongs to another change of the same transaction, it would not be found and count as lost. So the watch starts at
 * the token's time, and what comes up to the token is left out.
 */
function startAt(after: string | null, scope: ChangeScope) {
  if (after === null) return {};
  const isTimeAlone = after.length === timeTokenLength;
  return scope === null && !isTimeAlone ? { startAfter: { _data: after } } : { startAtOperationTime: timeOf(after) };
}

/** Every token begins with its time: 82, which is the key string's type for a timestamp, and eight bytes. */
function timeOf(token: string): Timestamp {
  const [seconds, count] = [token.slice(2, 10), token.slice(10, 18)].map((part) => Number.parseInt(part, 16));
  return new Timestamp({ t: seconds as number, i: count as number });
}

const timeTokenLength = 18;

/** The present place in the order of all changes: a token that says only the time. */
export async function presentToken(store: Store): Promise<string> {
  const { operationTime } = await store.client.db(store.accounts.dbName).command({ ping: 1 });
  const hex = (part: number) => part.toString(16).toUpperCase().padStart(8, '0');
  return `82${hex(operationTime.getHighBitsUnsigned())}${hex(operationTime.getLowBitsUnsigned())}`;
}

/** A token that is this much later can only come from another database, or from this one before it was restored. */
export const isFarAhead = (token: string, ofNow: string) => timeOf(token).t > timeOf(ofNow).t + 60;

/** When the change at a token was made, in whole seconds since 1970. */
export const secondsOf = (token: string): number => timeOf(token).t;

const turn = () => new Promise<undefined>((resolve) => setImmediate(resolve, undefined));

/** Whether MongoDB no longer has what came after the token, or never issued it. */
export function isTokenLost(error: unknown): boolean {
  return error instanceof MongoServerError && !isStoreAway(error) && !error.hasErrorLabel('ResumableChangeStreamError');
}

/** Whether there is so much to look through since the token that the server did not answer in time. */
export function isTooFarBack(error: unknown): boolean {
  return error instanceof MongoNetworkTimeoutError;
}

/** Whether it has the form of a token; only MongoDB knows whether it is one. */
export const looksLikeToken = (text: string) => text.length >= 18 && text.length <= 4_098 && /^82[0-9A-F]+$/.test(text);

const tokenOf = (resumeToken: unknown) => (resumeToken as { readonly _data: string })._data;

interface Projected {
  readonly _id: string;
  readonly deletedAt?: number | null;
  readonly seq?: number;
  readonly version?: number;
  readonly typing?: TypingDoc['typing'];
}

function changeOf(found: ChangeStreamDocument<Projected>): DocumentChange {
  if (found.operationType !== 'insert' && found.operationType !== 'update' && found.operationType !== 'replace')
    throw new Error(`the change stream reported ${found.operationType}, which was not requested`);
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
    isNews: fields.version !== undefined,
    typing: collection === 'typing' ? (fields.typing ?? null) : null,
  };
}

/** Only keys, and the few fields that say what kind of change it is; texts are never transferred. */
function pipeline(scope: ChangeScope) {
  const operationType = { $in: ['insert', 'update', 'replace'] };
  const few = Object.fromEntries(
    ['fullDocument', 'updateDescription.updatedFields'].flatMap((of) => [
      [`${of}.deletedAt`, 1],
      [`${of}.seq`, 1],
      [`${of}.version`, 1],
    ]),
  );
  return [
    {
      $match: {
        operationType,
        'ns.coll': { $in: watched },
        $nor: [onlyProbed],
        // Separate, because MongoDB 6 turns two in one $nor into an empty one, which it then refuses.
        $and: [{ $nor: [onlyKeyed] }, { $nor: [onlyNoted] }],
        ...(scope === null ? {} : { $or: keysIn(scope) }),
      },
    },
    { $project: { operationType: 1, ns: 1, documentKey: 1, ...few, 'fullDocument.typing': 1 } },
  ];
}

/** A change that only records a probe of the provider. */
const onlyProbed = {
  operationType: 'update',
  'ns.coll': 'pauses',
  'updateDescription.updatedFields.resumedAt': { $exists: false },
};

/** A change that only adds the address key to an older document (`keepAddressKeys`). */
const onlyKeyed = {
  operationType: 'update',
  'ns.coll': 'conversations',
  'updateDescription.updatedFields.addressKey': { $exists: true },
  'updateDescription.updatedFields.version': { $exists: false },
};

/** A change that only says that agents have written notes, of which nothing may tell a visitor. */
const onlyNoted = {
  operationType: 'update',
  'ns.coll': 'conversations',
  'updateDescription.updatedFields.hasNotes': { $exists: true },
};

/** Keys begin with the account's id and a colon, those of messages with their conversation's key (ids.ts). */
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
