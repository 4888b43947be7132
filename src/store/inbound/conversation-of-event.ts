import { channelConversationId, laterConversationId } from '../../contract/channels.ts';
import type { InboundEvent } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

/** So often may a visitor be erased: their ids have room for three digits. */
const maxConversations = 999;

/** An attempt that was under way when its conversation was erased is over by then, and its echo is of before. */
const underWayMs = 60_000;

type Placed = Omit<InboundEvent, 'raw'> & { readonly accountId: string };

/**
 * Finds the conversation of each event, null where the visitor is not known. The id of one that was erased is never used
 * again, but its visitor may write again: what happens after the erasure belongs to another conversation.
 */
export async function conversationsOf<Event extends Placed>(
  store: Store,
  events: readonly Event[],
): Promise<ReadonlyMap<Event, string | null>> {
  const found = new Map<Event, string | null>(events.map((event) => [event, idOf(event, 1)]));
  let left = events.filter(({ visitorId }) => visitorId !== null);
  for (let number = 1; left.length > 0 && number < maxConversations; number += 1) {
    const keyOf = (event: Event) =>
      conversationKey({ accountId: event.accountId, conversationId: idOf(event, number) ?? '' });
    const keys = [...new Set(left.map(keyOf))];
    const erased = await store.erasures.find({ _id: { $in: keys } }, { projection: { erasedAt: 1 } }).toArray();
    const erasedAt = new Map(erased.map((one) => [one._id, one.erasedAt]));
    left = left.filter((event) => isAfter(event, erasedAt.get(keyOf(event)) ?? Number.POSITIVE_INFINITY));
    for (const event of left) found.set(event, idOf(event, number + 1));
  }
  return found;
}

function idOf({ channel, pageId, visitorId }: Placed, number: number): string | null {
  if (visitorId === null) return null;
  return laterConversationId(channelConversationId(channel, pageId, visitorId), number);
}

const isAfter = ({ kind, at }: Placed, erasedAt: number) => at > (kind === 'echo' ? erasedAt + underWayMs : erasedAt);
