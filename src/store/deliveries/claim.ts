import type { DeliveryChannel } from '../../contract/direct-channels.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { Due } from '../../policy/forwarding/forwarding.ts';
import { maxMessagesInMail } from '../../policy/forwarding/news.ts';
import { dueSince } from '../../policy/look/alarm.ts';
import { seenAt } from '../../policy/visitor/presence.ts';
import type { ConversationDoc, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { deliveryKey, randomId } from '../mongo/ids.ts';

/** What a new delivery begins with. */
export interface Claim {
  readonly channel: DeliveryChannel;
  /** When it was due by the policy. */
  readonly at: number;
  readonly trigger: Trigger;
  readonly newsSeqs: readonly number[];
  /** Who asked for it, if a person did. */
  readonly replay: DeliveryDoc['replay'];
}

/** The claim of what is due by itself. */
export const claimOf = ({ channel, at, trigger, news }: Due): Claim => ({
  channel,
  at,
  trigger,
  newsSeqs: news.slice(0, maxMessagesInMail).map(({ seq }) => seq),
  replay: null,
});

/** A look or a claim is never earlier than what it looks at, even if the clocks of hosts differ. */
export function newestFact(conversation: ConversationDoc, open: DeliveryDoc | null): number {
  return Math.max(
    conversation.updatedAt,
    conversation.lastMessageAt,
    seenAt(conversation.presence),
    open?.attempts.at(-1)?.at ?? 0,
    open?.hourStartedAt ?? 0,
  );
}

/** A new delivery of a conversation, its only open one; to be inserted. */
export function claimed(
  conversation: ConversationDoc,
  { channel, at, trigger, newsSeqs, replay }: Claim,
  now: number,
): DeliveryInConversation {
  const { accountId, id: conversationId } = conversation;
  const id = randomId();
  const delivery: DeliveryDoc = {
    _id: deliveryKey(accountId, id),
    accountId,
    id,
    conversationId,
    number: conversation.deliveries + 1,
    channel,
    to: null,
    status: 'claimed',
    reason: null,
    trigger,
    newsSeqs,
    attempts: [],
    hourStartedAt: now,
    nextAttemptAt: now,
    messageId: null,
    subject: null,
    request: null,
    providerMessageId: null,
    replay,
    supersededBy: null,
    dueAt: dueSince(conversation.alarm, at, now),
    createdAt: now,
    acceptedAt: null,
  };
  return { delivery, conversation: { ...conversation, openDelivery: id, deliveries: delivery.number } };
}
