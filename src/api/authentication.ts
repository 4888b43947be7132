import type { MiddlewareHandler } from 'hono';
import type { KeyDoc } from '../store/documents.ts';
import { findKey, type Scope } from '../store/keys.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { ProblemError } from './problems.ts';

/** A known key is remembered this long, so that a busy frontend costs no look-up a message. */
const rememberMs = 5_000;
const mostRemembered = 10_000;

/** Lets in whoever shows a key (`Authorization: Bearer …`), and tells the handlers whose it is. */
export function authentication({ store }: Pick<ApiDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  const remembered = new Map<string, { readonly key: KeyDoc; readonly until: number }>();

  async function known(secret: string): Promise<KeyDoc | null> {
    const hit = remembered.get(secret);
    if (hit !== undefined && hit.until > Date.now()) return hit.key;
    const key = await findKey(store, secret);
    if (key === null) return null;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(secret, { key, until: Date.now() + rememberMs });
    return key;
  }

  return async (c, next) => {
    const secret = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const key = secret === undefined ? null : await known(secret);
    if (key === null) throw unauthorized(secret === undefined);
    c.set('key', key);
    await next();
  };
}

const unauthorized = (isMissing: boolean) =>
  new ProblemError(
    401,
    'unauthorized',
    'A key is needed',
    isMissing
      ? 'Send it as "Authorization: Bearer <key>".'
      : 'This key is not known; make one with afterchat key create.',
    { headers: { 'www-authenticate': 'Bearer' } },
  );

/** Throws the 403 that names the scope a key lacks: `inbox` includes `chat`, and `admin` everything (api.md Who). */
export function assertScope({ scopes }: KeyDoc, scope: Scope): void {
  const isAllowed =
    scopes.includes(scope) || scopes.includes('admin') || (scope === 'chat' && scopes.includes('inbox'));
  if (!isAllowed)
    throw new ProblemError(403, 'scope-missing', 'The key may not do this', `It needs the scope ${scope}.`);
}

export function requireScope(scope: Scope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    assertScope(c.get('key'), scope);
    await next();
  };
}
