import { type MetaEvent, readMetaEvent } from '../../channels/meta/event.ts';
import { messageLength } from '../../contract/messages.ts';
import type { Changed } from '../../store/conversations/change.ts';
import {
  cameOnChannel,
  editOnChannel,
  reactOnChannel,
  readOnChannel,
} from '../../store/conversations/channel-signals.ts';
import { deleteMessage } from '../../store/conversations/messages.ts';
import { messageSentAs } from '../../store/conversations/sent-parts.ts';
import { rememberUnsend, wasUnsent } from '../../store/conversations/unsends.ts';
import type { InboundEnded } from '../../store/inbound/processing.ts';
import type { ConversationRef, InboundDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import { wakeOrLeave } from '../../temporal/wake-changed.ts';
import { cameFrom, type EventInPlace, type TakeEventDeps } from './event-in-place.ts';
import { messageIdOf, takeChannelWords, wordsWithin } from './take-channel-message.ts';
import { takeReport } from './take-report.ts';

const deadLetter = (reason: 'unreadable' | 'erased') => ({ kind: 'deadLetter', reason }) as const;

/**
 * Does what an event of a channel asks for. It may be called again with the same event. Throws only if it should be tried
 * again, as while MongoDB is away.
 */
export async function takeEvent(deps: TakeEventDeps, record: InboundDoc): Promise<InboundEnded['end']> {
  const { _id: recordId, accountId, conversationId, event } = record;
  const visitorId = event?.visitorId ?? null;
  if (event === undefined || event.raw === null || accountId === null || conversationId === null || visitorId === null)
    return deadLetter('unreadable');
  const said = readMetaEvent(event.kind, event.raw);
  if (said === null) return deadLetter('unreadable');
  const place = { recordId, ref: { accountId, conversationId }, event: { ...event, visitorId } };
  if (said.kind === 'echo' || said.kind === 'delivered') {
    const isTaken = await takeReport(deps, place);
    if (isTaken) return { kind: 'taken', as: said.kind };
  }
  if (said.kind === 'message' || said.kind === 'postback' || said.kind === 'echo')
    return takeChannelWords(deps, place, said);
  const changed = await takeSignal(deps, place, said);
  if (changed !== null) await wakeOrLeave(deps, changed);
  return { kind: 'taken', as: said.kind };
}

type Signal = Exclude<MetaEvent, { readonly kind: 'message' | 'postback' | 'echo' }>;

/** What an event does that is no message; nothing if it is about a conversation that there is not. */
async function takeSignal(
  { store, clock }: TakeEventDeps,
  { ref, event: { at } }: EventInPlace,
  said: Signal,
): Promise<Changed<unknown> | null> {
  const now = await clock();
  switch (said.kind) {
    case 'read': {
      if (said.mid !== null) return readOnChannel(store, ref, named(said.mid), now);
      return readOnChannel(store, ref, { sentBy: said.upTo ?? at }, now);
    }
    case 'delivered':
      return null;
    case 'reaction':
      return reactOnChannel(store, ref, { ...named(said.mid), emoji: said.emoji, at }, now);
    case 'edit': {
      const { text } = wordsWithin(said.text, messageLength);
      return editOnChannel(store, ref, { messageId: messageIdOf(said.mid), text, number: said.number }, now);
    }
    case 'unsend':
      return takeBack(store, ref, said.mid, now);
    case 'referral':
      return cameOnChannel(store, ref, cameFrom(said.referral, at), now);
    default:
      return said satisfies never;
  }
}

/**
 * Deletes what was taken back: what the visitor or a person in the platform's own inbox wrote, or a message of ours, once
 * all its parts were taken back there.
 */
async function takeBack(
  store: Store,
  ref: ConversationRef,
  mid: string,
  now: number,
): Promise<Changed<unknown> | null> {
  await rememberUnsend(store, ref, messageIdOf(mid), now);
  const sent = await messageSentAs(store, ref, mid);
  if (sent === null) return deleteMessage(store, ref, messageIdOf(mid), now);
  for (const part of sent.mids) if (part === null || !(await wasUnsent(store, ref, messageIdOf(part)))) return null;
  return deleteMessage(store, ref, sent.messageId, now);
}

const named = (mid: string) => ({ mid, messageId: messageIdOf(mid) });
