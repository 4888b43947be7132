import type { Context, MiddlewareHandler } from 'hono';
import { isAmongOrigins } from '../../contract/origin.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { cors, pageOrigin, withdrawOrigin } from '../origins.ts';
import { problem } from '../problems.ts';

/**
 * CORS for pages of `brand.allowedOrigins` only (api.md Visitors); `assertOrigin` asks whether this account allows one.
 */
export function visitorOrigins(deps: Pick<BasicDeps, 'store'>): MiddlewareHandler<ApiEnv> {
  return cors(deps, {
    group: 'brand',
    methods: 'GET, POST, DELETE',
    exposed: 'x-session-token, retry-after',
    refusesUnknown: true,
  });
}

/** Throws the 403 for a page that this account does not allow, and which then cannot read the answer. */
export function assertOrigin(c: Context, account: AccountDoc): void {
  const origin = pageOrigin(c);
  if (origin === null || isAmongOrigins(origin, account.settings.brand.allowedOrigins)) return;
  withdrawOrigin(c);
  throw problem('originNotAllowed', 'brand.allowedOrigins');
}
