import { askPage, type TokenOfPage } from '../channels/meta/pages.ts';
import { refreshToken } from '../channels/meta/refresh-token.ts';
import { subscribe } from '../channels/meta/subscriptions.ts';
import type { ChannelStatus } from '../contract/channels.ts';
import { isRestrictionOld, isToRenew } from '../policy/account/channels.ts';
import {
  type Checked,
  connectionsAfter,
  noteChecked,
  type OpenConnection,
  opened,
} from '../store/accounts/channel-connections.ts';
import { isSealedByOld } from '../store/accounts/channel-tokens.ts';
import type { ChannelConnectionDoc } from '../store/mongo/documents.ts';
import type { ActivityDeps, ChannelAccess } from './deps.ts';

/** Each takes a few requests, one after the other, and a page has to end within the activity's time. */
const pageSize = 10;

/**
 * Looks after the next page of all accounts' connections: asks Meta about each token, renews what ends, seals anew what
 * the old key sealed. Answers where the next page begins; null after the last.
 */
export async function tendChannels(deps: ActivityDeps, after: string | null): Promise<string | null> {
  const { store, channels } = deps;
  if (channels === undefined) return null;
  const page = await connectionsAfter(store, after, pageSize);
  for (const connection of page) await tendConnection(deps, channels, connection);
  return page.length < pageSize ? null : (page.at(-1)?._id ?? null);
}

type Deps = Pick<ActivityDeps, 'store' | 'clock' | 'log'>;

/** Looks after one connection. */
export async function tendConnection(
  deps: Deps,
  channels: ChannelAccess,
  connection: ChannelConnectionDoc,
): Promise<void> {
  const { store, clock } = deps;
  const checked = await tended(deps, channels, opened(channels.keys, connection));
  if (checked === null) return;
  await noteChecked({ store, channelKeys: channels.keys }, connection, { ...checked, now: await clock() });
}

/** What is found and done; null if nothing could be found out. */
async function tended(
  { clock, log }: Deps,
  { graph, keys }: ChannelAccess,
  connection: OpenConnection,
): Promise<Checked | null> {
  const { accountId, kind, pageId, login, accessToken, tokenExpiresAt, token } = connection;
  const about = { accountId, kind, pageId };
  if (accessToken === null) {
    log.warn(about, 'no key in the environment opens the token of this connection');
    return null;
  }
  const page = { kind, pageId, login, accessToken };
  const told = await askPage(graph, page);
  const isOld = keys !== null && isSealedByOld(keys, token);
  const kept = isOld ? { renewed: { accessToken, expiresAt: tokenExpiresAt } } : {};
  if (told.kind === 'tokenDead' || told.kind === 'otherPage')
    return { status: 'tokenDead', isConfirmed: false, ...kept };
  if (told.kind !== 'told') {
    log.warn({ ...about, told: told.kind }, 'Meta did not tell about the token of this connection');
    return null;
  }
  const now = await clock();
  const status = await nextStatus(graph, page, connection, now);
  const { throughPageId, name } = told.it;
  const found = { status, isConfirmed: true, throughPageId, ...(connection.name ? {} : { name }) };
  if (!isToRenew(connection, now)) return { ...found, ...kept };
  const renewed = await refreshToken(graph, accessToken);
  if (renewed.kind !== 'told') {
    log.info({ ...about, told: renewed.kind }, 'the token of this connection could not be renewed yet');
    return { ...found, ...kept };
  }
  log.info(about, 'the token of this connection was renewed');
  return { ...found, renewed: { accessToken: renewed.it.accessToken, expiresAt: now + renewed.it.livesForMs } };
}

/** Of a page whose token is good. */
async function nextStatus(
  graph: ChannelAccess['graph'],
  page: TokenOfPage,
  { status, statusSince }: OpenConnection,
  now: number,
): Promise<ChannelStatus> {
  switch (status) {
    case 'ok':
      return 'ok';
    case 'restricted':
      return isRestrictionOld(statusSince, now) ? 'ok' : 'restricted';
    case 'unchecked':
    case 'tokenDead':
      return (await subscribe(graph, page)) === null ? 'ok' : status;
    default:
      return status satisfies never;
  }
}
