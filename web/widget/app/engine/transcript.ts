import type { Message } from '../../../../packages/client/src/index.ts';
import type { OutboxMessage, ShownMessage } from '../chat.ts';

/** What is known of the conversation's messages, by their ids. */
export type Transcript = ReadonlyMap<string, Message>;

export const withMessages = (transcript: Transcript, messages: readonly Message[]): Transcript =>
  new Map([...transcript, ...messages.map((message) => [message.id, message] as const)]);

/**
 * The newest messages as they were loaded, instead of what was known: what is not among them is gone, or older. What is
 * newer came while they were loaded.
 */
export function reloaded(transcript: Transcript, messages: readonly Message[]): Transcript {
  const newest = Math.max(0, ...messages.map(({ seq }) => seq ?? 0));
  const newer = [...transcript.values()].filter(({ seq }) => seq !== null && seq > newest);
  return withMessages(new Map(), [...messages, ...newer]);
}

/** In the order in which they are shown. */
export function shownMessages(transcript: Transcript, outbox: readonly OutboxMessage[]): ShownMessage[] {
  const all = [...transcript.values()];
  const stored = all.filter(({ seq }) => seq !== null).sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  const held = all.filter(({ seq, state }) => seq === null && state === 'held');
  return [
    ...stored.map((message) => ({ kind: 'stored', message }) as const),
    ...held.map((message) => ({ kind: 'held', message }) as const),
    ...outbox
      .filter(({ id }) => !transcript.has(id))
      .map((message) => ({ kind: message.trouble === undefined ? 'pending' : 'failed', ...message }) as const),
  ];
}

/** The seq of the oldest message that is known; 1 if none is. */
export function oldestSeq(transcript: Transcript): number {
  const seqs = [...transcript.values()].flatMap(({ seq }) => seq ?? []);
  return seqs.length === 0 ? 1 : Math.min(...seqs);
}

/** What they read by email is past `readUpTo`, which is what they have read here. */
export const isUnread = ({ seq, state, author, readAt }: Message, readUpTo: number) =>
  seq !== null && seq > readUpTo && readAt === null && state === 'sent' && author.kind !== 'visitor';

export const unreadIn = (transcript: Transcript, readUpTo: number): number =>
  [...transcript.values()].filter((message) => isUnread(message, readUpTo)).length;
