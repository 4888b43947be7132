import type { z } from 'zod';
import type { AgentPage } from '../../contract/agents.ts';
import type { Conversation } from '../../contract/conversations.ts';
import { type Typing, typingSeconds } from '../../contract/typing.ts';
import { presentAgents } from '../../store/accounts/agents.ts';
import type {
  AccountAlertDoc,
  AccountDoc,
  ConversationDoc,
  DeliveryDoc,
  MessageDoc,
  NoteDoc,
} from '../../store/mongo/documents.ts';
import { conversationKey, sha256 } from '../../store/mongo/ids.ts';
import { alertView } from '../operator/status-view.ts';
import { agentView, authorView, conversationView, deliveryView, messageView, noteView, unreadView } from '../views.ts';
import { agentsView, visitorConversationView, visitorMessageView } from '../visitor/views.ts';
import type { Happening, Shown, State, View } from './happening.ts';
import type { AccountChange, Resources } from './resources.ts';

/** The events about each kind of resource. */

/** A conversation, and the account whose settings determine how it is shown. */
interface ShownConversation {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
}

export function messageHappened(
  change: AccountChange,
  { message, conversation, account }: ShownConversation & { readonly message: MessageDoc },
  { ledgers, now, publicUrl }: Pick<Resources, 'ledgers' | 'now' | 'publicUrl'>,
): Happening {
  const { token, accountId, key } = change;
  const { conversationId } = message;
  const viewTo = (view: View) => {
    if (view === 'visitor') return visitorMessageView(message, { conversation, account, now, publicUrl });
    const deliveries = ledgers.get(conversationKey(message)) ?? [];
    return messageView(message, { conversation, account, deliveries, view, now, publicUrl });
  };
  const shownTo = (view: View): Shown | null => {
    const type = messageEvent(change, message, view);
    return type && { type, data: JSON.stringify(viewTo(view)) };
  };
  const state = (view: View): State => ({ subject: `message:${key}`, digest: sha256(JSON.stringify(viewTo(view))) });
  /** Some changes, such as that it was emailed, change nothing that a visitor sees. */
  const stateTo = (view: View): State | null => (view === 'agent' ? null : state(view));
  const remembers = (view: View): State | null =>
    view === 'agent' && message.author.kind === 'agent' ? state(view) : null;
  return { token, accountId, conversationId, isCoalesced: false, stateTo, remembers, shownTo };
}

/** Told to agents alone, every time. */
export function noteHappened(
  { token, accountId, isNew, isDeletion }: AccountChange,
  note: NoteDoc,
  account: AccountDoc,
  { now, publicUrl }: Pick<Resources, 'now' | 'publicUrl'>,
): Happening {
  const type = isNew ? 'message.created' : isDeletion ? 'message.deleted' : 'message.updated';
  const shown: Shown = { type, data: JSON.stringify(noteView(note, { account, now, publicUrl })) };
  return {
    token,
    accountId,
    conversationId: note.conversationId,
    isCoalesced: false,
    stateTo: () => null,
    shownTo: (view) => (view === 'agent' ? shown : null),
  };
}

/** For agents, a held message comes into being when it is released (design R2). */
function messageEvent({ isNew, isDeletion, isHeld, isRelease }: AccountChange, { seq }: MessageDoc, view: View) {
  if (view === 'agent' && (isHeld || seq < 0)) return null;
  if (isNew || (isRelease && view === 'agent')) return 'message.created';
  return isDeletion ? 'message.deleted' : 'message.updated';
}

export function conversationUpdated(
  token: string | null,
  { conversation, account }: ShownConversation,
  now: number,
): Happening {
  const { accountId, id: conversationId } = conversation;
  const toAgents = conversationView(conversation, account, now);
  const toVisitors = visitorConversationView(conversation, account, now);
  /** Without `updatedAt`, which also changes with what visitors do not see. */
  const { updatedAt: _, ...seenByVisitors } = toVisitors;
  const digests = {
    // What is unread differs between agents, and changes with how far they have read.
    agent: sha256(JSON.stringify([besidesHeartbeats(toAgents), conversation.fromVisitor, conversation.readBy])),
    visitor: sha256(JSON.stringify(seenByVisitors)),
  };
  const shown = { agent: JSON.stringify(toAgents), visitor: JSON.stringify(toVisitors) };
  return {
    token,
    accountId,
    conversationId,
    isCoalesced: true,
    stateTo: (view) => ({ subject: `conversation:${conversationId}`, digest: digests[view] }),
    shownTo: (view) => ({ type: 'conversation.updated', data: shown[view] }),
    shownToAgent: (agentId) => {
      const data = JSON.stringify({ ...toAgents, ...unreadView(conversation, account, agentId) });
      return { type: 'conversation.updated', data };
    },
  };
}

/** Nothing more is said about it than its id. */
export function conversationErased({ token, accountId, key }: AccountChange): Happening {
  const id = key.slice(accountId.length + 1);
  const shown: Shown = { type: 'conversation.deleted', data: JSON.stringify({ id }) };
  return {
    token,
    accountId,
    conversationId: id,
    isItsLast: true,
    isCoalesced: false,
    stateTo: () => null,
    shownTo: () => shown,
  };
}

/** Without the time of the last heartbeat: a heartbeat alone is not sent. */
function besidesHeartbeats({ visitor: { presence, ...visitor }, ...rest }: Conversation) {
  const { seenAt: _, ...seen } = presence;
  return { ...rest, visitor, presence: seen };
}

/** Sent to agents only, every time. */
export function deliveryUpdated(token: string, delivery: DeliveryDoc): Happening {
  const { accountId, conversationId } = delivery;
  const shown: Shown = { type: 'delivery.updated', data: JSON.stringify(deliveryView(delivery)) };
  return {
    token,
    accountId,
    conversationId,
    isCoalesced: false,
    stateTo: () => null,
    shownTo: (view) => (view === 'agent' ? shown : null),
  };
}

/** Agents get the list, visitors whether anybody is online. */
export function agentsUpdated(token: string, account: AccountDoc, now: number): Happening {
  const items = presentAgents(account).map((agent) => agentView(agent, now));
  const page: z.infer<typeof AgentPage> = { items, nextCursor: null };
  const shown = { agent: JSON.stringify(page), visitor: JSON.stringify(agentsView(account, now)) };
  return {
    token,
    accountId: account._id,
    conversationId: null,
    isCoalesced: false,
    stateTo: (view) => ({ subject: 'agents', digest: sha256(shown[view]) }),
    shownTo: (view) => ({ type: 'agents.updated', data: shown[view] }),
  };
}

/** Told to the other side and to all agents, so that two do not answer at once; not to those who resume later. */
export function typingHappened({ token, accountId, key, typing }: AccountChange, account: AccountDoc, now: number) {
  const expiresInSeconds = typing?.isTyping ? typingSeconds : 0;
  if (typing === null || now >= typing.at + typingSeconds * 1_000) return null;
  const conversationId = key.split(':')[1] as string;
  const data: Typing = {
    conversationId,
    author: authorView(typing.by, account),
    until: new Date(typing.at + expiresInSeconds * 1_000).toISOString(),
    expiresInSeconds,
  };
  const shown: Shown = { type: 'typing', data: JSON.stringify(data) };
  const isVisitors = typing.by.kind === 'visitor';
  const happening: Happening = {
    token,
    accountId,
    conversationId,
    isCoalesced: false,
    stateTo: () => null,
    shownTo: (view) => (view === 'agent' || !isVisitors ? shown : null),
  };
  return happening;
}

/** An alert was raised, or has ended: sent to agents; the account's status says the same. */
export function alertRaised(
  token: string,
  accountId: string,
  { kind, since, endedAt }: Pick<AccountAlertDoc, 'kind' | 'since' | 'endedAt'>,
): Happening {
  const data = JSON.stringify(alertView({ kind, since }, endedAt));
  return {
    token,
    accountId,
    conversationId: null,
    isCoalesced: false,
    stateTo: (view) => (view === 'agent' ? { subject: `alert:${kind}`, digest: sha256(data) } : null),
    shownTo: (view) => (view === 'agent' ? { type: 'alert', data } : null),
  };
}
