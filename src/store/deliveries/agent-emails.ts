import type { ClientSession, Filter, IndexDescription } from 'mongodb';
import { reopened } from '../../policy/delivery/agent-email.ts';
import { isOpen } from '../../policy/delivery/delivery.ts';
import { recordAudit } from '../accounts/audit.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AgentEmailDoc } from '../mongo/documents.ts';
import { sha256 } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const agentEmailIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, status: 1, createdAt: -1, id: -1 } },
  /** The sweeper's. */
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** For this long it is remembered who was emailed about whom. */
export const agentEmailKeptMs = 30 * 86_400_000;
/** A workflow that is this late has been lost. */
const watchAgainMs = 60_000;

export interface AgentEmailRef {
  readonly accountId: string;
  readonly agentEmailId: string;
}

export const agentEmailKey = ({ accountId, agentEmailId }: AgentEmailRef) => `${accountId}:${agentEmailId}`;

/** The same for the same wait and agent, so that there can be only one. */
export const agentEmailIdOf = ({
  conversationId,
  waitingSince,
  agentId,
}: Pick<AgentEmailDoc, 'conversationId' | 'waitingSince' | 'agentId'>) =>
  sha256(`${conversationId}:${waitingSince}:${agentId}`).slice(0, 32);

export function findAgentEmail(
  store: Store,
  ref: AgentEmailRef,
  session?: ClientSession,
): Promise<AgentEmailDoc | null> {
  return store.agentEmails.findOne({ _id: agentEmailKey(ref) }, session ? { session } : {});
}

/**
 * Reads, changes and writes one in a transaction; `change` may be called again. Once it has ended, what it said is
 * forgotten. Null if there is none.
 * @param change returns the same object if nothing is to change
 */
export function changeAgentEmail(
  store: Store,
  ref: AgentEmailRef,
  change: (email: AgentEmailDoc, session: ClientSession) => AgentEmailDoc | Promise<AgentEmailDoc>,
): Promise<AgentEmailDoc | null> {
  return inTransaction(store, async (session) => {
    const before = await findAgentEmail(store, ref, session);
    if (before === null) return null;
    const changed = await change(before, session);
    if (changed === before) return before;
    const after = tidied(changed);
    await store.agentEmails.replaceOne({ _id: before._id }, after, { session });
    return after;
  });
}

function tidied(email: AgentEmailDoc): AgentEmailDoc {
  if (isOpen(email)) return { ...email, watchAt: lookedAfterAt(email) + watchAgainMs };
  const { watchAt: _, ...ended } = email;
  return { ...ended, request: null };
}

/** When its workflow looks at it again, or a little later. */
const lookedAfterAt = ({ attempts, nextAttemptAt }: AgentEmailDoc) =>
  Math.max(nextAttemptAt, attempts.at(-1)?.overAt ?? 0);

/** A page of an account's, newest first. */
export function listAgentEmails(
  store: Store,
  accountId: string,
  { status, conversation }: AgentEmailQuery,
  { after, limit }: PageAsked,
): Promise<AgentEmailDoc[]> {
  const filter: Filter<AgentEmailDoc> = {
    accountId,
    ...(status === undefined ? {} : { status }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    ...olderThan(after),
  };
  return store.agentEmails
    .find(filter, { projection: { request: 0 }, sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

export interface AgentEmailQuery {
  readonly status?: AgentEmailDoc['status'] | undefined;
  readonly conversation?: string | undefined;
}

/**
 * Has one that is parked sent after all; once more, it changes nothing. Throws ConflictError `not-parked`; null if there
 * is none.
 */
export function replayAgentEmail(store: Store, ref: AgentEmailRef, now: number): Promise<AgentEmailDoc | null> {
  return changeAgentEmail(store, ref, async (email, session) => {
    if (email.replayedAt !== undefined && isOpen(email)) return email;
    if (email.status !== 'parked')
      throw new ConflictError('not-parked', `Only a parked email can be replayed. This one is ${email.status}.`);
    await recordAudit(store, session);
    return { ...reopened(email, now), replayedAt: now };
  });
}

/** Its workflow looks at it again at this time, so until then no sweeper has to. */
export async function leaveAgentEmailUntil(store: Store, ref: AgentEmailRef, at: number): Promise<void> {
  const open = { _id: agentEmailKey(ref), watchAt: { $gt: 0 } };
  await store.agentEmails.updateOne(open, { $set: { watchAt: at + watchAgainMs } });
}

/**
 * For the sweeper: those that no workflow sends yet, or any more. Yields each as it is taken, by a guarded update that
 * moves the time on, so that only one sweeper starts the workflow.
 */
export async function* takeWaitingAgentEmails(store: Store, now: number): AsyncGenerator<AgentEmailDoc> {
  const waiting = await store.agentEmails.find({ watchAt: { $gt: 0, $lte: now } }, { limit: 100 }).toArray();
  for (const email of waiting) {
    const { _id, watchAt } = email;
    if (watchAt === undefined) continue;
    const moved = { $set: { watchAt: now + watchAgainMs } };
    const { modifiedCount } = await store.agentEmails.updateOne({ _id, watchAt }, moved);
    if (modifiedCount === 1) yield email;
  }
}

/** Those of a conversation, for its erasure; true if there may be more. */
export async function eraseAgentEmails(
  store: Store,
  { accountId, conversationId }: Pick<AgentEmailDoc, 'accountId' | 'conversationId'>,
  limit: number,
): Promise<boolean> {
  const filter: Filter<AgentEmailDoc> = { accountId, conversationId };
  const page = await store.agentEmails.find(filter, { projection: { _id: 1 }, limit }).toArray();
  if (page.length > 0) await store.agentEmails.deleteMany({ _id: { $in: page.map(({ _id }) => _id) } });
  return page.length === limit;
}
