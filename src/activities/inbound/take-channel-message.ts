import type { MetaEvent } from '../../channels/meta/event.ts';
import { type MessageFlag, messageLength } from '../../contract/messages.ts';
import { hasVisible } from '../../contract/primitives.ts';
import { cleanText } from '../../mail/clean.ts';
import { beginChannelConversation, takeChannelMessage } from '../../store/conversations/channel-messages.ts';
import { cameOnChannel } from '../../store/conversations/channel-signals.ts';
import { deleteMessage, findMessage } from '../../store/conversations/messages.ts';
import { wasUnsent } from '../../store/conversations/unsends.ts';
import type { InboundEnded } from '../../store/inbound/processing.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import { wakeOrLeave } from '../../temporal/wake-changed.ts';
import { type EventFiles, fetchFiles } from './event-files.ts';
import { cameFrom, type EventInPlace, type TakeEventDeps } from './event-in-place.ts';

type Written = Extract<MetaEvent, { readonly kind: 'message' | 'postback' | 'echo' }>;

/** The id of a message that the platform knows by this one, whose ids are too long for ours. */
export const messageIdOf = (mid: string) => `meta-${sha256(mid).slice(0, 32)}`;

/** Brings what somebody wrote on a channel into its conversation, which begins with it. */
export async function takeChannelWords(
  deps: TakeEventDeps,
  place: EventInPlace,
  said: Written,
): Promise<InboundEnded['end']> {
  const { store, clock } = deps;
  const { recordId, ref, event } = place;
  const { channel, pageId, visitorId, at } = event;
  // Some postbacks have no id of their own.
  const id = messageIdOf(said.mid ?? recordId);
  const known = await findMessage(store, ref, id);
  if (known !== null) return { kind: known.eventId === recordId ? 'message' : 'duplicate', messageId: id };
  if (await wasUnsent(store, ref, id)) return { kind: 'taken', as: 'unsend' };
  const began = await beginChannelConversation(store, ref, { kind: channel, pageId, visitorId, at }, await clock());
  if (!began) return { kind: 'deadLetter', reason: 'erased' };
  const came = said.referral === null || said.kind === 'echo' ? null : cameFrom(said.referral, at);
  if (came !== null) await cameOnChannel(store, ref, came, await clock());
  const files = await fetchFiles(deps, place, { messageId: id, files: said.kind === 'postback' ? [] : said.files });
  const { text, flags } = said.kind === 'postback' ? wordsOf([said.title]) : wordsOf([said.text, ...said.shared], said);
  const written = {
    ...{ id, eventId: recordId, via: channel, text, flags: [...flags, ...fileFlags(files)], at, files: files.ids },
    by: said.kind === 'echo' ? ('agent' as const) : ('visitor' as const),
    page: null,
  };
  const taken = await takeChannelMessage(store, ref, written, await clock());
  if (taken === null) return { kind: 'deadLetter', reason: 'erased' };
  if (taken === 'known') return { kind: 'duplicate', messageId: id };
  await wakeOrLeave(deps, taken);
  // It may have been taken back meanwhile.
  const deleted = (await wasUnsent(store, ref, id)) ? await deleteMessage(store, ref, id, await clock()) : null;
  if (deleted !== null) await wakeOrLeave(deps, deleted);
  return { kind: 'message', messageId: id };
}

const fileFlags = ({ areSomeLeftOut, areSomeNotFetched }: EventFiles): readonly MessageFlag[] => [
  ...(areSomeLeftOut ? (['attachmentsLeftOut'] as const) : []),
  ...(areSomeNotFetched ? (['filesNotFetched'] as const) : []),
];

function wordsOf(
  lines: readonly string[],
  told: { readonly story: 'reply' | 'mention' | null; readonly isUnsupported: boolean } | null = null,
): { readonly text: string; readonly flags: readonly MessageFlag[] } {
  const { text, isShortened } = wordsWithin(lines.filter((line) => line !== '').join('\n'), messageLength);
  const flags: MessageFlag[] = [];
  if (isShortened) flags.push('shortened');
  if (told?.story === 'reply') flags.push('storyReply');
  if (told?.story === 'mention') flags.push('storyMention');
  if (told?.isUnsupported) flags.push('unsupported');
  return { text, flags };
}

/** As much of a text as a message may have; empty if there is nothing to see. */
export function wordsWithin(given: string, length: number): { readonly text: string; readonly isShortened: boolean } {
  const words = cleanText(given);
  if (!hasVisible(words)) return { text: '', isShortened: false };
  if (words.length <= length) return { text: words, isShortened: false };
  const shortened = [...words.slice(0, 2 * length)].slice(0, length).join('');
  return { text: shortened.trimEnd(), isShortened: shortened.length < words.length };
}
