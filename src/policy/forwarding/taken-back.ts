import type { WithdrawalReason } from '../../contract/withdrawals.ts';
import { type DeliveryFacts, hasUnknownAttempt, isDirect } from '../delivery/delivery.ts';
import type { DeliveryState, Withdrawal } from '../delivery/transitions.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { unsentOf } from './direct.ts';
import { nextForwarding } from './forwarding.ts';
import { isTooOld, isUnread } from './news.ts';

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

/** What became of a message that a delivery was to send. */
interface Fate {
  readonly receivedAt: number;
  readonly readAt: number | null;
  readonly cancelledAt: number | null;
  readonly deletedAt: number | null;
}

/**
 * Why none of a delivery's messages is left to send: of several, what took back the last one. That a message was read
 * takes back an email only.
 */
export function whyNothingLeft(
  delivery: DeliveryFacts,
  messages: readonly Fate[],
  account: AccountFacts,
  now: number,
): WithdrawalReason {
  const taken = messages.flatMap((message) => takenBack(message, isDirect(delivery), account) ?? []);
  const last = taken.toSorted((a, b) => b.at - a.at)[0];
  if (last !== undefined) return last.reason;
  return messages.some(({ receivedAt }) => isTooOld(receivedAt, account, now)) ? 'tooOld' : 'nothingLeft';
}

/** What took a message back first; null if nothing did. */
function takenBack(
  { readAt, cancelledAt, deletedAt }: Fate,
  isOnChannel: boolean,
  account: AccountFacts,
): Withdrawal | null {
  const readCounts = !isOnChannel && !isUnread({ readAt }, account);
  const ways: readonly (readonly [WithdrawalReason, number | null])[] = [
    ['deleted', deletedAt],
    ['cancelledByAgent', cancelledAt],
    ['read', readCounts ? readAt : null],
  ];
  const taken = ways.flatMap(([reason, at]) => (at === null ? [] : [{ reason, at }]));
  return taken.toSorted((a, b) => a.at - b.at)[0] ?? null;
}
