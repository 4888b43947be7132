import type { IndexDescription } from 'mongodb';
import type { AgentSessionDoc } from '../mongo/documents.ts';
import { randomId, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { findAccount } from './accounts.ts';
import { findAgent } from './agents.ts';

export const agentSessionIndexes: IndexDescription[] = [
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  { key: { accountId: 1, agentId: 1 } },
];

const lifetimeMs = 12 * 3_600_000;
/** A session ends after this time, however often it is renewed. */
const longestMs = 7 * 86_400_000;
const prefix = 'as_';

export const looksLikeAgentSession = (token: string) => token.startsWith(prefix);

/** Begins a session; null if there is no such agent. The token is returned only this once. */
export async function createAgentSession(
  store: Store,
  accountId: string,
  agentId: string,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number } | null> {
  const account = await findAccount(store, accountId);
  if (findAgent(account, agentId) === null) return null;
  const token = `${prefix}${randomId()}`;
  const expiresAt = now + lifetimeMs;
  await store.agentSessions.insertOne({
    _id: sha256(token),
    accountId,
    agentId,
    createdAt: now,
    expiresAt: new Date(expiresAt),
  });
  return { token, expiresAt };
}

/**
 * The session of a token, if it has not expired and its agent has not been deleted since it began.
 * @param hash the hash of the token, under which it is stored
 */
export async function findAgentSession(store: Store, hash: string, now: number): Promise<AgentSessionDoc | null> {
  const session = await store.agentSessions.findOne({ _id: hash });
  if (session === null || session.expiresAt.getTime() <= now) return null;
  const agent = findAgent(await findAccount(store, session.accountId), session.agentId);
  return agent === null ? null : session;
}

/** Extends a session by another working day, up to a week in total. Returns its new end, or null if it has ended. */
export async function renewAgentSession(store: Store, hash: string, now: number): Promise<number | null> {
  const session = await findAgentSession(store, hash, now);
  if (session === null) return null;
  const expiresAt = Math.min(now + lifetimeMs, session.createdAt + longestMs);
  const { matchedCount } = await store.agentSessions.updateOne(
    { _id: hash },
    { $set: { expiresAt: new Date(expiresAt) } },
  );
  return matchedCount === 0 ? null : expiresAt;
}

export async function endAgentSession(store: Store, hash: string): Promise<void> {
  await store.agentSessions.deleteOne({ _id: hash });
}

/** Ends all sessions of an agent who is deleted: if the agent is created again later, the old tokens stay invalid. */
export async function endAgentSessions(store: Store, accountId: string, agentId: string): Promise<void> {
  await store.agentSessions.deleteMany({ accountId, agentId });
}
