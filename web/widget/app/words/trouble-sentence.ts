import type { ShownMessage, Trouble } from '../chat.ts';
import type { Language } from './language.ts';

/**
 * What went wrong and what to do about it, in a sentence.
 * @param messages of which some may wait until it is over
 */
export function troubleSentence(
  { say, bytes }: Language,
  trouble: Trouble,
  messages: readonly ShownMessage[] = [],
): string {
  const { maxBytes = 0, maxFiles: count = 0 } = trouble as { readonly maxBytes?: number; readonly maxFiles?: number };
  const waits = trouble.kind === 'unavailable' && messages.some(({ kind }) => kind === 'pending');
  return say(waits ? 'unavailableWaits' : trouble.kind, { size: bytes(maxBytes), count });
}
