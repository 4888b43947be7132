import { hasUnknownAttempt, isDirect } from '../delivery/delivery.ts';
import type { DeliveryState } from '../delivery/transitions.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { unsentOf } from './direct.ts';
import { nextForwarding } from './forwarding.ts';

/**
 * Whether nothing is left of what an open delivery was to send, because it was cancelled, deleted or, of an email, read,
 * and no attempt of it is under way or may have arrived. It is withdrawn at once then, so that the conversation says what
 * its messages say, and nothing that was written later waits for the time of its next attempt.
 */
export function isTakenBack(
  delivery: DeliveryState,
  conversation: ConversationFacts,
  account: AccountFacts,
  now: number,
): boolean {
  const { status, replay, newsSeqs } = delivery;
  if (status !== 'claimed' || hasUnknownAttempt(delivery)) return false;
  if (!isDirect(delivery)) {
    // A person wanted it sent even if read: what it carries is not told by what waits.
    if (replay?.evenIfRead) return false;
    const next = nextForwarding(conversation, account, now, replay === null ? 'attempt' : 'replay');
    return next.kind === 'notDue' && next.reason === 'nothingNew';
  }
  // A replayed message waits with its delivery alone, and only its deletion takes it back.
  if (replay !== null) return false;
  return !unsentOf(conversation.pending, account, now).some(({ seq }) => newsSeqs.includes(seq));
}
