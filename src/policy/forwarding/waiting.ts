import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { canTriggerMail, maxDays, newsOf, stillPending } from './news.ts';

/**
 * Whether a conversation holds news that is, or could become, due by itself: settings, pause and address may change.
 */
export function isWaiting(conversation: ConversationFacts, account: AccountFacts, now: number): boolean {
  if (conversation.channel.kind !== 'web') return false;
  return newsOf(conversation.pending, account, now).some(canTriggerMail);
}

/** Whether only `forwardWithinDays` keeps it from waiting: if that setting is raised, old replies are news again. */
export function isDormant(conversation: ConversationFacts, account: AccountFacts, now: number): boolean {
  const { settings } = account;
  const content = { ...settings.content, forwardWithinDays: maxDays };
  return (
    !isWaiting(conversation, account, now) &&
    isWaiting(conversation, { ...account, settings: { ...settings, content } }, now)
  );
}

/** What a conversation stores about what waits in it. */
export interface Waiting extends ConversationFacts {
  /** Whether it holds news that is, or could become, due by itself. */
  readonly waiting: boolean;
  /**
   * Nothing but `forwardWithinDays` keeps it from waiting; missing where that was never so, which is nearly everywhere.
   */
  readonly isDormant?: boolean;
}

/** The conversation with these fields up to date, and without pending replies that can never be news again. */
export function tidyPending<C extends Waiting>(conversation: C, account: AccountFacts, now: number): C {
  const pending = stillPending(conversation.pending, account, now);
  const tidied = { ...conversation, pending };
  const dormant = pending.length > 0 && isDormant(tidied, account, now);
  return {
    ...tidied,
    waiting: isWaiting(tidied, account, now),
    ...(dormant === (conversation.isDormant ?? false) ? {} : { isDormant: dormant }),
  };
}
