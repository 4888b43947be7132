import { MongoBulkWriteError } from 'mongodb';
import { channelEventId } from '../../contract/channel-events.ts';
import { inboundKept } from '../../policy/account/inbound-keeping.ts';
import type { ConversationRef, InboundDoc, InboundEvent } from '../mongo/documents.ts';
import { sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { conversationsOf } from './conversation-of-event.ts';
import { dayMs, watchAfterMs } from './inbound.ts';

/** A longer event is recorded without its content. Texts have at most a few thousand characters. */
export const maxBytesOfEvent = 64 * 1_024;

/** An event of an account's page as it was posted. */
export interface EventOfAccount extends Omit<InboundEvent, 'at' | 'raw'> {
  readonly accountId: string;
  readonly at: number | null;
  readonly raw: string;
}

/**
 * Stores what a channel posted before it is answered, acknowledged by the majority: each event by itself, so that one
 * that cannot be processed holds up no other. Rejects while MongoDB is away; the channel posts them again then, and those
 * that are stored already count once. Returns those that are new.
 */
export async function keepEvents(store: Store, events: readonly EventOfAccount[], now: number): Promise<InboundDoc[]> {
  if (events.length === 0) return [];
  const timed = events.map((event) => ({ ...event, at: event.at ?? now }));
  const conversations = await conversationsOf(store, timed);
  const all = timed.map((event) => docOf(event, conversations.get(event) ?? null, now));
  const docs = [...new Map(all.map((doc) => [doc._id, doc])).values()];
  try {
    await store.inbound.insertMany(docs, { ordered: false });
    return docs;
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    const isSafe = error.result.getWriteConcernError() === undefined;
    if (!isSafe || errors.length === 0 || errors.some(({ code }) => code !== 11_000)) throw error;
    const known = new Set(errors.map(({ index }) => index));
    return docs.filter((_, index) => !known.has(index));
  }
}

type Timed = EventOfAccount & { readonly at: number };

function docOf({ accountId, raw, ...event }: Timed, conversationId: string | null, now: number): InboundDoc {
  const { channel, pageId } = event;
  const bytes = Buffer.byteLength(raw);
  const isTooLarge = bytes > maxBytesOfEvent;
  const received = {
    _id: channelEventId(sha256(`${accountId} ${channel} ${pageId} ${raw}`)),
    event: { ...event, raw: isTooLarge ? null : raw },
    accountId,
    conversationId,
    ...({ signature: 'valid', digest: null, read: null, result: null } as const),
    ...{ contentType: 'application/json', bytes },
    ...{ receivedAt: now, processedAt: null, contentUntil: null },
  };
  return isTooLarge
    ? {
        ...received,
        state: 'deadLetter',
        reason: 'tooLarge',
        expiresAt: new Date(now + inboundKept.ofNobodyDays * dayMs),
      }
    : { ...received, state: 'new', reason: null, expiresAt: null, watchAt: now + watchAfterMs };
}

/** A conversation's events that wait to be processed, in the order in which they happened. */
export function waitingEvents(store: Store, ref: ConversationRef, limit: number): Promise<InboundDoc[]> {
  return store.inbound.find(waitingIn(ref), { sort: { 'event.at': 1, _id: 1 }, limit }).toArray();
}

/** The last echoes among them, in the order in which they happened. */
export async function storedEchoes(store: Store, ref: ConversationRef, limit: number): Promise<InboundDoc[]> {
  const echoes = { ...waitingIn(ref), 'event.kind': 'echo' as const };
  return (await store.inbound.find(echoes, { sort: { 'event.at': -1, _id: -1 }, limit }).toArray()).reverse();
}

const waitingIn = ({ accountId, conversationId }: ConversationRef) => ({
  ...{ accountId, conversationId },
  ...{ watchAt: { $gt: 0 }, 'event.at': { $gt: 0 } },
});
