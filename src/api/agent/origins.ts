import type { MiddlewareHandler } from 'hono';
import { isAmongOrigins } from '../../contract/origin.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';
import { anyAllows, isOwnOrigin } from '../visitor/origins.ts';

const preflight = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, last-event-id',
  'access-control-max-age': '600',
};

/**
 * CORS for pages of `inbox.allowedOrigins`, without credentials. A preflight carries no token, so it is answered for
 * origins that any account allows; whether the session's account does is checked by `agentOriginsKept`. Without this a
 * browser lets no page read an answer; what comes from elsewhere, or over a proxy of one's own, is as it was.
 */
export function agentOrigins({ store }: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  const isKnown = anyAllows(store, 'inbox');

  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || isOwnOrigin(c, origin)) return next();
    c.header('vary', 'Origin', { append: true });
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined;
    if (!(await isKnown(origin))) {
      if (isPreflight) throw problem('originNotAllowed', 'inbox.allowedOrigins');
      return next();
    }
    c.header('access-control-allow-origin', origin);
    c.header('access-control-expose-headers', 'retry-after');
    if (isPreflight) return c.body(null, 204, preflight);
    await next();
  };
}

/**
 * Takes that back where it is not this account's page, and where a key asks: in a browser a key would open the account to
 * whoever looks, so that no page can read what one is answered.
 */
export function agentOriginsKept({ store }: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin !== undefined && !isOwnOrigin(c, origin)) {
      const { agentId, accountId } = c.get('key');
      const account = agentId === null ? null : await findAccount(store, accountId);
      const isAllowed =
        account !== null && isAmongOrigins(origin, wholeSettings(account.settings).inbox.allowedOrigins);
      if (!isAllowed) c.header('access-control-allow-origin', undefined);
    }
    await next();
  };
}
