import type { z } from 'zod';
import type { AgentPage } from '../../contract/agents.ts';
import type { Conversation } from '../../contract/conversations.ts';
import { presentAgents } from '../../store/accounts/agents.ts';
import type { AccountDoc, ConversationDoc, MessageDoc, SendingPauseDoc } from '../../store/mongo/documents.ts';
import { conversationKey, sha256 } from '../../store/mongo/ids.ts';
import type { BasicDeps } from '../env.ts';
import { alertView } from '../operator/status-view.ts';
import { agentView, conversationView, deliveryView, messageView } from '../views.ts';
import { agentsView, visitorConversationView, visitorMessageView } from '../visitor/views.ts';
import type { Happening, Shown, State, View } from './happening.ts';
import { type Listeners, movedBy } from './moved.ts';
import { type AccountChange, type Resources, resourcesOf } from './resources.ts';
import { outcomeUpdated, type WaitingReplies, waitingRepliesOf } from './waiting-replies.ts';

/**
 * What these changes are to those who listen. The resources are read as they are now, a collection at a time: never
 * older than the change, and what has been erased since is not told at all.
 */
export async function happeningsOf(
  deps: BasicDeps,
  changes: readonly AccountChange[],
  listeners: Listeners,
): Promise<Happening[]> {
  const resources = await resourcesOf(deps, changes);
  const moved = await movedBy(deps, changes, listeners, resources);
  const changed = changes.flatMap(({ collection, key }) =>
    collection === 'conversations' ? (resources.conversations.get(key) ?? []) : [],
  );
  for (const conversation of changed) noteSilence(conversation, listeners, resources);
  const outcomes = await waitingRepliesOf(deps, [...changed, ...[...moved.values()].flat()], listeners, resources);
  return changes.flatMap((change) => {
    /** One resource that cannot be shown must not keep all the others from everybody. */
    const orLeftOut = <T>(show: () => T): T | null => {
      try {
        return show();
      } catch (error) {
        deps.log.error(
          { err: error, accountId: change.accountId, key: change.key },
          'a change could not be sent to event streams',
        );
        return null;
      }
    };
    const account = resources.accounts.get(change.accountId);
    if (account === undefined) return [];
    // What follows from a change comes before its own event and has no token: whoever has that one's has all.
    const outcomesOf = (conversation: ConversationDoc) => {
      const replies = outcomes.get(conversation._id);
      const context = { conversation, account, now: resources.now };
      return (replies?.messages ?? []).map((message) =>
        orLeftOut(() => outcomeUpdated(message, replies as WaitingReplies, context)),
      );
    };
    const dueAnew = (moved.get(change.token) ?? []).flatMap((conversation) => [
      orLeftOut(() => conversationUpdated(null, conversation, account, resources.now)),
      ...outcomesOf(conversation),
    ]);
    const itself = change.collection === 'conversations' ? resources.conversations.get(change.key) : undefined;
    const happenings = [
      ...dueAnew,
      ...(itself === undefined ? [] : outcomesOf(itself)),
      orLeftOut(() => happeningOf(change, account, resources)),
    ];
    return happenings
      .filter((happening) => happening !== null)
      .map((happening) => ({
        ...happening,
        stateTo: oncePerView((view) => orLeftOut(() => happening.stateTo(view))),
        remembers: oncePerView((view) => orLeftOut(() => happening.remembers?.(view) ?? null)),
        shownTo: oncePerView((view) => orLeftOut(() => happening.shownTo(view))),
      }));
  });
}

/** Agents are told when a visitor falls silent, although nothing is written then. */
export function noteSilence(
  conversation: ConversationDoc,
  { silences, follows }: Listeners,
  { accounts, now }: Pick<Resources, 'accounts' | 'now'>,
): void {
  const account = accounts.get(conversation.accountId);
  const { ids, isAll } = follows(conversation.accountId);
  if (account !== undefined && (isAll || ids.includes(conversation.id))) silences.note(conversation, account, now);
}

function happeningOf(change: AccountChange, account: AccountDoc, resources: Resources): Happening | null {
  const { token, accountId, key } = change;
  switch (change.collection) {
    case 'accounts':
      return agentsUpdated(token, account, resources.now);
    case 'conversations': {
      const conversation = resources.conversations.get(key);
      return conversation === undefined ? null : conversationUpdated(token, conversation, account, resources.now);
    }
    case 'deliveries': {
      const delivery = resources.deliveries.get(key);
      if (delivery === undefined) return null;
      const shown = { type: 'delivery.updated', data: JSON.stringify(deliveryView(delivery)) } as const;
      const { conversationId } = delivery;
      const toAgents = (view: View) => (view === 'agent' ? shown : null);
      return { token, accountId, conversationId, isCoalesced: false, stateTo: () => null, shownTo: toAgents };
    }
    case 'messages': {
      const message = resources.messages.get(key);
      const conversation = message && resources.conversations.get(conversationKey(message));
      if (message === undefined || conversation === undefined) return null;
      return messageHappened(change, message, conversation, account, resources);
    }
    case 'pauses':
      return resources.sendingPause && alertRaised(token, accountId, resources.sendingPause);
    default:
      return change.collection satisfies never;
  }
}

function messageHappened(
  change: AccountChange,
  message: MessageDoc,
  conversation: ConversationDoc,
  account: AccountDoc,
  { ledgers, now }: Resources,
): Happening {
  const { token, accountId, key } = change;
  const { conversationId } = message;
  const viewTo = (view: View) => {
    if (view === 'visitor') return visitorMessageView(message, conversation, account, now);
    const deliveries = ledgers.get(conversationKey(message)) ?? [];
    return messageView(message, { conversation, account, deliveries, view, now });
  };
  const shownTo = (view: View): Shown | null => {
    const type = messageEvent(change, message, view);
    return type && { type, data: JSON.stringify(viewTo(view)) };
  };
  const state = (view: View): State => ({ subject: `message:${key}`, digest: sha256(JSON.stringify(viewTo(view))) });
  /** That it is mailed, say, changes nothing of what a visitor sees. */
  const stateTo = (view: View): State | null => (view === 'agent' ? null : state(view));
  const remembers = (view: View): State | null =>
    view === 'agent' && message.author.kind === 'agent' ? state(view) : null;
  return { token, accountId, conversationId, isCoalesced: false, stateTo, remembers, shownTo };
}

/** To agents a held message comes into being when it is released (design R2). */
function messageEvent({ isNew, isDeletion, isHeld, isRelease }: AccountChange, { seq }: MessageDoc, view: View) {
  if (view === 'agent' && (isHeld || seq < 0)) return null;
  if (isNew || (isRelease && view === 'agent')) return 'message.created';
  return isDeletion ? 'message.deleted' : 'message.updated';
}

export function conversationUpdated(
  token: string | null,
  conversation: ConversationDoc,
  account: AccountDoc,
  now: number,
): Happening {
  const { accountId, id: conversationId } = conversation;
  const toAgents = conversationView(conversation, account, now);
  const toVisitors = visitorConversationView(conversation, account, now);
  /** When it was last written to says nothing to a visitor, who sees only some of what is written. */
  const { updatedAt: _, ...seenByVisitors } = toVisitors;
  const digests = {
    agent: sha256(JSON.stringify(besidesHeartbeats(toAgents))),
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
  };
}

/** All but when the visitor's page was last heard of: a heartbeat alone is no news. */
function besidesHeartbeats({ visitor: { presence, ...visitor }, ...rest }: Conversation) {
  const { seenAt: _, ...seen } = presence;
  return { ...rest, visitor, presence: seen };
}

/** Agents see the list, visitors whether anybody is online. */
function agentsUpdated(token: string, account: AccountDoc, now: number): Happening {
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

/** Sending was paused for everybody, or goes on: told to agents, who find the same in the account's status. */
function alertRaised(token: string, accountId: string, { pausedSince, reason, resumedAt }: SendingPauseDoc): Happening {
  const data = JSON.stringify(alertView({ kind: reason, since: pausedSince }, resumedAt));
  return {
    token,
    accountId,
    conversationId: null,
    isCoalesced: false,
    stateTo: (view) => (view === 'agent' ? { subject: `alert:${reason}`, digest: sha256(data) } : null),
    shownTo: (view) => (view === 'agent' ? { type: 'alert', data } : null),
  };
}

/** Many may listen; what each kind of them is told is made once, and only if one does. */
function oncePerView<T>(make: (view: View) => T): (view: View) => T {
  const made = new Map<View, T>();
  return (view) => {
    if (!made.has(view)) made.set(view, make(view));
    return made.get(view) as T;
  };
}
