import type { MiddlewareHandler } from 'hono';
import { isAmongOrigins } from '../../contract/origin.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { cors, pageOrigin, withdrawOrigin } from '../origins.ts';

/**
 * CORS for pages of `inbox.allowedOrigins`. Requests from other pages pass as well, but those pages cannot read the
 * answers.
 */
export function agentOrigins(deps: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  return cors(deps, {
    group: 'inbox',
    methods: 'GET, POST, PUT, PATCH, DELETE',
    exposed: 'retry-after',
    refusesUnknown: false,
  });
}

/**
 * Withdraws that for pages that this account does not allow, and for requests with a key: no page can read the answers
 * to a key, because in a browser a key would open the account to everyone.
 */
export function agentOriginsKept({ store }: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const origin = pageOrigin(c);
    if (origin !== null) {
      const { agentId, accountId } = c.get('key');
      const account = agentId === null ? null : await findAccount(store, accountId);
      const allowed = account === null ? [] : wholeSettings(account.settings).inbox.allowedOrigins;
      if (!isAmongOrigins(origin, allowed)) withdrawOrigin(c);
    }
    await next();
  };
}
