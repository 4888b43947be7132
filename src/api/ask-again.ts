import { setTimeout } from 'node:timers/promises';
import { askPage } from '../channels/meta/pages.ts';
import { subscribe } from '../channels/meta/subscriptions.ts';
import {
  type Checked,
  findConnection,
  isConfirmed,
  noteChecked,
  opened,
} from '../store/accounts/channel-connections.ts';
import type { ChannelConnectionDoc } from '../store/mongo/documents.ts';
import type { ApiDeps } from './deps.ts';
import { rateLimit } from './rate-limit.ts';

/**
 * For all that is asked before a request is answered, however many questions that takes: less than the second within
 * which Meta wants its webhooks to be answered.
 */
const longestMs = 700;

/** Asks Meta about connections of which it could not be asked when they were saved. */
export type AskAgain = (connections: readonly ChannelConnectionDoc[]) => Promise<ChannelConnectionDoc[]>;

/**
 * The connections as they are after Meta was asked about those that are still unchecked, each at most once a minute in
 * this process; the others and those of which Meta says nothing in time are as they were. What it says later is noted
 * for the next time. Never rejects because of Meta.
 */
export function askAgain({ store, clock, log, channels: access }: ApiDeps): AskAgain {
  const asks = rateLimit('checks of connections', 1, 60);
  return async (connections) => {
    if (connections.length === 0) return [];
    const isOver = new AbortController();
    const over = setTimeout(longestMs, null, { signal: isOver.signal }).catch(() => null);
    const all = connections.map(async (connection) => {
      const asked = checked(connection).catch((error: unknown) => {
        const { accountId, kind, pageId } = connection;
        log.warn({ accountId, kind, pageId, err: error }, 'a connection could not be checked');
        return connection;
      });
      return (await Promise.race([asked, over])) ?? connection;
    });
    return Promise.all(all).finally(() => isOver.abort());
  };

  async function checked(connection: ChannelConnectionDoc): Promise<ChannelConnectionDoc> {
    const { _id, accountId, kind, pageId } = connection;
    if (access === undefined || (connection.status !== 'unchecked' && isConfirmed(connection))) return connection;
    const { login, accessToken } = opened(access.keys, connection);
    if (accessToken === null || !asks.takeQuietly(_id, await clock())) return connection;
    const found = await foundOut({ kind, pageId, login, accessToken }, connection);
    if (found === null) return connection;
    log.info({ accountId, kind, pageId, status: found.status }, 'Meta was asked again about a connection');
    await noteChecked({ store, channelKeys: access.keys }, connection, { ...found, now: await clock() });
    const now = await findConnection(store, connection);
    return now?.accountId === accountId ? now : connection;
  }

  /** Null if Meta did not tell, or told what only a person can judge. */
  async function foundOut(
    page: Parameters<typeof askPage>[1],
    { name, status }: ChannelConnectionDoc,
  ): Promise<Checked | null> {
    if (access === undefined) return null;
    const graph = { ...access.graph, timeoutMs: Math.min(access.graph.timeoutMs, longestMs) };
    const told = await askPage(graph, page);
    if (told.kind === 'tokenDead' || told.kind === 'otherPage') return { status: 'tokenDead', isConfirmed: false };
    if (told.kind !== 'told') return null;
    const known = { isConfirmed: true, throughPageId: told.it.throughPageId, ...(name ? {} : { name: told.it.name }) };
    if (status !== 'unchecked') return { ...known, status };
    return { ...known, status: (await subscribe(graph, page)) === null ? 'ok' : 'unchecked' };
  }
}
