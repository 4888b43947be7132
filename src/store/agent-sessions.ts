import type { IndexDescription } from 'mongodb';
import { findAccount } from './accounts.ts';
import { findAgent } from './agents.ts';
import { randomId, sha256 } from './ids.ts';
import type { Store } from './store.ts';

/** A token that acts as one agent, for a working day (api.md Who). */
export interface AgentSessionDoc {
  /** SHA-256 of the token, hex: the token itself is stored nowhere. */
  readonly _id: string;
  readonly accountId: string;
  readonly agentId: string;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

export const agentSessionIndexes: IndexDescription[] = [
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  { key: { accountId: 1, agentId: 1 } },
];

const lifetimeMs = 12 * 3_600_000;
const prefix = 'as_';

export const looksLikeAgentSession = (token: string) => token.startsWith(prefix);

/** Begins a session; null if there is no such agent. The token is answered once. */
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

/** The session of a token, if it has not run out and its agent has not been deleted since it began. */
export async function findAgentSession(store: Store, token: string, now: number): Promise<AgentSessionDoc | null> {
  const session = await store.agentSessions.findOne({ _id: sha256(token) });
  if (session === null || session.expiresAt.getTime() <= now) return null;
  const agent = findAgent(await findAccount(store, session.accountId), session.agentId);
  return agent === null ? null : session;
}

/** An agent who is deleted and later taken back begins anew. */
export async function endAgentSessions(store: Store, accountId: string, agentId: string): Promise<void> {
  await store.agentSessions.deleteMany({ accountId, agentId });
}
