import type { Context, MiddlewareHandler } from 'hono';
import { isAllowedOrigin } from '../store/accounts/accounts.ts';
import type { Store } from '../store/mongo/store.ts';
import type { ApiEnv, BasicDeps } from './env.ts';
import { problem } from './problems.ts';

/** The groups of settings whose `allowedOrigins` say which pages may read the API's answers (CORS). */
export type OriginGroup = 'brand' | 'inbox';

export interface CorsOptions {
  readonly group: OriginGroup;
  readonly methods: string;
  /** The response headers that pages may read. */
  readonly exposed: string;
  /** Whether requests from unknown pages are refused; otherwise they pass, but the page cannot read the answer. */
  readonly refusesUnknown: boolean;
}

const preflight = (methods: string) => ({
  'access-control-allow-methods': methods,
  'access-control-allow-headers': 'authorization, content-type, last-event-id',
  'access-control-max-age': '600',
});

/**
 * CORS without credentials, for pages that any account allows. A preflight carries neither key nor token, so whether
 * this account allows the page is checked later, once the account is known. Requests without an origin do not come from
 * a page and pass, as do those of our own pages.
 */
export function cors(
  { store }: Pick<BasicDeps, 'store'>,
  { group, methods, exposed, refusesUnknown }: CorsOptions,
): MiddlewareHandler<ApiEnv> {
  const isKnown = anyAllows(store, group);

  return async (c, next) => {
    const origin = pageOrigin(c);
    if (origin === null) return next();
    c.header('vary', 'Origin', { append: true });
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined;
    if (!(await isKnown(origin))) {
      if (isPreflight || refusesUnknown) throw problem('originNotAllowed', `${group}.allowedOrigins`);
      return next();
    }
    c.header('access-control-allow-origin', origin);
    c.header('access-control-expose-headers', exposed);
    if (isPreflight) return c.body(null, 204, preflight(methods));
    await next();
  };
}

/** The origin of the page that made the request; null if no page did, or one that this API serves itself. */
export function pageOrigin(c: Context): string | null {
  const origin = c.req.header('origin');
  return origin === undefined || isOwnOrigin(c, origin) ? null : origin;
}

/** The scheme is not compared, because a proxy may have terminated TLS. */
export function isOwnOrigin(c: Context, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}

/** After this, browsers let no page read the answer. */
export function withdrawOrigin(c: Context): void {
  c.header('access-control-allow-origin', undefined);
}

const rememberMs = 5_000;
const maxRemembered = 1_000;

/** Whether any account allows an origin, cached for some seconds. */
function anyAllows(store: Store, group: OriginGroup): (origin: string) => Promise<boolean> {
  const remembered = new Map<string, { readonly isAllowed: boolean; readonly until: number }>();
  return async (origin) => {
    if (origin === 'null' || origin.length > 2_000) return false;
    const hit = remembered.get(origin);
    if (hit !== undefined && hit.until > Date.now()) return hit.isAllowed;
    const isAllowed = await isAllowedOrigin(store, group, origin);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(origin, { isAllowed, until: Date.now() + rememberMs });
    return isAllowed;
  };
}
