import type { MiddlewareHandler } from 'hono';
import { findAccount } from '../store/accounts/accounts.ts';
import type { Scope } from '../store/accounts/keys.ts';
import type { AccountDoc } from '../store/mongo/documents.ts';
import type { ApiEnv, BasicDeps, Principal } from './env.ts';
import type { KnownKeys } from './known-keys.ts';
import { notFound, problem } from './problems.ts';

/** Requires a key or an agent's token (`Authorization: Bearer …`), and tells the handlers whose it is. */
export function authentication(known: KnownKeys): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const secret = bearerOf(c.req.header('authorization'));
    const key = secret === undefined ? null : await known.find(secret);
    if (key === null) throw problem('unauthorized', secret === undefined ? 'missing' : 'unknown');
    c.set('key', key);
    await next();
  };
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

/** Throws the 403 for a key: only an agent's session can renew or end itself. */
export function assertIsAgent(principal: Principal): asserts principal is Principal & { readonly agentId: string } {
  if (principal.agentId === null) throw problem('notASession');
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
