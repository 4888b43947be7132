import type { ConversationRef, MessageDoc, NoteDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { batchSize, maxBytesOfPage, taken } from './message-pages.ts';

/** What agents see of a conversation: its messages, and notes among them. */
export type Entry =
  | { readonly kind: 'message'; readonly message: MessageDoc }
  | { readonly kind: 'note'; readonly note: NoteDoc };

/** A place between entries: after a message, and after a note that follows it (0: before the first one). */
export interface Position {
  readonly seq: number;
  readonly note: number;
}

export interface AgentsPage {
  readonly entries: readonly Entry[];
  /** Where the next page begins; null after the last. */
  readonly next: Position | null;
}

/**
 * A page of what agents see, in order, notes after the message that they follow: at most `limit` and `maxBytesOfPage`
 * of text, but at least one, if there is one.
 */
export async function listForAgents(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  { from, limit }: { readonly from: Position; readonly limit: number },
): Promise<AgentsPage> {
  const of = { accountId, conversationId };
  const { seq, note } = from;
  const isAfter = { $or: [{ afterSeq: seq, number: { $gt: note } }, { afterSeq: { $gt: seq } }] };
  const options = { limit: limit + 1, batchSize };
  const [messages, notes] = await Promise.all([
    taken(store.messages.find({ ...of, seq: { $gt: seq } }, { sort: { seq: 1 }, ...options }), limit),
    taken(store.notes.find({ ...of, ...isAfter }, { sort: { afterSeq: 1, number: 1 }, ...options }), limit),
  ]);
  const sources: readonly { readonly entries: readonly Entry[]; readonly isMore: boolean }[] = [
    { entries: messages.docs.map((message) => ({ kind: 'message', message })), isMore: messages.isMore },
    { entries: notes.docs.map((one) => ({ kind: 'note', note: one })), isMore: notes.isMore },
  ];
  // Beyond the end of one that goes on, the other's are for the next page.
  const ends = sources.flatMap(({ entries, isMore }) => (isMore ? entries.slice(-1) : []));
  const known = sources
    .flatMap(({ entries }) => entries)
    .filter((entry) => ends.every((end) => inOrder(entry, end) <= 0))
    .sort(inOrder);
  return fitting(known, limit, ends.length > 0);
}

function fitting(known: readonly Entry[], limit: number, isMore: boolean): AgentsPage {
  const entries: Entry[] = [];
  let bytesLeft = maxBytesOfPage;
  for (const entry of known) {
    bytesLeft -= Buffer.byteLength(entry.kind === 'note' ? entry.note.text : entry.message.text);
    const last = entries.at(-1);
    if (last !== undefined && (entries.length === limit || bytesLeft < 0)) return { entries, next: positionOf(last) };
    entries.push(entry);
  }
  const last = entries.at(-1);
  return { entries, next: isMore && last !== undefined ? positionOf(last) : null };
}

function inOrder(a: Entry, b: Entry): number {
  const [one, other] = [positionOf(a), positionOf(b)];
  return one.seq - other.seq || one.note - other.note;
}

const positionOf = (entry: Entry): Position =>
  entry.kind === 'note' ? { seq: entry.note.afterSeq, note: entry.note.number } : { seq: entry.message.seq, note: 0 };
