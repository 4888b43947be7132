import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { AuditAction } from '../../contract/audit.ts';
import { isLoopback } from '../../contract/loopback.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import { createAgentSession, endAgentSession } from '../../store/accounts/agent-sessions.ts';
import { type AgentRef, putSignedIn } from '../../store/accounts/agents.ts';
import { bySystem, recordingStore } from '../../store/accounts/audit.ts';
import { signedIn } from '../authentication.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { toldProblemOf } from '../errors.ts';
import type { KnownKeys } from '../known-keys.ts';
import { privately } from '../links/page.tsx';
import { requestIdOf } from '../operator/request-log.ts';
import { assertOwnForm, isByOwnScript } from '../own-page.ts';
import { removeCookie, writeCookie } from '../page-cookie.ts';
import { notFound, problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { keepBegun, takeBegun } from './begun-cookie.ts';
import { agentOfClaims } from './claims.ts';
import { oidcProvider, SignInError } from './provider.ts';
import { returnPath } from './return-path.ts';
import { answerSignIn, signInPage, type Trouble, troublePage } from './sign-in-page.tsx';

const DemoForm = z.object({ agent: z.string().max(64), to: z.string().optional() });
const maxBytes = 8_192;

/**
 * How agents get into the inbox: a page without JavaScript that leads to a cookie (page-cookie.ts), and its end. All
 * addresses are relative, so that this works below any path.
 */
export function signIn(deps: ApiDeps, known: KnownKeys) {
  const { store, clock, log, demoAccount, oidc, publicUrl, trustProxy = false } = deps;
  const ofClient = rateLimit('attempts to sign in', 60, 60);

  /** Only where the browser itself says that it is on this machine: another site may have had its name point here. */
  const demoOf = (c: Context) =>
    demoAccount !== undefined && isLoopback(new URL(c.req.url).hostname) ? findAccount(store, demoAccount) : null;

  /** Records what an agent does here. */
  const by = (c: Context, { accountId, agentId: id }: AgentRef, action: AuditAction, createdAt: number) =>
    recordingStore(store, {
      ...{ accountId, actor: { kind: 'agent', id }, action, object: { kind: 'agent', id } },
      ...{ fields: [], requestId: requestIdOf(c), createdAt },
    });

  /** Signs the agent in with a new cookie, and ends the session of the one before. */
  async function begin(c: Context, agent: AgentRef): Promise<void> {
    const now = await clock();
    const session = await createAgentSession(by(c, agent, 'agent.signedIn', now), agent, 'cookie', now);
    if (session === null) throw notFound('agent');
    await end(c);
    writeCookie(c, session.token);
  }

  async function end(c: Context): Promise<void> {
    const before = await signedIn(c, known);
    if (before?.agentId == null) return;
    const agent = { accountId: before.accountId, agentId: before.agentId };
    await endAgentSession(by(c, agent, 'agent.signedOut', await clock()), before.id);
    known.forget(before.accountId);
  }

  const provider = oidc === undefined || publicUrl === undefined ? null : { ...oidcProvider(oidc, publicUrl), oidc };

  function configured() {
    if (provider === null) throw problem('pathUnknown');
    return provider;
  }

  /** Tells the agent what to do, and whoever runs this why. */
  function refuse(c: Context, why: Trouble, reason: string, status = 403) {
    log.warn({ why, reason }, 'signing in with the provider failed');
    return answerSignIn(c, troublePage(c, why, '../sign-in'), status);
  }

  return new Hono<ApiEnv>()
    .onError((error, c) => {
      const back = c.req.path.startsWith('/sign-in/') ? '../sign-in' : 'sign-in';
      if (error instanceof SignInError) return refuse(c, error.why, error.reason, statusOf(error.why));
      const { status, headers, slug } = toldProblemOf(deps, c, error).content;
      const trouble: Trouble =
        slug === 'not-our-page' ? 'notOurPage' : status === 429 ? 'tooOften' : status === 404 ? 'gone' : 'trouble';
      return answerSignIn(c, troublePage(c, trouble, back), status, headers);
    })
    .get('/sign-in', async (c) => {
      const to = returnPath(c.req.query('to'));
      if ((await signedIn(c, known)) !== null) return go(c, `.${to}`);
      return answerSignIn(c, signInPage(c, { demo: await demoOf(c), provider: oidc?.providerName ?? null }, to));
    })
    .get('/sign-in/start', async (c) => {
      ofClient.take(clientAddress(c, trustProxy), await clock());
      const { url, begun } = await configured().begin(returnPath(c.req.query('to')));
      keepBegun(c, begun);
      return go(c, url);
    })
    .get('/sign-in/callback', async (c) => {
      ofClient.take(clientAddress(c, trustProxy), await clock());
      const { finish, oidc } = configured();
      const begun = takeBegun(c);
      if (begun === null) throw new SignInError('expired', 'no sign-in began in this browser in the last 10 minutes');
      const agent = agentOfClaims(await finish(new URL(c.req.url).searchParams, begun), oidc);
      if (agent.kind === 'refused') return refuse(c, agent.why, 'by its claims');
      const now = await clock();
      const { accountId, agentId: id } = agent;
      const fromClaims = recordingStore(store, {
        ...{ accountId, actor: bySystem, action: 'agent.put', object: { kind: 'agent', id } },
        ...{ fields: ['email', 'name', 'role'], requestId: requestIdOf(c), createdAt: now },
      });
      const put = await putSignedIn(fromClaims, agent, agent, now);
      if (put === null) return refuse(c, 'noAccount', `there is no account ${agent.accountId}`);
      if (put === 'deleted') return refuse(c, 'deleted', `the agent ${agent.agentId} was deleted`);
      known.forget(agent.accountId);
      await begin(c, agent);
      return go(c, `..${returnPath(begun.to)}`);
    })
    .post('/sign-in/demo', bodyLimit({ maxSize: maxBytes }), async (c) => {
      assertOwnForm(c, deps);
      ofClient.take(clientAddress(c, trustProxy), await clock());
      const account = await demoOf(c);
      const form = DemoForm.safeParse(await c.req.parseBody().catch(() => null));
      if (account === null || !form.success) throw notFound('agent');
      await begin(c, { accountId: account._id, agentId: form.data.agent });
      return go(c, `..${returnPath(form.data.to)}`);
    })
    .post('/sign-out', async (c) => {
      assertOwnForm(c, deps);
      await end(c);
      removeCookie(c);
      return isByOwnScript(c) ? c.body(null, 204) : go(c, './sign-in');
    });
}

const statusOf = (why: SignInError['why']) => ({ declined: 403, expired: 400, providerAway: 503, setUp: 500 })[why];

const go = (c: Context, location: string) => c.body(null, 303, { ...privately, location });
