import type { Agent } from '../contract/agents.ts';
import type { Attachment } from '../contract/attachments.ts';
import type { Conversation } from '../contract/conversations.ts';
import type { Delivery } from '../contract/deliveries.ts';
import type { Job } from '../contract/jobs.ts';
import type { Message } from '../contract/messages.ts';
import { iso } from '../contract/primitives.ts';
import type { Settings } from '../contract/settings.ts';
import type { Suppression } from '../contract/suppressions.ts';
import { sentMail } from '../mail/sent-mail.ts';
import { statusAt } from '../policy/account/agents.ts';
import { awaitsReportUntil, isOpen } from '../policy/delivery/delivery.ts';
import { inOrder, toldAttempts, whyNotDelivered } from '../policy/delivery/ledger.ts';
import type { DeliveryPart } from '../policy/delivery/parts.ts';
import { isDoubt } from '../policy/delivery/report-meanings.ts';
import { troubleOf } from '../policy/delivery/troubles.ts';
import { directKindOf } from '../policy/forwarding/direct.ts';
import { outcomeOf } from '../policy/forwarding/outcome.ts';
import { forwardingState } from '../policy/look/forwarding-state.ts';
import { unreadOf } from '../policy/unread.ts';
import { leftAt, seenAt, silentSince } from '../policy/visitor/presence.ts';
import { accountFacts } from '../store/accounts/accounts.ts';
import { findAgent, roleOf } from '../store/accounts/agents.ts';
import { type LinkedPart, linkExpiresAt, pathTo } from '../store/attachments/links.ts';
import type {
  AccountDoc,
  AgentDoc,
  AttachedFile,
  ConversationDoc,
  DeliveryDoc,
  JobDoc,
  MessageDoc,
  NoteDoc,
  SuppressionDoc,
} from '../store/mongo/documents.ts';

/** Documents as the API shows them. */

const isoOrNull = (time: number | null) => (time === null ? null : iso(time));

/** @param agentId whose `unread` it tells; null if it is shown to no agent in particular */
export function conversationView(
  conversation: ConversationDoc,
  account: AccountDoc,
  now: number,
  agentId: string | null = null,
): Conversation {
  const { id, channel, presence, page, cameBy, heardAt, pageName, username, picture } = conversation;
  const { lastSeq, readUpTo, closedAt } = conversation;
  const { silenceSeconds, afterInactivitySeconds } = account.settings.timing;
  const left =
    directKindOf(conversation) === null
      ? leftAt(presence, silenceSeconds, now)
      : silentSince(presence, afterInactivitySeconds, now);
  const { dueAt, answerUntil, parked, ...forwarding } = forwardingState(conversation, accountFacts(account), now);
  return {
    id,
    channel: pageName === undefined ? channel : { ...channel, pageName },
    state: closedAt === null ? 'open' : 'closed',
    visitor: {
      ...withoutInternals(conversation.visitor),
      ...(username === undefined ? {} : { username }),
      ...(picture === undefined ? {} : { pictureUrl: pathTo(picture, 'preview', linkExpiresAt('view', now)) }),
      presence: {
        state: left === null ? 'here' : 'left',
        activeAt: iso(presence.activeAt),
        seenAt: iso(seenAt(presence)),
        leftAt: isoOrNull(left),
      },
    },
    page,
    ...(cameBy === undefined ? {} : { cameBy: { ...cameBy, at: iso(cameBy.at) } }),
    ...(heardAt === undefined ? {} : { lastVisitorMessageAt: iso(heardAt) }),
    lastSeq,
    lastMessage: lastMessageView(conversation, account),
    lastMessageAt: lastSeq === 0 ? null : iso(conversation.listedAt ?? conversation.lastMessageAt),
    waitingSince: isoOrNull(conversation.waitingSince ?? null),
    ...unreadView(conversation, account, agentId),
    assignee: conversation.assignee ?? null,
    readUpTo,
    forwarding: {
      ...forwarding,
      dueAt: isoOrNull(dueAt),
      ...(parked === 0 ? {} : { parked }),
      ...(answerUntil === null ? {} : { answerUntil: iso(answerUntil) }),
    },
    createdAt: iso(conversation.createdAt),
    updatedAt: iso(conversation.updatedAt),
  };
}

/** What is unread for this agent; nothing if there is no such agent. */
export function unreadView(conversation: ConversationDoc, account: AccountDoc, agentId: string | null) {
  const agent = agentId === null ? null : findAgent(account, agentId);
  return agent === null ? {} : { unread: unreadOf(conversation, agent) };
}

function lastMessageView({ lastMessage }: ConversationDoc, account: AccountDoc): Conversation['lastMessage'] {
  if (lastMessage === null || lastMessage === undefined) return null;
  const { author, kind, preview, at } = lastMessage;
  return { author: authorView(author, account), kind, preview, at: iso(at) };
}

function withoutInternals({ captureDeclined: _, ...visitor }: ConversationDoc['visitor']) {
  return visitor;
}

/** Who is looking: agents see the outcomes of their messages, visitors do not. */
export interface MessageContext {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly deliveries: readonly DeliveryDoc[];
  readonly view: 'agent' | 'visitor';
  readonly now: number;
  /** The base of the links to files; without it they are paths. */
  readonly publicUrl?: string | undefined;
}

export function messageView(message: MessageDoc, context: MessageContext): Message {
  const { conversation, account, deliveries, view, now } = context;
  const { id, conversationId, seq, author, text, via, readVia, forwardedTo } = message;
  const ledger = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const isAgentsOwn = view === 'agent' && author.kind === 'agent';
  return {
    kind: 'message',
    id,
    conversationId,
    seq: seq < 0 ? null : seq,
    state: message.deletedAt !== null ? 'deleted' : seq < 0 ? 'held' : 'sent',
    ...(seq < 0 ? { heldFor: 'contactForm' as const } : {}),
    author: authorView(author, account),
    text,
    via,
    at: iso(message.at),
    receivedAt: iso(message.receivedAt),
    editedAt: isoOrNull(message.editedAt),
    deletedAt: isoOrNull(message.deletedAt),
    readAt: isoOrNull(message.readAt),
    readVia,
    flags: view === 'agent' ? [...(message.flags ?? [])] : [],
    ...(view === 'agent' && message.inboundId !== undefined ? { inboundId: message.inboundId } : {}),
    ...reactionView(message),
    attachments: (message.attachments ?? []).map((file) => attachmentView(file, context)),
    forwardedTo: forwardedTo.map(({ channel, address, at, deliveryId }) => ({
      channel: channel ?? ('email' as const),
      address,
      at: iso(at),
      deliveryId,
      status: ledger.get(deliveryId)?.status ?? 'accepted',
      reason: notDelivered(ledger.get(deliveryId)),
    })),
    ...(isAgentsOwn ? { forwarding: message.forwarding ?? 'auto' } : {}),
    ...(isAgentsOwn ? { outcome: outcomeView(message, conversation, account, deliveries, now) } : {}),
  };
}

function reactionView({ reaction }: MessageDoc): Pick<Message, 'reaction'> {
  if (reaction === undefined || reaction.emoji === null) return {};
  return { reaction: { emoji: reaction.emoji, at: iso(reaction.at) } };
}

/** A note, among the messages that agents see. */
export function noteView(note: NoteDoc, context: Pick<MessageContext, 'account' | 'now' | 'publicUrl'>): Message {
  const { id, conversationId, afterSeq, author, text } = note;
  return {
    kind: 'note',
    id,
    conversationId,
    seq: null,
    afterSeq,
    state: note.deletedAt === null ? 'sent' : 'deleted',
    author: authorView(author, context.account),
    text,
    via: 'api',
    at: iso(note.at),
    receivedAt: iso(note.receivedAt),
    editedAt: isoOrNull(note.editedAt),
    deletedAt: isoOrNull(note.deletedAt),
    readAt: null,
    readVia: null,
    flags: [],
    attachments: (note.attachments ?? []).map((file) => attachmentView(file, context)),
    forwardedTo: [],
  };
}

export function authorView(author: MessageDoc['author'], account: AccountDoc): Message['author'] {
  const agent = author.kind === 'agent' && author.id !== null ? findAgent(account, author.id) : null;
  return { ...author, avatarUrl: agent?.avatarUrl ?? null };
}

export function attachmentView(
  file: AttachedFile,
  { now, publicUrl = '' }: Pick<MessageContext, 'now' | 'publicUrl'>,
): Attachment {
  const { id, name, type, bytes, width, height, previewId } = file;
  const expiresAt = linkExpiresAt('view', now);
  const linkTo = (part: LinkedPart) => `${publicUrl}${pathTo(file, part, expiresAt)}`;
  return {
    id,
    name,
    type,
    bytes,
    ...(width === undefined || height === undefined ? {} : { width, height }),
    url: linkTo('file'),
    ...(previewId === undefined ? {} : { previewUrl: linkTo('preview') }),
    expiresAt: iso(expiresAt),
  };
}

function notDelivered(delivery: DeliveryDoc | undefined): string | null {
  return delivery === undefined ? null : whyNotDelivered({ ...delivery, reports: delivery.reports ?? [] });
}

function outcomeView(
  message: MessageDoc,
  conversation: ConversationDoc,
  account: AccountDoc,
  deliveries: readonly DeliveryDoc[],
  now: number,
) {
  const { until, ...outcome } = outcomeOf(message, { conversation, account: accountFacts(account), deliveries, now });
  return { ...outcome, until: isoOrNull(until) };
}

export function agentView(agent: AgentDoc, now: number): Agent {
  const { id, name, email, avatarUrl, presence, createdAt } = agent;
  return {
    id,
    name,
    email,
    avatarUrl,
    role: roleOf(agent),
    status: agentStatusView(presence, now),
    createdAt: iso(createdAt),
  };
}

/** The status as it is now: after a lapsed lease it is offline since the end of the lease. */
export function agentStatusView(presence: AgentDoc['presence'], now: number): Agent['status'] {
  if (presence === null) return null;
  const status = statusAt(presence, now);
  const hasLapsed = status !== presence.status;
  const since = hasLapsed ? (presence.expiresAt ?? presence.since) : presence.since;
  return { status, since: iso(since), expiresAt: hasLapsed ? null : isoOrNull(presence.expiresAt) };
}

export function suppressionView({
  address,
  reason,
  detail = null,
  by,
  createdAt,
  conversationId,
  deliveryId,
}: SuppressionDoc): Suppression {
  return { address, reason, detail, by: by ?? null, at: iso(createdAt), conversationId, deliveryId };
}

export function deliveryView(delivery: DeliveryDoc): Delivery {
  const { id, conversationId, channel, to, status, trigger, newsSeqs, parts, supersededBy } = delivery;
  return {
    id,
    conversationId,
    channel,
    to,
    status,
    reason: reasonOf(delivery),
    trigger,
    newsSeqs: [...newsSeqs],
    attempts: toldAttempts(delivery).map(({ at, end, result, part }) => ({
      at: iso(at),
      end,
      result,
      ...(part === undefined ? {} : { part }),
    })),
    ...(parts === undefined ? {} : { parts: parts.map(partView) }),
    nextAttemptAt: status === 'claimed' ? iso(delivery.nextAttemptAt) : null,
    reports: inOrder(delivery.reports ?? []).map(({ event, at, attempt, detail }) => ({
      event,
      at: iso(at),
      attempt,
      detail,
    })),
    mayHaveBounced: (delivery.reports ?? []).some(isDoubt),
    replayAskedAt: isoOrNull(delivery.replay?.askedAt ?? null),
    dismissed: delivery.dismissed ? { at: iso(delivery.dismissed.at), reason: delivery.dismissed.reason } : null,
    withdrawn: withdrawnView(delivery),
    supersededBy,
    mailRemovedAt: isoOrNull(delivery.erasedAt ?? delivery.mailRemovedAt ?? null),
    createdAt: iso(delivery.createdAt),
    acceptedAt: isoOrNull(delivery.acceptedAt),
  };
}

function withdrawnView({ status, withdrawn }: DeliveryDoc): Delivery['withdrawn'] {
  if (status !== 'withdrawn' || withdrawn === undefined) return null;
  return { at: iso(withdrawn.at), reason: withdrawn.reason };
}

/** One that was replayed keeps the reason that it was parked for until it is sent, but that is not why it waits. */
const reasonOf = (delivery: DeliveryDoc) =>
  isOpen(delivery) ? (troubleOf(delivery)?.reason ?? null) : delivery.reason;

const partView = ({ kind, acceptedAt }: DeliveryPart) => ({ kind, acceptedAt: isoOrNull(acceptedAt) });

/** With what was sent, which lists leave out: the email, or the texts of the parts. */
export function wholeDeliveryView(delivery: DeliveryDoc, settings?: Settings): Delivery {
  const mail = delivery.channel === 'email' ? sentMail(delivery.request) : null;
  const { parts, status } = delivery;
  const awaited = settings && status === 'unknown' ? iso(awaitsReportUntil(delivery, settings)) : null;
  const view = { ...deliveryView(delivery), ...(settings ? { reportAwaitedUntil: awaited } : {}), mail };
  if (parts === undefined) return view;
  const withText = (part: DeliveryPart) => ({
    ...partView(part),
    ...(part.kind === 'text' ? { text: part.text } : {}),
  });
  return { ...view, parts: parts.map(withText) };
}

export function jobView(job: JobDoc): Job {
  const { id, state, total, done, refused, refusedCount, filter, createdAt, updatedAt } = job;
  const does = job.dismissal === undefined ? 'replay' : 'dismiss';
  const { byReason, mayArriveTwice, leftOut } = job.matched ?? { byReason: [], mayArriveTwice: 0, leftOut: 0 };
  const { status, reason, conversation = null, toKey = null, ids = null, since, until } = filter;
  return {
    id,
    does,
    state,
    total,
    done,
    refused: [...refused],
    refusedCount,
    byReason: [...byReason],
    mayArriveTwice,
    leftOut,
    filter: {
      status,
      reason,
      conversation,
      byAddress: toKey !== null,
      ids: ids && [...ids],
      since: isoOrNull(since),
      until: isoOrNull(until),
    },
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}
