import type { Settings } from '../contract/settings.ts';

/** One mail shows and attaches at most so many messages; a conversation's other ones are left out, and it says so. */
export const mostMessagesInMail = 500;
/** And so much of their text, in bytes of UTF-8. */
export const mostBytesInMail = 500_000;

/**
 * Whether a mail may show a message at all: not one that is held, nor one that is deleted, nor one that a person
 * cancelled; that one is not shown as context either, however often the conversation is mailed later (design section 8).
 */
export function mayBeShown(message: {
  readonly seq: number;
  readonly deletedAt: number | null;
  readonly cancelledAt: number | null;
}): boolean {
  return message.seq > 0 && message.deletedAt === null && message.cancelledAt === null;
}

/**
 * What a mail shows of the conversation (design R3): everything, or the news onward with some messages before it.
 * `messages` counts what may be shown at all.
 */
export function shownPart(messages: number, settings: Settings): { readonly before: number } {
  const { contextMessages, shortConversationMessages } = settings.content;
  const isWhole = settings.emailForwarding === 'transcript' || messages <= shortConversationMessages;
  return { before: isWhole ? Number.POSITIVE_INFINITY : contextMessages };
}
