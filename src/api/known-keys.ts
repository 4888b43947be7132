import {
  type AgentSession,
  findAgentSession,
  keepCookieSession,
  sessionHolderOf,
} from '../store/accounts/agent-sessions.ts';
import { findKeyById } from '../store/accounts/keys.ts';
import { sha256 } from '../store/mongo/ids.ts';
import type { BasicDeps, Principal } from './env.ts';

/** A known key is remembered this long, so that a busy frontend does not cause a look-up for every message. */
const rememberMs = 5_000;
const maxRemembered = 10_000;

/** Who holds which key, session token or cookie, cached for some seconds in this process. */
export interface KnownKeys {
  find(secret: string): Promise<Principal | null>;
  /** Whether a key has not been revoked or a session ended since; never answered from the cache. For open streams. */
  stillHolds(principal: Principal): Promise<boolean>;
  /** Makes revoked keys stop working at once in this process; in others they stop within 5 s. */
  forget(accountId: string): void;
}

export function knownKeys({ store, clock }: Pick<BasicDeps, 'store' | 'clock'>): KnownKeys {
  const remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();

  async function lookUpKey(hash: string): Promise<Principal | null> {
    const key = await findKeyById(store, hash);
    if (key === null) return null;
    const { _id: id, accountId, scopes } = key;
    return { id, accountId, scopes, agentId: null, role: null, heldBy: null, expiresAt: null };
  }

  async function lookUpSession(hash: string, now: number): Promise<Principal | null> {
    const session = await findAgentSession(store, hash, now);
    if (session === null) return null;
    const expiresAt =
      session.heldBy === 'cookie' ? await keepCookieSession(store, session, now) : session.expiresAt.getTime();
    return expiresAt === null ? null : principalOf(session, expiresAt);
  }

  return {
    find: async (secret) => {
      const now = await clock();
      const hash = sha256(secret);
      const hit = remembered.get(hash);
      if (hit !== undefined && hit.until > Date.now() && !hasEnded(hit.principal, now)) return hit.principal;
      const principal = await (sessionHolderOf(secret) === null ? lookUpKey(hash) : lookUpSession(hash, now));
      if (principal === null) return null;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(hash, { principal, until: Date.now() + rememberMs });
      return principal;
    },
    stillHolds: async ({ id, agentId }) => {
      const held = await (agentId === null ? findKeyById(store, id) : findAgentSession(store, id, await clock()));
      if (held === null) remembered.delete(id);
      return held !== null;
    },
    forget: (accountId) => {
      for (const [hash, { principal }] of remembered) if (principal.accountId === accountId) remembered.delete(hash);
    },
  };
}

/**
 * What a session may do (api.md Who). Only in our own pages, where no script can read the cookie, does an admin's
 * session open everything: a token lies in another frontend's page.
 */
function principalOf({ _id: id, accountId, agentId, role, heldBy }: AgentSession, expiresAt: number): Principal {
  const scopes = role === 'admin' && heldBy === 'cookie' ? (['admin'] as const) : (['inbox'] as const);
  return { id, accountId, scopes, agentId, role, heldBy, expiresAt };
}

const hasEnded = ({ expiresAt }: Principal, now: number) => expiresAt !== null && expiresAt <= now;
