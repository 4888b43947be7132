import type { Settings } from '../../contract/settings.ts';
import type { AccountFacts, PendingReply } from '../facts.ts';

const dayMs = 86_400_000;

/** The longest that `forwardWithinDays` can be: a reply that is too old today may not be once it is raised. */
export const maxDays = 365;

/** The replies that the next mail would carry as news (design R3, News), in order. */
export function newsOf(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  return wanted(pending, account, now).filter(({ isDeleted }) => !isDeleted);
}

/** Whether R4 says when it is due. */
export const isDueByItself = ({ rides, askedAt }: PendingReply) => !rides && askedAt === undefined;

/** Whether a reply can make a mail due: one whose mail failed does so only if an agent asked (design, News). */
export const canTriggerMail = ({ rides, askedAt }: PendingReply) => !rides || askedAt !== undefined;

/** The replies that settling counts from: the news that makes a mail due, and what of it was deleted. */
export function settlingOf(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  return wanted(pending, account, now).filter(isDueByItself);
}

/** What is kept of the pending replies: those that can never be news again, and deleted ones alone, are dropped. */
export function stillPending(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  const kept = pending.filter((reply) => isUnread(reply, account) && now <= tooOldAt(reply.receivedAt, maxDays));
  if (kept.every(({ isDeleted }) => isDeleted)) return [];
  return kept.length === pending.length ? (pending as PendingReply[]) : kept;
}

const wanted = (pending: readonly PendingReply[], account: AccountFacts, now: number) =>
  pending.filter(
    (reply) =>
      !reply.isCancelled && !reply.isRefused && isUnread(reply, account) && !isTooOld(reply.receivedAt, account, now),
  );

/** Whether a reply is still wanted by the account's choice: read ones only by a transcript chosen before they were read. */
export function isUnread(reply: Pick<PendingReply, 'readAt'>, { settings, choiceMadeAt }: AccountFacts): boolean {
  if (reply.readAt === null) return true;
  return settings.emailForwarding === 'transcript' && reply.readAt >= choiceMadeAt;
}

export function isTooOld(receivedAt: number, { settings }: Pick<AccountFacts, 'settings'>, now: number): boolean {
  return now > tooOldAt(receivedAt, settings.content.forwardWithinDays);
}

export function tooOldAt(receivedAt: number, forwardWithinDays: number): number {
  return receivedAt + forwardWithinDays * dayMs;
}

/** One mail shows and attaches at most so many messages; a conversation's other ones are left out, and it says so. */
export const maxMessagesInMail = 500;
/** And so much of their text, in bytes of UTF-8. */
export const maxBytesInMail = 500_000;

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
