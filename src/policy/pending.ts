import type { ParkedReason } from '../contract/outcomes.ts';
import type { PendingReply } from './facts.ts';

/** What becomes of the replies that may still be mailed when their mail fails, is replayed, or goes elsewhere. */

/**
 * A mail that was refused as it is, or could not be made: carried by the next one, its messages would doom that too. So
 * they stay with it until a person replays it, or the address, which may have been the cause, is corrected.
 */
const refusedAsItIs: readonly ParkedReason[] = ['contentRejected', 'tooLarge', 'internal'];

/** A reply whose mail is parked: the next mail carries it as well, unless it would doom that. */
export function afterParking(reply: PendingReply, reason: ParkedReason): PendingReply {
  // Sending it now, if an agent asked for that, was tried.
  const { askedAt: _, isRefused: __, ...failed } = reply;
  return { ...failed, rides: true, ...(refusedAsItIs.includes(reason) ? { isRefused: true as const } : {}) };
}

/** The reply as it may be mailed again: a person asked for it, or its address is another. */
export function notRefused({ isRefused: _, ...reply }: PendingReply): PendingReply {
  return reply;
}

/** No later mail carries these any more. */
export function withoutReplies(pending: readonly PendingReply[], seqs: readonly number[]): readonly PendingReply[] {
  return pending.filter(({ seq }) => !seqs.includes(seq));
}

/**
 * With these messages to be carried by the next mail, in order.
 * @param cannotTriggerMail their mail failed: they are carried, but make none due by themselves
 */
export function withReplies(
  pending: readonly PendingReply[],
  messages: readonly Pick<PendingReply, 'seq' | 'receivedAt' | 'readAt'>[],
  cannotTriggerMail: boolean,
): readonly PendingReply[] {
  const rides = cannotTriggerMail;
  const again = messages.map(({ seq, receivedAt, readAt }): PendingReply => ({ seq, receivedAt, readAt, rides }));
  const others = withoutReplies(
    pending,
    again.map(({ seq }) => seq),
  );
  return [...others, ...again].sort((a, b) => a.seq - b.seq);
}

/** The replies with everything up to `upTo` read at `now`. */
export function withRead(pending: readonly PendingReply[], upTo: number, now: number): readonly PendingReply[] {
  return pending.map((reply) => (reply.seq <= upTo && reply.readAt === null ? { ...reply, readAt: now } : reply));
}

/** The replies with one deleted: it is mailed no more, but settling goes on as if it were. */
export function withDeleted(pending: readonly PendingReply[], seq: number): readonly PendingReply[] {
  return pending.map((reply) => (reply.seq === seq ? { ...reply, isDeleted: true as const } : reply));
}
