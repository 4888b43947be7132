import { createHmac } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Login, Page, Pages, Token } from '../kept/pages.ts';
import { type Conversations, conversationOf, conversations, messageNode } from './conversations.ts';
import { errorResponse, refusals } from './errors.ts';
import type { GraphContext } from './faulty-answer.ts';
import { pageNode, profileNode } from './nodes.ts';
import { type Params, readParams } from './params.ts';
import { type SendDeps, send, upload } from './send.ts';
import { subscribedApps } from './subscribed-apps.ts';
import { type AppId, debugToken, refreshToken } from './tokens.ts';

/** Above the 25 MB that an attachment may have, with what is around it. */
const maxRequestBytes = 30 * 1024 * 1024;
/** The oldest version that still exists answers those that are older, and those without one. */
const oldestVersion = 21;
const newestVersion = 26;

export interface GraphDeps extends SendDeps {
  readonly pages: Pages;
  readonly app: AppId;
}

interface Call {
  readonly c: GraphContext;
  readonly method: string;
  readonly node: string;
  readonly edge: string | null;
  readonly params: Params;
  readonly page: Page;
}

/** One of Meta's two hosts, as far as afterchat calls it. Paths begin with a version; one without is the oldest's. */
export function graphRoutes(host: Login, deps: GraphDeps) {
  return new Hono<{ Bindings: HttpBindings }>()
    .use(bodyLimit({ maxSize: maxRequestBytes, onError: () => errorResponse(refusals.tooLarge) }))
    .all('/*', async (c) => {
      const path = c.req.path
        .split('/')
        .filter((part) => part !== '' && !/^graph\.(?:facebook|instagram)\.com$/.test(part));
      const [version, rest] = versionOf(path);
      const answer = await answerOf(c, host, rest, deps);
      if (version === null) return errorResponse(refusals.unknownPath(`/${path[0]}`));
      answer.headers.set('facebook-api-version', `v${version}.0`);
      return answer;
    });
}

/** Null: there is no such version yet. */
function versionOf(path: readonly string[]): readonly [number | null, readonly string[]] {
  const [, number] = /^v(\d{1,3})\.\d$/.exec(path[0] ?? '') ?? [];
  if (number === undefined) return [oldestVersion, path];
  const asked = Number(number);
  return [asked > newestVersion ? null : Math.max(asked, oldestVersion), path.slice(1)];
}

async function answerOf(c: GraphContext, host: Login, path: readonly string[], deps: GraphDeps): Promise<Response> {
  const { method } = c.req;
  const [node = '', edge = null, ...more] = path;
  const read = await readParams(c);
  if (read === null) return errorResponse(refusals.notJson);
  const { appsecret_proof: proof, ...values } = read.values;
  const params = { ...read, values };
  if (host === 'facebook' && node === 'debug_token' && edge === null) return debugToken(c, params, deps);

  const owner = ownerOf(c, host, params, deps);
  if (owner instanceof Response) return owner;
  const { page, token } = owner;
  if (host === 'facebook' && proof !== undefined && proof !== proofOf(token.token, deps.app.secret))
    return errorResponse(refusals.wrongProof);
  if (host === 'instagram' && node === 'refresh_access_token' && edge === null)
    return refreshToken(c, params, { page, token, pages: deps.pages, now: deps.clock() });
  const answer = more.length > 0 ? null : await ofNode({ c, method, node, edge, params, page }, deps);
  const response = answer ?? errorResponse(refusals.unknownPath(`/${path.join('/')}`));
  for (const [name, value] of Object.entries(deps.usage.headers(page)))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

/** By which an app shows that it uses a token itself (Graph API, "Secure requests"). */
const proofOf = (token: string, secret: string | null) =>
  secret === null ? null : createHmac('sha256', secret).update(token).digest('hex');

/** Whose token the call carries, in its header or as a parameter; or why it is refused. */
function ownerOf(
  c: GraphContext,
  host: Login,
  { values }: Params,
  { pages, faults, clock }: GraphDeps,
): { readonly page: Page; readonly token: Token } | Response {
  const [, bearer] = /^(?:Bearer|OAuth) (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const given = bearer ?? values.access_token;
  if (typeof given !== 'string' || given === '') return errorResponse(refusals.noToken);
  const owner = pages.ofToken(given);
  // The token of one login is nothing to the other's host.
  if (owner === null || owner.page.login !== host) return errorResponse(refusals.unknownToken);
  const { expiresAt } = owner.token;
  if (expiresAt !== null && expiresAt <= clock()) return errorResponse(refusals.expiredToken(expiresAt));
  // A send says so itself, since it counts.
  const isSend = c.req.method === 'POST' && c.req.path.endsWith('/messages');
  return faults.isTokenDead(owner.page.id) && !isSend ? errorResponse(refusals.deadToken) : owner;
}

/** Null: there is no such edge. */
async function ofNode(call: Call, deps: GraphDeps): Promise<Response | null> {
  const { c, method, node, edge, params, page } = call;
  const isOwn = node === 'me' || node === page.id || node === page.linkedPageId;
  const read: Conversations = { page, messages: deps.messages, params };
  if (edge === null) {
    if (method !== 'GET') return null;
    if (isOwn) return pageNode(c, page, params);
    return (
      conversationOf(c, node, read) ??
      messageNode(c, node, read) ??
      profileNode(c, { id: node, page, params, people: deps.people })
    );
  }
  if (!isOwn) return errorResponse(refusals.noObject(method, node));
  if (edge === 'messages' && method === 'POST') return send(c, page, params, deps);
  if (edge === 'message_attachments' && method === 'POST') return upload(c, page, params, deps);
  if (edge === 'subscribed_apps') return subscribedApps(c, { page, params, pages: deps.pages, app: deps.app });
  if (edge === 'conversations' && method === 'GET') return conversations(c, read);
  return null;
}
