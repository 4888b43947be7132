import type { Context, MiddlewareHandler } from 'hono';
import { isAmongOrigins } from '../../contract/origin.ts';
import { isAllowedOrigin } from '../../store/accounts/accounts.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';

const rememberMs = 5_000;
const mostRemembered = 1_000;

const preflight = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, last-event-id',
  'access-control-max-age': '600',
};

/**
 * CORS for `brand.allowedOrigins` only, without credentials (api.md Visitors). A preflight carries neither key nor token,
 * so it is answered for origins that any account allows; whether this one does is checked once it is known, by
 * `assertOrigin`. Requests without an origin come from no page and pass, as do those of our own pages.
 */
export function visitorOrigins({ store }: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  const isKnown = anyAllows(store, 'brand');

  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || isOwnOrigin(c, origin)) return next();
    c.header('vary', 'Origin', { append: true });
    if (!(await isKnown(origin))) throw problem('originNotAllowed', 'brand.allowedOrigins');
    c.header('access-control-allow-origin', origin);
    c.header('access-control-expose-headers', 'x-session-token, retry-after');
    if (c.req.method === 'OPTIONS') return c.body(null, 204, preflight);
    await next();
  };
}

/** Whether any account allows an origin, by the setting of this group; remembered for some seconds. */
export function anyAllows(store: Store, group: 'brand' | 'inbox'): (origin: string) => Promise<boolean> {
  const remembered = new Map<string, { readonly isAllowed: boolean; readonly until: number }>();
  return async (origin) => {
    if (origin === 'null' || origin.length > 2_000) return false;
    const hit = remembered.get(origin);
    if (hit !== undefined && hit.until > Date.now()) return hit.isAllowed;
    const isAllowed = await isAllowedOrigin(store, group, origin);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(origin, { isAllowed, until: Date.now() + rememberMs });
    return isAllowed;
  };
}

/** Throws the 403 for a page that this account does not allow, and takes back what a page of others would be told. */
export function assertOrigin(c: Context, account: AccountDoc): void {
  const origin = c.req.header('origin');
  if (origin === undefined || isOwnOrigin(c, origin)) return;
  if (isAmongOrigins(origin, account.settings.brand.allowedOrigins)) return;
  c.header('access-control-allow-origin', undefined);
  throw problem('originNotAllowed', 'brand.allowedOrigins');
}

/** Pages that this API serves itself. The scheme is not compared: a proxy may have ended TLS. */
export function isOwnOrigin(c: Context, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}
