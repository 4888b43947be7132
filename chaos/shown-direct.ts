import type { DirectMessage } from '../dev/meta/kept/messages.ts';
import { conversationWith } from './pages.ts';

/** A part of a message as the visitor sees it on their channel. */
export interface ShownDirect {
  /** The platform's id, the `mid`. */
  readonly id: string;
  /** When the platform took it, in epoch milliseconds. */
  readonly acceptedAt: number;
  /** The conversation of the person whom it reached. */
  readonly conversation: string;
  readonly text: string;
  /** The marks in it, in order. */
  readonly marks: readonly Mark[];
}

/** Each sentence of our texts begins with one: its message's id, and its number, 0 for the first. */
export interface Mark {
  readonly messageId: string;
  readonly number: number;
}

const mark = /\b([cmi]\d+-[avoe]\d+)(?:\.(\d+))?:/g;

export const marksIn = (text: string): readonly Mark[] =>
  [...text.matchAll(mark)].map(([, messageId = '', number]) => ({ messageId, number: Number(number ?? 0) }));

export function shownDirect({ id, channel, recipientId, receivedAt, text }: DirectMessage): ShownDirect {
  const said = text ?? '';
  return {
    id,
    acceptedAt: Date.parse(receivedAt),
    conversation: conversationWith(channel, recipientId),
    text: said,
    marks: marksIn(said),
  };
}

/**
 * The parts in their order, each with a mark: the last of a long text may be the end of a sentence alone. It then has the
 * number after the last one of the part before it, and the same one again if it came twice.
 */
export function withEndsMarked(parts: readonly ShownDirect[]): readonly ShownDirect[] {
  const before = new Map<string, ShownDirect>();
  return parts.map((part) => {
    const previous = before.get(part.conversation);
    const last = previous?.marks.at(-1);
    const isAgain = previous?.text === part.text;
    const end = last === undefined ? [] : [isAgain ? last : { ...last, number: last.number + 1 }];
    const marked = part.marks.length > 0 ? part : { ...part, marks: end };
    before.set(part.conversation, marked);
    return marked;
  });
}

/** A text without regard to how it was cut: white space at a cut is left out. */
export const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
