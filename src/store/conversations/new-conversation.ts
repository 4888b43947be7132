import { unknownVisitor } from '../../policy/visitor/address.ts';
import { presenceFrom } from '../../policy/visitor/presence.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';

export type Channel = ConversationDoc['channel'];

/** A conversation in which nothing has been said yet. */
export function newConversation(ref: ConversationRef, channel: Channel, now: number): ConversationDoc {
  return {
    _id: conversationKey(ref),
    accountId: ref.accountId,
    id: ref.conversationId,
    channel,
    visitor: unknownVisitor,
    addressKey: '',
    page: null,
    assignee: null,
    closedAt: null,
    lastSeq: 0,
    held: { count: 0, now: 0 },
    readUpTo: 0,
    lastMessageAt: now,
    listedAt: now,
    waitingSince: null,
    lastAgentAt: null,
    presence: presenceFrom(now),
    pending: [],
    version: 1,
    alarm: null,
    waiting: false,
    openDelivery: null,
    mailedAt: [],
    limitedUntil: null,
    suppressed: null,
    unsubscribedAt: null,
    deliveries: 0,
    parked: 0,
    unknown: 0,
    thread: { subject: null, references: [] },
    createdAt: now,
    updatedAt: now,
  };
}
