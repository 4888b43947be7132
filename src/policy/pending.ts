import type { ParkedReason } from '../contract/outcomes.ts';
import type { PendingReply } from './facts.ts';

/**
 * What happens to replies that may still be emailed when their email fails, is replayed, or goes to another address.
 */

/**
 * An email that was refused as it is, or could not be composed: its messages would make the next email fail too. So
 * they stay with it until a person replays it, or until the address, which may be the cause, is corrected.
 */
const refusedAsItIs: readonly ParkedReason[] = ['contentRejected', 'tooLarge', 'internal'];

/** A reply whose email is parked: the next email carries it as well, unless that would then fail too. */
export function afterParking(reply: PendingReply, reason: ParkedReason): PendingReply {
  // Sending it now, if an agent asked for that, was tried.
  const { askedAt: _, isRefused: __, ...failed } = reply;
  return { ...failed, rides: true, ...(refusedAsItIs.includes(reason) ? { isRefused: true as const } : {}) };
}

/** The reply as it may be emailed again: a person asked for it, or the address has changed. */
export function notRefused({ isRefused: _, ...reply }: PendingReply): PendingReply {
  return reply;
}

/** No later email carries these replies. */
export function withoutReplies(pending: readonly PendingReply[], seqs: readonly number[]): readonly PendingReply[] {
  return pending.filter(({ seq }) => !seqs.includes(seq));
}

/**
 * Adds messages for the next email to carry, in order.
 * @param cannotTriggerMail their email failed: they are carried, but make none due by themselves
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

/**
 * The replies with a new one, written at `now`. If it is to be emailed now, that stands until it is: what holds it back
 * then, such as a pause, only delays it.
 */
export function withNewReply(
  pending: readonly PendingReply[],
  { seq, isAsked, now }: { readonly seq: number; readonly isAsked: boolean; readonly now: number },
): readonly PendingReply[] {
  const reply = { seq, receivedAt: now, readAt: null, rides: false };
  return [...pending, isAsked ? { ...reply, askedAt: now } : reply];
}

/** The replies with everything up to `upTo` read at `now`. */
export function withRead(pending: readonly PendingReply[], upTo: number, now: number): readonly PendingReply[] {
  return pending.map((reply) => (reply.seq <= upTo && reply.readAt === null ? { ...reply, readAt: now } : reply));
}

/** The replies with one deleted: it is no longer emailed, but settling continues as if it were. */
export function withDeleted(pending: readonly PendingReply[], seq: number): readonly PendingReply[] {
  return pending.map((reply) => (reply.seq === seq ? { ...reply, isDeleted: true as const } : reply));
}
