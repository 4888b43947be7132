import type { OutcomeReason } from '../../contract/outcomes.ts';
import type { AccountFacts, ConversationFacts, PendingReply } from '../facts.ts';
import { notRefused } from '../pending.ts';
import { nextForwarding } from './forwarding.ts';
import { newsOf } from './news.ts';
import { reasonOfNotDue } from './outcome.ts';

/** What an agent can ask about waiting replies (api.md Conversations, forwarding). */
export type ForwardingAction = 'sendNow' | 'cancel';

export type Requested =
  /** There is nothing to do. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'pending'; readonly pending: readonly PendingReply[] }
  /** The reason is null if there is no news. */
  | { readonly kind: 'refused'; readonly reason: OutcomeReason | null; readonly until?: number };

/**
 * Sends all news at once, including cancelled replies and those of failed emails; what was refused as it is is sent
 * only if nothing else waits. If anything else holds the email back, such as the address or a pause, the request is
 * refused. Asking again changes nothing. `now` is in epoch milliseconds.
 */
export function sendNow(conversation: ConversationFacts, account: AccountFacts, now: number): Requested {
  const others = asked(conversation.pending, (reply) => reply);
  // What was refused as it is would make the others fail too; alone it may be tried.
  const pending = newsOf(others, account, now).length > 0 ? others : asked(conversation.pending, notRefused);
  // An email that is being sent is no obstacle: what it does not carry is sent after it.
  const next = nextForwarding({ ...conversation, pending, openDelivery: null }, account, now);
  if (next.kind === 'notDue') return { kind: 'refused', reason: reasonOfNotDue(next) };
  if (next.at > now) return { kind: 'refused', reason: next.limit, until: next.at };
  return requested(conversation.pending, pending);

  function asked(replies: readonly PendingReply[], prepared: (reply: PendingReply) => PendingReply) {
    return replies.map((reply) => {
      const { isCancelled: _, ...again } = prepared(reply);
      if (newsOf([again], account, now).length === 0) return reply;
      return reply.isCancelled || reply.askedAt === undefined ? { ...again, askedAt: now } : reply;
    });
  }
}

/**
 * The present news is no longer emailed; what is written from now on is.
 * @param unknownSeqs of an email that may have been sent, which nobody can take back
 */
export function cancel(
  { pending }: ConversationFacts,
  account: AccountFacts,
  unknownSeqs: readonly number[],
  now: number,
): Requested {
  // What was refused as it is can also be taken out of what a replay would send.
  const news = newsOf(pending.map(notRefused), account, now).map(({ seq }) => seq);
  const taken = news.filter((seq) => !unknownSeqs.includes(seq));
  if (taken.length === 0 && news.length > 0) return { kind: 'refused', reason: 'unknown' };
  if (taken.length === 0 && !pending.some(({ isCancelled }) => isCancelled)) return { kind: 'refused', reason: null };
  const after = pending.map((reply): PendingReply => {
    const { askedAt: _, ...unasked } = reply;
    return taken.includes(reply.seq) ? { ...unasked, isCancelled: true } : reply;
  });
  return requested(pending, after);
}

function requested(before: readonly PendingReply[], pending: readonly PendingReply[]): Requested {
  const isSame = pending.every((reply, index) => reply === before[index]);
  return isSame ? { kind: 'unchanged' } : { kind: 'pending', pending };
}
