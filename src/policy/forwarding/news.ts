import type { ReplyForwarding } from '../../contract/messages.ts';
import type { Settings } from '../../contract/settings.ts';
import type { AccountFacts, PendingReply } from '../facts.ts';

const dayMs = 86_400_000;

/** The maximum of `forwardWithinDays`: a reply that is too old today may no longer be if the setting is raised. */
export const maxDays = 365;

/** The replies that the next email would carry as news (design R3, News), in order. */
export function newsOf(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  return wanted(pending, account, now).filter(({ isDeleted }) => !isDeleted);
}

/** Whether R4 says when it is due. */
export const isDueByItself = ({ rides, askedAt }: PendingReply) => !rides && askedAt === undefined;

/** Whether a reply can make an email due; after a failed email it can only if an agent asks (design, News). */
export const canTriggerMail = ({ rides, askedAt }: PendingReply) => !rides || askedAt !== undefined;

/**
 * Why a message can never be news: an agent wanted it only in the chat, forwarding was off when it was written, or it
 * arrived as history.
 */
export type NeverNews = 'chatOnly' | 'forwardingOff' | 'tooOld';

/** Why a reply, as it is stored, can never be news (design R3, News; section 8); null if it can. */
export function neverNewsOf(
  { forwarding, isHistory }: { readonly forwarding: ReplyForwarding; readonly isHistory: boolean },
  { emailForwarding }: Pick<Settings, 'emailForwarding'>,
): NeverNews | null {
  if (forwarding === 'never') return 'chatOnly';
  if (emailForwarding === 'nothing') return 'forwardingOff';
  return isHistory ? 'tooOld' : null;
}

/** The replies that settling is counted from: the news that makes an email due, even if it was deleted since. */
export function settlingOf(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  return wanted(pending, account, now).filter(isDueByItself);
}

/**
 * The pending replies worth keeping: without those that can never be news again, and without a rest of deleted ones.
 */
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

/** Whether the account's choice still wants a reply; a read one only if `transcript` was chosen before it was read. */
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

/** One email shows and attaches at most this many messages; it says if others were left out. */
export const maxMessagesInMail = 500;
/** And at most this much of their text, in bytes of UTF-8. */
export const maxBytesInMail = 500_000;

/**
 * Whether an email may show a message at all: not if it is held, deleted or cancelled by a person. A cancelled one is
 * not even shown as context in later emails (design section 8).
 */
export function mayBeShown(message: {
  readonly seq: number;
  readonly deletedAt: number | null;
  readonly cancelledAt: number | null;
}): boolean {
  return message.seq > 0 && message.deletedAt === null && message.cancelledAt === null;
}

/**
 * Which part of the conversation an email shows (design R3): everything, or the news onwards with some messages before
 * it. `messages` counts what may be shown at all.
 */
export function shownPart(messages: number, settings: Settings): { readonly before: number } {
  const { contextMessages, shortConversationMessages } = settings.content;
  const isWhole = settings.emailForwarding === 'transcript' || messages <= shortConversationMessages;
  return { before: isWhole ? Number.POSITIVE_INFINITY : contextMessages };
}
