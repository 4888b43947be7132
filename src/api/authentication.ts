import type { Context, MiddlewareHandler } from 'hono';
import { findAccount } from '../store/accounts/accounts.ts';
import { sessionHolderOf } from '../store/accounts/agent-sessions.ts';
import type { Scope } from '../store/accounts/keys.ts';
import type { AccountDoc } from '../store/mongo/documents.ts';
import type { ApiEnv, BasicDeps, Principal } from './env.ts';
import type { KnownKeys } from './known-keys.ts';
import { assertOwnScript } from './own-page.ts';
import { readCookie } from './page-cookie.ts';
import { notFound, problem } from './problems.ts';

/**
 * Requires a key or an agent's token (`Authorization: Bearer …`), or the cookie of an agent who has signed in to the
 * inbox, and tells the handlers whose it is.
 */
export function authentication(known: KnownKeys, place: Pick<BasicDeps, 'publicUrl'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const signedInHere = async () => {
      const agent = await signedIn(c, known);
      if (agent !== null) assertOwnScript(c, place);
      return agent;
    };
    const bearer = bearerOf(c.req.header('authorization'));
    const key = await (bearer === undefined ? signedInHere() : heldByBearer(bearer, known));
    if (key === null) throw problem('unauthorized', bearer === undefined ? 'missing' : 'unknown');
    c.set('key', key);
    await next();
  };
}

const heldByBearer = async (secret: string, known: KnownKeys) =>
  sessionHolderOf(secret) === 'cookie' ? null : known.find(secret);

/** The agent whose cookie came with a request; null without one, or if their session has ended. */
export async function signedIn(c: Context, known: KnownKeys): Promise<Principal | null> {
  const cookie = readCookie(c);
  return cookie !== undefined && sessionHolderOf(cookie) === 'cookie' ? known.find(cookie) : null;
}

export const bearerOf = (header: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];

/** Throws the 403 that names the scope a key lacks: `inbox` includes `chat`, and `admin` everything (api.md Who). */
export function assertScope({ scopes }: Principal, scope: Scope): void {
  const isAllowed =
    scopes.includes(scope) || scopes.includes('admin') || (scope === 'chat' && scopes.includes('inbox'));
  if (!isAllowed) throw problem('scopeMissing', scope);
}

/** Throws the 403 if an agent's session would act as someone else: an agent, a bot or the visitor. */
export function assertActsAs(
  { agentId }: Principal,
  author: { readonly kind: string; readonly id?: string | null | undefined },
): void {
  if (agentId === null || (author.kind === 'agent' && (author.id ?? agentId) === agentId)) return;
  throw problem('notThisAgent', agentId);
}

/** Throws the 403 for a key and for a cookie: only a token is renewed by whoever holds it. */
export function assertIsToken({ heldBy }: Principal): void {
  if (heldBy !== 'token') throw problem('notASession', heldBy ?? 'key');
}

/** Throws the 403 for a key: what follows is about the agent who asks. */
export function assertIsAgent(principal: Principal): asserts principal is Principal & { readonly agentId: string } {
  if (principal.agentId === null) throw problem('notASession', 'key');
}

export function requireScope(scope: Scope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    assertScope(c.get('key'), scope);
    await next();
  };
}

/** The account of a key. Throws the 404 if it no longer exists. */
export async function accountOf({ store }: Pick<BasicDeps, 'store'>, accountId: string): Promise<AccountDoc> {
  const account = await findAccount(store, accountId);
  if (account === null) throw notFound('account');
  return account;
}
