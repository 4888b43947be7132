import { OpenAPIHono } from '@hono/zod-openapi';
import { askPage, type TokenOfPage } from '../../channels/meta/pages.ts';
import { subscribe, unsubscribe } from '../../channels/meta/subscriptions.ts';
import { Channel, ChannelList, PutChannel } from '../../contract/channels.ts';
import {
  assertMayPut,
  type ConnectionContent,
  findConnection,
  listConnections,
  opened,
  ownConnection,
  putConnection,
  removeConnection,
  sharesPage,
} from '../../store/accounts/channel-connections.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { ChannelConnectionDoc } from '../../store/mongo/documents.ts';
import { askAgain } from '../ask-again.ts';
import { recording } from '../audit/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyConnects } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import { notFound } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, channelParams, conflict, json, keyedRoute, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { channelView, refusedToken, setupView } from './channel-views.ts';

/** Each asks Meta. */
const connectsAMinute = 30;

/** The pages of Messenger and the Instagram accounts that an account has connected. */
export function channels(deps: ApiDeps) {
  const { store, clock, log, channels: access, publicUrl } = deps;
  const asksAgain = askAgain(deps);
  const connects = rateLimit('connections of channels', connectsAMinute, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('settings', {
        method: 'get',
        path: '/v1/channels',
        operationId: 'listChannels',
        tags: ['Channels'],
        summary: 'List connected pages',
        description:
          'All of them, at most 50, newest first, and what is to be entered at Meta. Meta is asked again about those that are unchecked.',
        responses: { 200: json(ChannelList, 'The connections, without their tokens.') },
      }),
      async (c) => {
        const items = await asksAgain(await listConnections(store, c.get('key').accountId));
        return c.json({ items: items.map(channelView), setup: setupView(access, publicUrl) }, 200);
      },
    )
    .openapi(
      keyedRoute('settings', {
        method: 'put',
        path: '/v1/channels/{kind}/{id}',
        operationId: 'putChannel',
        tags: ['Channels'],
        summary: 'Connect a page, or replace its token',
        description:
          'Asks Meta whose token it is, and has the events of the page posted here. If Meta cannot be reached, the token is stored with the status `unchecked`, and Meta is asked again when the connection is read, when events of the page come, and every day. Until Meta has confirmed that the page is yours (`confirmedAt`), its events are held, for 7 days at most, and nothing is sent for it, and another account whose token Meta confirms gets the page.',
        request: { params: channelParams, body: body(PutChannel) },
        responses: {
          200: json(Channel, 'The token is replaced.'),
          201: json(Channel, 'The page is connected.'),
          ...conflict('channel-key-missing', 'channel-taken', 'too-many-channels'),
          429: tooManyConnects(connectsAMinute),
        },
      }),
      async (c) => {
        const { kind, id: pageId } = c.req.valid('param');
        const { accountId } = c.get('key');
        const ref = { accountId, kind, pageId };
        const given = c.req.valid('json');
        if (kind === 'messenger' && given.login !== 'facebook')
          throw invalidFields([
            { path: 'login', code: 'not-a-choice', message: 'must be facebook: Messenger has no other' },
          ]);
        if (!access?.keys) throw new ConflictError('channel-key-missing', keyMissing);
        assertMayPut(await findConnection(store, ref), ref, true);
        const now = await clock();
        connects.take(accountId, now);
        const content = await asked({ ...given, kind, pageId });
        const { connection, isNew } = await putConnection(
          { store: await recording(c, deps), channelKeys: access.keys },
          { ref, content, now },
        );
        return c.json(channelView(connection), isNew ? 201 : 200);
      },
    )
    .openapi(
      keyedRoute('settings', {
        method: 'get',
        path: '/v1/channels/{kind}/{id}',
        operationId: 'getChannel',
        tags: ['Channels'],
        summary: 'Get a connection',
        request: { params: channelParams },
        responses: { 200: json(Channel, 'The connection, without its token.') },
      }),
      async (c) => {
        const { kind, id: pageId } = c.req.valid('param');
        const connection = await ownConnection(store, { accountId: c.get('key').accountId, kind, pageId });
        if (connection === null) throw notFound('connection');
        const [asked = connection] = await asksAgain([connection]);
        return c.json(channelView(asked), 200);
      },
    )
    .openapi(
      keyedRoute('settings', {
        method: 'delete',
        path: '/v1/channels/{kind}/{id}',
        operationId: 'deleteChannel',
        tags: ['Channels'],
        summary: 'Disconnect a page',
        description:
          'The token is deleted, and Meta posts no more events of the page. Its conversations stay, but nothing is sent in them any more.',
        request: { params: channelParams },
        responses: { 204: nothing('It is disconnected.') },
      }),
      async (c) => {
        const { kind, id: pageId } = c.req.valid('param');
        const ref = { accountId: c.get('key').accountId, kind, pageId };
        const removed = await removeConnection(await recording(c, deps), ref, await clock());
        if (removed === null) throw notFound('connection');
        await withdraw(removed);
        return c.body(null, 204);
      },
    );

  /** What Meta says about a token. Throws the 422 that says why it is of no use. */
  async function asked(page: TokenOfPage & { readonly name?: string | undefined }): Promise<ConnectionContent> {
    const { login, accessToken, name = '' } = page;
    const stored = { login, accessToken, name, throughPageId: null };
    const unchecked = { ...stored, status: 'unchecked', isConfirmed: false } as const;
    if (access === undefined) return unchecked;
    const told = await askPage(access.graph, page);
    if (told.kind === 'away') return unchecked;
    if (told.kind !== 'told') throw refusedToken(page, told);
    const refusal = await subscribe(access.graph, page);
    const { name: atMeta, throughPageId } = told.it;
    const known = { ...unchecked, name: name || atMeta, throughPageId, isConfirmed: true };
    if (refusal === null) return { ...known, status: 'ok' };
    if (refusal.kind === 'away') return known;
    throw refusedToken(page, refusal);
  }

  /** As well as it goes: without a token nothing can be sent, and events of a page that is not connected are dropped. */
  async function withdraw(removed: ChannelConnectionDoc): Promise<void> {
    const { accessToken, kind, pageId, login } = opened(access?.keys ?? null, removed);
    if (access === undefined || accessToken === null || (await sharesPage(store, removed))) return;
    const refusal = await unsubscribe(access.graph, { kind, pageId, login, accessToken });
    if (refusal !== null)
      log.warn({ accountId: removed.accountId, kind, pageId, refusal }, 'Meta still posts the events of a page');
  }
}

const keyMissing =
  'Tokens cannot be stored: set CHANNEL_TOKENS_KEY to 32 random bytes in base64 (openssl rand -base64 32) for the API and the workers, and restart them.';
