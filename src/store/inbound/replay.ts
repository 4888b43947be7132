import type { Filter, UpdateFilter } from 'mongodb';
import { maxInboundReplayed } from '../../contract/inbound-emails.ts';
import { inboundKept } from '../../policy/account/inbound-keeping.ts';
import { recordAudit } from '../accounts/audit.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { InboundDoc } from '../mongo/documents.ts';
import { keepFileUntil, removeFile } from '../mongo/files.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { dayMs, findInbound, watchAfterMs } from './inbound.ts';
import { type InboundQuery, matching } from './list.ts';

interface Which {
  /** Null: one that belongs to no account. */
  readonly accountId: string | null;
  readonly id: string;
  readonly now: number;
}

/**
 * Lets a dead letter be processed again, as if it had just come in; one that was not signed is taken for its account. Throws ConflictError
 * `not-a-dead-letter` or `content-gone`; null if there is no such email. Its workflow has to be started.
 */
export async function replayInbound(store: Store, { accountId, id, now }: Which): Promise<InboundDoc | null> {
  const known = await findOf(store, accountId, id);
  if (known === null) return null;
  assertDeadLetter(known);
  if (!(await keepForReplay(store, known, now)))
    throw new ConflictError('content-gone', 'Its content is not kept any more, so it cannot be processed.');
  const replayed = await again(store, known, now);
  return replayed ?? afterOther(store, accountId, id);
}

type Known = Pick<InboundDoc, '_id' | 'accountId' | 'event'>;

/**
 * Keeps a dead letter for as long as one that has just come in, so that its content is there when it is processed. Its
 * record comes first: no content is kept to which no record leads.
 * @returns false if its content is gone
 */
async function keepForReplay(store: Store, { _id, accountId, event }: Known, now: number): Promise<boolean> {
  if (event === undefined ? !(await hasContent(store, _id)) : event.raw === null) return false;
  const expiresAt = new Date(now + inboundKept.unprocessedDays * dayMs);
  const dead = { _id, accountId, state: 'deadLetter' } as const;
  const { matchedCount } = await store.inbound.updateOne(dead, { $max: { expiresAt } });
  // It is no dead letter any more, which its replay finds out.
  if (matchedCount === 0 || event !== undefined) return true;
  const isWhole = await keepFileUntil(store.rawInbound, _id, expiresAt);
  if (!isWhole) await removeFile(store.rawInbound, _id);
  return isWhole;
}

/** Marks a dead letter as new; null if it is none any more. */
function again(store: Store, { _id, accountId }: Known, now: number) {
  return changeDeadLetter(
    store,
    { _id, accountId },
    {
      $set: {
        ...{ state: 'new', reason: null, processedAt: null, expiresAt: null, contentUntil: null },
        ...{ watchAt: now + watchAfterMs, replayedAt: now },
      },
      $unset: { tries: true, once: true },
    },
  );
}

/** Changes a dead letter, and records that; null if it is none any more. */
function changeDeadLetter(store: Store, known: Known, change: UpdateFilter<InboundDoc>): Promise<InboundDoc | null> {
  return inTransaction(store, async (session) => {
    const which = { _id: known._id, accountId: known.accountId, state: 'deadLetter' } as const;
    const after = await store.inbound.findOneAndUpdate(which, change, { returnDocument: 'after', session });
    if (after !== null) await recordAudit(store, session);
    return after;
  });
}

/** More are not counted. */
const maxCounted = 10_000;

/** Replays the oldest dead letters that match, at most a hundred, and first those that were not replayed before. Returns their ids, and how many more match. */
export async function replayManyInbound(
  store: Store,
  accountId: string | null,
  query: Omit<InboundQuery, 'state'>,
  now: number,
): Promise<{ readonly ids: readonly string[]; readonly left: number }> {
  const filter: Filter<InboundDoc> = {
    ...matching(accountId, { ...query, state: 'deadLetter' }),
    ...(query.reason === undefined ? { reason: { $ne: 'tooLarge' as const } } : {}),
  };
  const page = await store.inbound
    .find(filter, {
      projection: { accountId: 1, event: 1 },
      sort: { replayedAt: 1, receivedAt: 1, _id: 1 },
      limit: maxInboundReplayed,
    })
    .toArray();
  const ids: string[] = [];
  for (const one of page)
    if ((await keepForReplay(store, one, now)) && (await again(store, one, now)) !== null) ids.push(one._id);
  const matched =
    page.length < maxInboundReplayed ? 0 : await store.inbound.countDocuments(filter, { limit: maxCounted });
  return { ids, left: ids.length === 0 ? 0 : matched };
}

/**
 * A person decides that nothing is to be done with a dead letter. Repeating it changes nothing, and the first reason
 * stays. Throws ConflictError `not-a-dead-letter`; null if there is no such email.
 */
export async function dismissInbound(
  store: Store,
  { accountId, id, reason, now }: Which & { readonly reason: string },
): Promise<InboundDoc | null> {
  const known = await findOf(store, accountId, id);
  if (known === null || known.state === 'dismissed') return known;
  assertDeadLetter(known);
  const dismissed = await changeDeadLetter(store, known, {
    $set: { state: 'dismissed', dismissed: { at: now, reason } },
    $unset: { watchAt: true },
  });
  return dismissed ?? afterOther(store, accountId, id);
}

/** An email of the account; null if there is none. */
export async function findOf(store: Store, accountId: string | null, id: string): Promise<InboundDoc | null> {
  const email = await findInbound(store, id);
  return email?.accountId === accountId ? email : null;
}

async function hasContent(store: Store, id: string): Promise<boolean> {
  return (await store.rawInbound.files.findOne({ _id: id }, { projection: { _id: 1 } })) !== null;
}

function assertDeadLetter({ state }: InboundDoc): void {
  if (state === 'deadLetter') return;
  throw new ConflictError(
    'not-a-dead-letter',
    `Only a dead letter can be replayed or dismissed. This email is ${state}.`,
  );
}

/** Somebody else has changed it at the same moment. */
async function afterOther(store: Store, accountId: string | null, id: string): Promise<InboundDoc | null> {
  const email = await findOf(store, accountId, id);
  if (email !== null) assertDeadLetter(email);
  return email;
}
