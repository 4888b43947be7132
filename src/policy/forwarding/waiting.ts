import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { directKindOf, stillUnsent, unsentOf } from './direct.ts';
import { canTriggerMail, maxDays, newsOf, stillPending } from './news.ts';
import { channelOf } from './reach.ts';

/**
 * Whether a conversation holds news that is, or could become, due by itself: settings, pause and address may change.
 */
export function isWaiting(conversation: ConversationFacts, account: AccountFacts, now: number): boolean {
  if (channelOf(conversation, account, now) !== 'email') return unsentOf(conversation.pending, account, now).length > 0;
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
  const isOfSite = directKindOf(conversation) === null;
  const pending = (isOfSite ? stillPending : stillUnsent)(conversation.pending, account, now);
  const tidied = { ...conversation, pending };
  const dormant = pending.length > 0 && isDormant(tidied, account, now);
  return {
    ...tidied,
    waiting: isWaiting(tidied, account, now),
    ...(dormant === (conversation.isDormant ?? false) ? {} : { isDormant: dormant }),
  };
}
