import { OpenAPIHono } from '@hono/zod-openapi';
import { separated, telling } from '../../contract/ignored.ts';
import { PostVisitorSession, VisitorSession } from '../../contract/visitors.ts';
import { unknownVisitor } from '../../policy/visitor/address.ts';
import { findAccountOfSite } from '../../store/accounts/accounts.ts';
import type { SignedIdentity } from '../../store/conversations/visitors.ts';
import { randomId } from '../../store/mongo/ids.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, json } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { placeOfCode } from './code-place.ts';
import { signedIdentity } from './identity-token.ts';
import { assertOrigin } from './origins.ts';
import { type Place, placeOf } from './place.ts';
import { visitorRoute } from './route.ts';
import { begun } from './session.ts';
import { readSessionToken, type SessionClaims, sessionToken } from './session-token.ts';
import { agentsView, formView, presenceView, visitorConversationView, visitorView } from './views.ts';

const post = visitorRoute('site', {
  method: 'post',
  path: '/v1/visitor/sessions',
  operationId: 'postVisitorSession',
  tags: ['Visitors'],
  summary: 'Begin or resume a visitor session',
  description:
    'The token opens one conversation, for 30 days from its last use. Any answer may carry a renewed token in the header `x-session-token`: keep the newest. With `resumeToken` the visitor returns to their conversation, up to 150 days after that token expired. With `identityToken` your site says who the visitor is: somebody who was anonymous until now keeps their conversation, the same person finds their newest conversation on any device, and a different person starts a new one. With `code`, from the fragment of the page to which the link in an email led, the session opens the conversation of that email and no other; it cannot change the address, and it ends when another address takes its place.',
  request: { body: body(PostVisitorSession) },
  responses: { 200: json(VisitorSession, 'The session.') },
});

/** Visitors' sessions: who they are and which conversation is theirs (api.md Visitors). */
export function visitorSessions(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  const perAddress = rateLimit('sessions from one address', 30, 60);

  const app = new OpenAPIHono<ApiEnv>({ defaultHook });
  // Before the body is parsed, because that costs something too.
  app.post(post.path, async (c, next) => {
    perAddress.take(clientAddress(c, deps.trustProxy ?? false), await clock());
    await next();
  });
  return app.openapi(post, async (c) => {
    const { taken, ignored } = separated(c.req.valid('json'));
    const { siteKey, code, identityToken, resumeToken, page = null, locale = null, timeZone = null } = taken;
    const now = await clock();
    const account = await findAccountOfSite(store, siteKey);
    if (account === null) throw problem('siteUnknown');
    assertOrigin(c, account);
    const signed = identityToken === undefined ? nobody : await signedIdentity(identityToken, account, now);
    const { identity } = signed;
    const resumed = resumeToken === undefined ? null : await readSessionToken(store, resumeToken, now, 'resume');
    const before = resumed?.account._id === account._id ? resumed.claims : null;
    const place =
      code === undefined
        ? await placeOf(store, account, before, identity, now)
        : await placeOfCode(store, account, { code, resumed: before, identity }, now);
    for (const change of place.changes) notifier.changed(change);

    const claims = claimsOf(account._id, place, before, identity, { page, locale, timeZone });
    const { conversation } = place;
    const visitor = visitorView(conversation?.visitor ?? notYetWritten(claims));
    return c.json(
      telling(
        {
          token: await sessionToken(store, account, conversation === null ? claims : begun(claims), now),
          visitor,
          conversation: conversation && visitorConversationView(conversation, account, now),
          form: formView(visitor.email, account, now),
          agents: agentsView(account, now),
          presence: presenceView(account),
        },
        [...ignored, ...signed.ignored],
      ),
      200,
    );
  });
}

const nobody = { identity: null, ignored: [] };

/** Until the conversation begins, what it will begin with is kept in the token: page views are not stored. */
function claimsOf(
  accountId: string,
  { visitorId, conversationId, isIdentified, linkAddress }: Place,
  before: SessionClaims | null,
  identity: SignedIdentity | null,
  { page, locale, timeZone }: Pick<SessionClaims, 'page' | 'locale' | 'timeZone'>,
): SessionClaims {
  const same = before?.conversationId === conversationId ? before : null;
  return {
    accountId,
    visitorId,
    conversationId,
    sessionId: same?.sessionId ?? randomId(),
    isIdentified,
    hasBegun: false,
    linkAddress,
    email: identity?.email ?? same?.email ?? null,
    name: identity?.name ?? same?.name ?? null,
    page: page ?? same?.page ?? null,
    locale: locale ?? same?.locale ?? null,
    timeZone: timeZone ?? same?.timeZone ?? null,
  };
}

const notYetWritten = ({ visitorId, email, name, locale, timeZone }: SessionClaims) => ({
  ...unknownVisitor,
  id: visitorId,
  name,
  email,
  emailSource: email === null ? null : ('identity' as const),
  emailVerified: email !== null,
  locale,
  timeZone,
});
