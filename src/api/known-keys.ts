import { findAgentSession, looksLikeAgentSession } from '../store/accounts/agent-sessions.ts';
import { findKeyById } from '../store/accounts/keys.ts';
import { sha256 } from '../store/mongo/ids.ts';
import type { BasicDeps, Principal } from './env.ts';

/** A known key is remembered this long, so that a busy frontend does not cause a look-up for every message. */
const rememberMs = 5_000;
const maxRemembered = 10_000;

/** Who holds which key or session token, cached for some seconds in this process. */
export interface KnownKeys {
  find(secret: string): Promise<Principal | null>;
  /** Whether a key has not been revoked or a session ended since; never answered from the cache. For open streams. */
  stillHolds(principal: Principal): Promise<boolean>;
  /** Makes revoked keys stop working at once in this process; in others they stop within 5 s. */
  forget(accountId: string): void;
}

export function knownKeys({ store, clock }: Pick<BasicDeps, 'store' | 'clock'>): KnownKeys {
  const remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();

  async function lookUp(hash: string, isSession: boolean, now: number): Promise<Principal | null> {
    if (isSession) {
      const session = await findAgentSession(store, hash, now);
      if (session === null) return null;
      const { _id: id, accountId, agentId, expiresAt } = session;
      return { id, accountId, scopes: ['inbox'], agentId, expiresAt: expiresAt.getTime() };
    }
    const key = await findKeyById(store, hash);
    return key && { id: key._id, accountId: key.accountId, scopes: key.scopes, agentId: null, expiresAt: null };
  }

  return {
    find: async (secret) => {
      const now = await clock();
      const hash = sha256(secret);
      const hit = remembered.get(hash);
      if (hit !== undefined && hit.until > Date.now()) return hasEnded(hit.principal, now) ? null : hit.principal;
      const principal = await lookUp(hash, looksLikeAgentSession(secret), now);
      if (principal === null) return null;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(hash, { principal, until: Date.now() + rememberMs });
      return principal;
    },
    stillHolds: async ({ id, agentId }) => {
      const holds = (await lookUp(id, agentId !== null, await clock())) !== null;
      if (!holds) remembered.delete(id);
      return holds;
    },
    forget: (accountId) => {
      for (const [hash, { principal }] of remembered) if (principal.accountId === accountId) remembered.delete(hash);
    },
  };
}

const hasEnded = ({ expiresAt }: Principal, now: number) => expiresAt !== null && expiresAt <= now;
