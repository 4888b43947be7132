import { firstGraphemes } from '../graphemes.ts';
import { type ReadByAgents, withFromVisitor, withoutFromVisitor } from './unread.ts';

/**
 * What an inbox's list shows of a conversation, kept up to date by every change of its messages. Times are epoch
 * milliseconds.
 */
export interface InboxFacts extends ReadByAgents {
  /** Missing while nothing was said, and on older documents until something is. */
  readonly lastMessage?: LastMessage | null;
  /** Since when the visitor waits for an answer of a person or a bot; null if they do not. */
  readonly waitingSince?: number | null;
}

/** The newest message that agents see. */
export interface LastMessage {
  readonly seq: number;
  readonly author: Author;
  readonly kind: 'message' | 'note';
  readonly preview: string;
  readonly at: number;
}

interface Author {
  readonly kind: 'visitor' | 'agent' | 'bot';
  readonly id: string | null;
  readonly name: string | null;
}

/** A message, as far as an inbox's list is concerned. */
export interface SaidMessage {
  readonly seq: number;
  readonly author: Author;
  readonly kind?: 'message' | 'note' | undefined;
  readonly text: string;
  readonly attachments?: readonly { readonly name: string }[] | undefined;
  readonly at: number;
  readonly receivedAt: number;
}

/** How much of a message a list shows, in characters. */
const previewLength = 120;
/** A text may begin with any amount of white space; no more than this is looked at. */
const maxLookedAt = 2_000;

/** The beginning of a message on one line; of one without text, the names of its files. */
export function previewOf({ text, attachments = [] }: Pick<SaidMessage, 'text' | 'attachments'>): string {
  const shown = text === '' ? attachments.map(({ name }) => name).join(', ') : text;
  const line = shown
    .slice(0, maxLookedAt)
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
    .toWellFormed();
  const preview = firstGraphemes(line, previewLength);
  return preview.length < line.length || shown.length > maxLookedAt ? `${preview.trimEnd()}…` : preview;
}

export function lastMessageOf(message: SaidMessage): LastMessage {
  const { seq, author, kind = 'message', at } = message;
  return { seq, author, kind, preview: previewOf(message), at };
}

/** Whether a message answers the visitor. */
const isAnswer = ({ author, kind }: Pick<SaidMessage, 'author' | 'kind'>) =>
  author.kind !== 'visitor' && kind !== 'note';

/**
 * The conversation after a message took its place in it. Imported history is shown, but nobody waits because of it, and
 * it answers nobody.
 */
export function withSaid<C extends InboxFacts>(conversation: C, message: SaidMessage, isHistory: boolean): C {
  const { listedAt = 0, waitingSince = null } = conversation;
  const isFirst = message.seq === 1;
  const saidAt = isHistory ? message.at : message.receivedAt;
  const isNews = !isHistory && message.author.kind === 'visitor';
  return {
    ...(isNews ? withFromVisitor(conversation, message.seq) : conversation),
    lastMessage: lastMessageOf(message),
    listedAt: isFirst ? saidAt : Math.max(listedAt, saidAt),
    waitingSince: isHistory ? waitingSince : waitingAfter(waitingSince, message),
  };
}

function waitingAfter(waitingSince: number | null, message: SaidMessage): number | null {
  if (isAnswer(message)) return null;
  return message.author.kind === 'visitor' ? (waitingSince ?? message.receivedAt) : waitingSince;
}

/** Messages that were held, and now have their places. */
interface Released {
  readonly count: number;
  /** Missing if they were held before it was stored. */
  readonly newest: LastMessage | undefined;
}

/** The conversation after held messages took the last places in it: nobody could answer them before. */
export function withReleased<C extends InboxFacts>(conversation: C, { count, newest }: Released, now: number): C {
  const { lastSeq, waitingSince = null } = conversation;
  return {
    ...withFromVisitor(conversation, lastSeq, count),
    ...(newest === undefined ? {} : { lastMessage: { ...newest, seq: lastSeq } }),
    listedAt: now,
    waitingSince: waitingSince ?? now,
  };
}

/** The conversation after a message got another text. */
export function withEdited<C extends InboxFacts>(conversation: C, message: SaidMessage): C {
  return conversation.lastMessage?.seq === message.seq
    ? { ...conversation, lastMessage: lastMessageOf(message) }
    : conversation;
}

/** How many of the newest messages `withoutDeleted` and `withReopened` look at. */
export const maxLeft = 50;

/**
 * The conversation after a message was deleted. It keeps its place in lists. If it was an answer, the visitor waits
 * again since they wrote what it had answered; if it was all that they waited with, they do not wait any more.
 * @param left the newest messages without deleted ones, newest first, at most `maxLeft`
 */
export function withoutDeleted<C extends InboxFacts & { readonly closedAt: number | null }>(
  conversation: C,
  deleted: SaidMessage,
  left: readonly SaidMessage[],
): C {
  const { waitingSince = null, closedAt } = conversation;
  const [newest] = left;
  const lastMessage =
    conversation.lastMessage?.seq === deleted.seq
      ? newest === undefined
        ? null
        : lastMessageOf(newest)
      : conversation.lastMessage;
  const oldest = unansweredSince(left);
  const isStillAnswered = waitingSince === null && (closedAt !== null || !isAnswer(deleted));
  const kept = deleted.author.kind === 'visitor' ? withoutFromVisitor(conversation, deleted.seq) : conversation;
  return {
    ...kept,
    ...(lastMessage === undefined ? {} : { lastMessage }),
    waitingSince:
      oldest === null || isStillAnswered ? null : Math.min(waitingSince ?? Number.POSITIVE_INFINITY, oldest),
  };
}

/** The conversation after an agent opened it again: the visitor waits for what was not answered when it was closed. */
export function withReopened<C extends InboxFacts & { readonly closedAt: number | null }>(
  conversation: C,
  newest: readonly SaidMessage[],
): C {
  return { ...conversation, closedAt: null, waitingSince: unansweredSince(newest) };
}

/**
 * When the visitor wrote what nobody has answered yet; null if there is nothing.
 * @param newest the newest messages without deleted ones, newest first
 */
function unansweredSince(newest: readonly SaidMessage[]): number | null {
  const answered = newest.findIndex(isAnswer);
  const since = (answered === -1 ? newest : newest.slice(0, answered)).filter(
    ({ author }) => author.kind === 'visitor',
  );
  return since.at(-1)?.receivedAt ?? null;
}
