import type { Settings } from '../contract/settings.ts';

/**
 * What a mail shows of the conversation (design R3): everything, or the news onward with some messages before it.
 * `messages` counts what may be shown at all: neither held nor deleted.
 */
export function shownPart(messages: number, settings: Settings): { readonly before: number } {
  const { contextMessages, shortConversationMessages } = settings.content;
  const isWhole = settings.emailForwarding === 'transcript' || messages <= shortConversationMessages;
  return { before: isWhole ? Number.POSITIVE_INFINITY : contextMessages };
}
