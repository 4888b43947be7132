import type { z } from 'zod';
import type { AgentPage } from '../../contract/agents.ts';
import type { Conversation } from '../../contract/conversations.ts';
import type { Change } from '../../store/changes.ts';
import type { AccountDoc, ConversationDoc, MessageDoc } from '../../store/documents.ts';
import { conversationKey, sha256 } from '../../store/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { agentView, conversationView, deliveryView, messageView } from '../views.ts';
import type { Happening, Shown, View } from './happening.ts';
import { type Resources, resourcesOf } from './resources.ts';

/**
 * What these changes are to those who listen. The resources are read as they are now, a collection at a time: never
 * older than the change, and what has been erased since is not told at all.
 */
export async function happeningsOf(
  deps: Pick<ApiDeps, 'store' | 'clock' | 'log'>,
  changes: readonly Change[],
): Promise<Happening[]> {
  const resources = await resourcesOf(deps, changes);
  return changes.flatMap((change) => {
    /** One resource that cannot be shown must not keep all the others from everybody. */
    const orLeftOut = <T>(show: () => T): T | null => {
      try {
        return show();
      } catch (error) {
        deps.log.error({ err: error, accountId: change.accountId, key: change.key }, 'a change could not be shown');
        return null;
      }
    };
    const account = resources.accounts.get(change.accountId);
    const happening = account === undefined ? null : orLeftOut(() => happeningOf(change, account, resources));
    if (happening === null) return [];
    return [{ ...happening, shownTo: once((view) => orLeftOut(() => happening.shownTo(view))) }];
  });
}

function happeningOf(change: Change, account: AccountDoc, resources: Resources): Happening | null {
  const { token, accountId, key } = change;
  switch (change.collection) {
    case 'accounts':
      return agentsUpdated(token, account);
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
      return { token, accountId, conversationId, state: null, isCoalesced: false, shownTo: toAgents };
    }
    case 'messages': {
      const message = resources.messages.get(key);
      const conversation = message && resources.conversations.get(conversationKey(message));
      if (message === undefined || conversation === undefined) return null;
      const { conversationId } = message;
      const deliveries = resources.ledgers.get(conversationKey(message)) ?? [];
      const shownTo = (view: View): Shown | null => {
        const type = messageEvent(change, message, view);
        const context = { conversation, account, deliveries, view, now: resources.now };
        return type && { type, data: JSON.stringify(messageView(message, context)) };
      };
      return { token, accountId, conversationId, state: null, isCoalesced: false, shownTo };
    }
    default:
      return change.collection satisfies never;
  }
}

/** To agents a held message comes into being when it is released (design R2). */
function messageEvent({ isNew, isDeletion, isHeld, isRelease }: Change, { seq }: MessageDoc, view: View) {
  if (view === 'agent' && (isHeld || seq < 0)) return null;
  if (isNew || (isRelease && view === 'agent')) return 'message.created';
  return isDeletion ? 'message.deleted' : 'message.updated';
}

function conversationUpdated(
  token: string,
  conversation: ConversationDoc,
  account: AccountDoc,
  now: number,
): Happening {
  const view = conversationView(conversation, account, now);
  const { accountId, id: conversationId } = conversation;
  const shown = { type: 'conversation.updated', data: JSON.stringify(view) } as const;
  const state = { subject: `conversation:${conversationId}`, digest: sha256(JSON.stringify(besidesHeartbeats(view))) };
  return { token, accountId, conversationId, state, isCoalesced: true, shownTo: () => shown };
}

/** All but when the visitor's page was last heard of: a heartbeat alone is no news. */
function besidesHeartbeats({ visitor: { presence, ...visitor }, ...rest }: Conversation) {
  const { seenAt: _, ...seen } = presence;
  return { ...rest, visitor, presence: seen };
}

function agentsUpdated(token: string, account: AccountDoc): Happening {
  const listed = account.agents
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const data = JSON.stringify({ items: listed.map(agentView), nextCursor: null } satisfies z.infer<typeof AgentPage>);
  const shown = { type: 'agents.updated', data } as const;
  const state = { subject: 'agents', digest: sha256(data) };
  const shownTo = (view: View) => (view === 'agent' ? shown : null);
  return { token, accountId: account._id, conversationId: null, state, isCoalesced: false, shownTo };
}

/** Many may listen; the view of each kind is made once, and only if one does. */
function once(make: (view: View) => Shown | null): (view: View) => Shown | null {
  const made = new Map<View, Shown | null>();
  return (view) => {
    const known = made.get(view);
    if (known !== undefined) return known;
    const shown = make(view);
    made.set(view, shown);
    return shown;
  };
}
