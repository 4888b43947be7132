import type { PostedEvent, PostedEvents } from '../../channels/meta/posted-events.ts';
import { isConfirmed } from '../../store/accounts/channel-connections.ts';
import type { EventOfAccount } from '../../store/inbound/events.ts';
import { isToBeHeld } from '../../store/inbound/held-events.ts';
import { connectionsOfPages } from '../../store/inbound/whose-pages.ts';
import type { ChannelConnectionDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import type { AskAgain } from '../ask-again.ts';

/** What was posted, by whose it is. */
export interface WhoseEvents {
  readonly known: readonly EventOfAccount[];
  /** Of pages that an account has named, while Meta has not said yet whether they are theirs. */
  readonly unconfirmed: readonly PostedEvent[];
  /** How many are of pages that nobody has connected; nothing is kept of them: whoever has the app could fill the store. */
  readonly ofStrangers: number;
  /** The confirmed connections of these pages. */
  readonly confirmed: readonly ChannelConnectionDoc[];
}

export async function whoseEvents(
  store: Store,
  { channel, events }: PostedEvents,
  asksAgain: AskAgain,
): Promise<WhoseEvents> {
  const pages = [...new Set(events.map(({ pageId }) => pageId))];
  const found = channel === null ? [] : await connectionsOfPages(store, channel, pages);
  // That it posts again is a sign that it can be asked again.
  const asked = await asksAgain(found.filter((connection) => !isConfirmed(connection)));
  const confirmed = [...found, ...asked].filter(isConfirmed);
  const accounts = new Map(confirmed.map(({ pageId, accountId }) => [pageId, accountId]));
  const known = events.flatMap((event): EventOfAccount[] => {
    const accountId = accounts.get(event.pageId);
    return accountId === undefined ? [] : [{ ...event, accountId }];
  });
  const waiting = new Set(asked.filter(isToBeHeld).map(({ pageId }) => pageId));
  const unconfirmed = events.filter(({ pageId }) => waiting.has(pageId));
  return { known, unconfirmed, ofStrangers: events.length - known.length - unconfirmed.length, confirmed };
}
