import { type DirectChannelKind, directChannels } from '../../contract/direct-channels.ts';
import type { AccountFacts, ConversationFacts, PendingReply } from '../facts.ts';
import { isTooOld, maxDays, tooOldAt } from './news.ts';

/** What the policy knows of conversations on a channel other than the site's chat (docs/channels.md). */

/** The channel of a conversation that came from one; null for chats on a site. */
export function directKindOf({ channel: { kind } }: Pick<ConversationFacts, 'channel'>): DirectChannelKind | null {
  return kind === 'web' ? null : kind;
}

/**
 * Until when the platform lets an agent answer, counted from what the person wrote last; null if it does not, or says
 * nothing about it.
 */
export function answerUntil(conversation: Pick<ConversationFacts, 'channel' | 'heardAt'>): number | null {
  const kind = directKindOf(conversation);
  const { heardAt } = conversation;
  const forMs = kind === null ? null : windowOf(kind);
  return forMs === null || heardAt === undefined ? null : heardAt + forMs;
}

/** How long after what the person wrote last an agent may answer; null: always. */
function windowOf(kind: DirectChannelKind): number | null {
  const { answersForMs, agentsAnswerForMs } = directChannels[kind];
  return agentsAnswerForMs ?? answersForMs;
}

/** Whether the platform lets an agent answer now: never before the person has written. */
export function isAnswerable(conversation: Pick<ConversationFacts, 'channel' | 'heardAt'>, now: number): boolean {
  const kind = directKindOf(conversation);
  if (kind === null) return false;
  const until = answerUntil(conversation);
  return windowOf(kind) === null || (until !== null && now < until);
}

/** Whether the platform takes an answer only as one that a person gives late: its standard window is over. */
export function isLateAnswer(conversation: Pick<ConversationFacts, 'channel' | 'heardAt'>, now: number): boolean {
  const kind = directKindOf(conversation);
  const { heardAt } = conversation;
  const forMs = kind === null ? null : directChannels[kind].answersForMs;
  return forMs !== null && heardAt !== undefined && now >= heardAt + forMs;
}

/** The agents' messages that wait to be sent, in order. That the person reads is no reason not to send one. */
export function unsentOf(pending: readonly PendingReply[], account: AccountFacts, now: number): PendingReply[] {
  return pending.filter(
    ({ isDeleted, isCancelled, receivedAt }) => !isDeleted && !isCancelled && !isTooOld(receivedAt, account, now),
  );
}

/** The pending messages worth keeping: those that may still be sent if a setting changes. */
export function stillUnsent(pending: readonly PendingReply[], _: AccountFacts, now: number): PendingReply[] {
  const kept = pending.filter(({ isDeleted, receivedAt }) => !isDeleted && now <= tooOldAt(receivedAt, maxDays));
  return kept.length === pending.length ? (pending as PendingReply[]) : kept;
}
