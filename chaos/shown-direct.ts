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

/** A text without regard to how it was cut: white space at a cut is left out. */
export const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
