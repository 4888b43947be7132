import type { IndexDescription } from 'mongodb';
import type { Role } from '../../contract/agents.ts';
import type { AgentSessionDoc, SessionHolder } from '../mongo/documents.ts';
import { randomId, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { findAccount } from './accounts.ts';
import { type AgentRef, findAgent, roleOf } from './agents.ts';
import { recordAudit } from './audit.ts';

export const agentSessionIndexes: IndexDescription[] = [
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  { key: { accountId: 1, agentId: 1 } },
];

const lifetimeMs = 12 * 3_600_000;
/** A session ends after this time, however often it is renewed. */
export const longestSessionMs = 7 * 86_400_000;
/** A cookie's session is extended when it is used, but not at each request. */
const extendedEveryMs = 5 * 60_000;

const prefixes: Readonly<Record<SessionHolder, string>> = { token: 'as_', cookie: 'ci_' };

/** Whose session it would be; null for anything else. A cookie is no token, and a token no cookie. */
export function sessionHolderOf(secret: string): SessionHolder | null {
  if (secret.startsWith(prefixes.token)) return 'token';
  return secret.startsWith(prefixes.cookie) ? 'cookie' : null;
}

/** Begins a session; null if there is no such agent. The token is returned only this once. */
export async function createAgentSession(
  store: Store,
  { accountId, agentId }: AgentRef,
  heldBy: SessionHolder,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number } | null> {
  const agent = findAgent(await findAccount(store, accountId), agentId);
  if (agent === null) return null;
  const token = `${prefixes[heldBy]}${randomId()}`;
  const expiresAt = now + lifetimeMs;
  const session: AgentSessionDoc = {
    _id: sha256(token),
    accountId,
    agentId,
    heldBy,
    role: roleOf(agent),
    createdAt: now,
    expiresAt: new Date(expiresAt),
  };
  await inTransaction(store, async (transaction) => {
    await store.agentSessions.replaceOne({ _id: session._id }, session, { session: transaction, upsert: true });
    await recordAudit(store, transaction);
  });
  return { token, expiresAt };
}

export interface AgentSession extends AgentSessionDoc {
  readonly heldBy: SessionHolder;
  readonly role: Role;
}

/**
 * The session of a token or cookie, if it has not expired and its agent has neither been deleted nor got another role
 * since it began.
 * @param hash the hash under which it is stored
 */
export async function findAgentSession(store: Store, hash: string, now: number): Promise<AgentSession | null> {
  const found = await store.agentSessions.findOne({ _id: hash });
  if (found === null || found.expiresAt.getTime() <= now) return null;
  const session = { ...found, heldBy: found.heldBy ?? 'token', role: roleOf(found) };
  const agent = findAgent(await findAccount(store, session.accountId), session.agentId);
  return agent === null || roleOf(agent) !== session.role ? null : session;
}

/** Extends a session by another working day, up to a week in total. Returns its new end, or null if it has ended. */
export async function renewAgentSession(store: Store, hash: string, now: number): Promise<number | null> {
  const session = await findAgentSession(store, hash, now);
  return session === null ? null : extended(store, session, now);
}

/** Extends the session of a cookie that is used. Returns its end, or null if it has ended meanwhile. */
export async function keepCookieSession(store: Store, session: AgentSession, now: number): Promise<number | null> {
  const expiresAt = session.expiresAt.getTime();
  return endOf(session, now) - expiresAt < extendedEveryMs ? expiresAt : extended(store, session, now);
}

const endOf = ({ createdAt }: AgentSession, now: number) => Math.min(now + lifetimeMs, createdAt + longestSessionMs);

async function extended(store: Store, session: AgentSession, now: number): Promise<number | null> {
  const expiresAt = endOf(session, now);
  const { matchedCount } = await store.agentSessions.updateOne(
    { _id: session._id },
    { $set: { expiresAt: new Date(expiresAt) } },
  );
  return matchedCount === 0 ? null : expiresAt;
}

export function endAgentSession(store: Store, hash: string): Promise<void> {
  return inTransaction(store, async (session) => {
    const { deletedCount } = await store.agentSessions.deleteOne({ _id: hash }, { session });
    if (deletedCount === 1) await recordAudit(store, session);
  });
}

/** Ends all sessions of an agent who is deleted: if the agent is created again later, the old tokens stay invalid. */
export async function endAgentSessions(store: Store, accountId: string, agentId: string): Promise<void> {
  await store.agentSessions.deleteMany({ accountId, agentId });
}
