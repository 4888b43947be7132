import { type IndexDescription, MongoBulkWriteError } from 'mongodb';
import { isConfirmed, type PageRef } from '../accounts/channel-connections.ts';
import type { ChannelConnectionDoc, HeldEventDoc, InboundDoc } from '../mongo/documents.ts';
import { sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type EventOfAccount, keepEvents, maxBytesOfEvent } from './events.ts';
import { dayMs } from './inbound.ts';

/**
 * Events of pages that an account has named and Meta has not confirmed yet. They are nobody's until then: no account
 * sees them, because anybody can name a page. They are stored, and not refused so that Meta posts them again, because it
 * ends the whole app's subscription of Messenger after an hour of refusals, for all accounts.
 */
export const heldEventIndexes: IndexDescription[] = [
  { key: { page: 1, 'event.at': 1 } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** No answer to an older event would be possible any more. */
const heldForDays = 7;
/** Of one page. Beyond that Meta has to keep them. */
export const maxHeldOfPage = 10_000;
const takenAtOnce = 1_000;

const pageKey = ({ kind, pageId }: PageRef) => `${kind}:${pageId}`;

/** Whether a connection's events wait for Meta's word: it has not said yet whose page it is. */
export const isToBeHeld = (connection: ChannelConnectionDoc): boolean =>
  !isConfirmed(connection) && connection.status !== 'tokenDead';

/**
 * Stores events of pages that wait for Meta's word, acknowledged by the majority; each counts once. False if a page has
 * as many already as may be held: then nothing is stored.
 */
export async function holdEvents(
  store: Store,
  events: readonly Omit<EventOfAccount, 'accountId'>[],
  now: number,
): Promise<boolean> {
  if (events.length === 0) return true;
  const docs = events.map(
    ({ channel, pageId, visitorId, kind, at, raw }): HeldEventDoc => ({
      _id: sha256(`${channel} ${pageId} ${raw}`),
      page: pageKey({ kind: channel, pageId }),
      // So much of a longer one that it is still too long when it is taken.
      event: { channel, pageId, visitorId, kind, at: at ?? now, raw: raw.slice(0, maxBytesOfEvent + 1) },
      expiresAt: new Date(now + heldForDays * dayMs),
    }),
  );
  for (const page of new Set(docs.map((doc) => doc.page)))
    if ((await store.heldEvents.countDocuments({ page }, { limit: maxHeldOfPage })) >= maxHeldOfPage) return false;
  await store.heldEvents.insertMany(docs, { ordered: false }).catch((error) => {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const isSafe = error.result.getWriteConcernError() === undefined;
    if (!isSafe || [error.writeErrors].flat().some(({ code }) => code !== 11_000)) throw error;
  });
  return true;
}

/**
 * Hands what was held of confirmed pages to their accounts, the oldest first, and returns what is new of it. Whoever does
 * it at the same time, or dies in between: events count once.
 */
export async function takeHeldEvents(
  store: Store,
  connections: readonly ChannelConnectionDoc[],
  now: number,
): Promise<InboundDoc[]> {
  const accounts = new Map(connections.filter(isConfirmed).map((one) => [pageKey(one), one.accountId]));
  if (accounts.size === 0) return [];
  const held = await store.heldEvents
    .find({ page: { $in: [...accounts.keys()] } }, { sort: { 'event.at': 1 }, limit: takenAtOnce })
    .toArray();
  const events = held.map(({ page, event }) => ({ ...event, accountId: accounts.get(page) ?? '' }));
  const taken = await keepEvents(store, events, now);
  if (held.length > 0) await store.heldEvents.deleteMany({ _id: { $in: held.map(({ _id }) => _id) } });
  return taken;
}

/** The connections, of whichever account, of pages with events that are held. */
export async function connectionsWithHeld(store: Store): Promise<ChannelConnectionDoc[]> {
  const pages = await store.heldEvents.distinct('page');
  return pages.length === 0 ? [] : store.channelConnections.find({ _id: { $in: pages } }).toArray();
}
