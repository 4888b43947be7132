import type { Context, MiddlewareHandler } from 'hono';
import { isStillOpen, type Newcomer } from '../../store/conversations/visitors.ts';
import { isErased } from '../../store/mongo/tombstones.ts';
import { bearerOf } from '../authentication.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { assertOrigin } from './origins.ts';
import { type ReadSession, readSessionToken, type SessionClaims, sessionToken } from './session-token.ts';

/** A token is renewed when it is used and is older than this, or was signed with an older secret. */
const renewAfterMs = 86_400_000;
const renewedHeader = 'x-session-token';

/** Requires a visitor's session token, and renews it in the header `x-session-token`. */
export function visitorSession(deps: Pick<BasicDeps, 'store' | 'clock'>): MiddlewareHandler<ApiEnv> {
  const perSession = rateLimit('requests', 400, 60);
  return async (c, next) => {
    const now = await deps.clock();
    const session = await openSession(deps, c, bearerOf(c.req.header('authorization')), now);
    const { accountId, conversationId } = session.claims;
    perSession.take(`${accountId}:${conversationId}`, now);
    const { account, claims, signedBy } = session;
    c.set('visitor', { accountId, conversationId, account, claims, signedBy: signedBy.id });
    await next();
    const isFresh = signedBy.isPresent && now - session.issuedAt < renewAfterMs;
    if (isFresh || c.get('hasLoggedOut') || c.res.headers.has(renewedHeader)) return;
    const renewed = await sessionToken(deps.store, account, claims, now);
    c.res.headers.set(renewedHeader, renewed);
  };
}

/** Throws the 401 for a token that is not valid (any more), and the 403 for a page that the account does not allow. */
export async function openSession(
  { store }: Pick<BasicDeps, 'store'>,
  c: Context,
  token: string | undefined,
  now: number,
): Promise<ReadSession> {
  const session = token === undefined ? null : await readSessionToken(store, token, now, 'act');
  if (session === null) throw problem('sessionUnknown');
  assertOrigin(c, session.account);
  const { claims } = session;
  const isOpen = claims.hasBegun ? await isStillOpen(store, claims) : !(await isErased(store, claims));
  if (!isOpen) throw problem('sessionUnknown');
  return session;
}

/** If the conversation began with this request, sends a token that says so: it opens nothing once that is erased. */
export async function tellBegun({ store, clock }: BasicDeps, c: Context<ApiEnv>): Promise<void> {
  const { account, claims } = c.get('visitor');
  if (claims.hasBegun) return;
  c.header(renewedHeader, await sessionToken(store, account, begun(claims), await clock()));
}

/** The claims once the conversation has begun, which then knows the rest. */
export const begun = (claims: SessionClaims): SessionClaims => ({
  ...claims,
  hasBegun: true,
  email: null,
  name: null,
  page: null,
  locale: null,
  timeZone: null,
});

export function newcomerOf({ visitorId, isIdentified, email, name, page, locale, timeZone }: SessionClaims): Newcomer {
  return {
    id: visitorId,
    identity: isIdentified ? { id: visitorId, email, name } : null,
    page,
    locale,
    timeZone,
  };
}
