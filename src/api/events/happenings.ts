import type { AccountDoc, ConversationDoc, PauseDoc } from '../../store/mongo/documents.ts';
import { conversationKey } from '../../store/mongo/ids.ts';
import type { BasicDeps } from '../env.ts';
import type { Happening, View } from './happening.ts';
import { type Listeners, movedBy } from './moved.ts';
import {
  agentsUpdated,
  alertRaised,
  conversationErased,
  conversationUpdated,
  deliveryUpdated,
  messageHappened,
  noteHappened,
  typingHappened,
} from './resource-events.ts';
import { type AccountChange, type Resources, resourcesOf } from './resources.ts';
import { noteSilence } from './silent-visitors.ts';
import { outcomeUpdated, type WaitingReplies, waitingRepliesOf } from './waiting-replies.ts';

/**
 * What these changes mean to those who listen. The resources are read as they are now, with one query per collection,
 * so they are never older than the change; what has been erased since is left out.
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
    /** One resource that cannot be shown must not block all the others. */
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
    // What follows from a change comes before the change's own event and has no token: that event's id then covers all.
    const outcomesOf = (conversation: ConversationDoc) => {
      const replies = outcomes.get(conversation._id);
      const context = { conversation, account, now: resources.now, publicUrl: resources.publicUrl };
      return (replies?.messages ?? []).map((message) =>
        orLeftOut(() => outcomeUpdated(message, replies as WaitingReplies, context)),
      );
    };
    const dueAnew = (moved.get(change.token) ?? []).flatMap((conversation) => [
      orLeftOut(() => conversationUpdated(null, { conversation, account }, resources.now)),
      ...outcomesOf(conversation),
    ]);
    const itself = conversationOf(change, resources);
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
        shownToAgent: (agentId: string) => orLeftOut(() => happening.shownToAgent?.(agentId) ?? null),
      }));
  });
}

/** The conversation whose waiting replies may have other outcomes by this change. */
function conversationOf({ collection, key }: AccountChange, { conversations, deliveries }: Resources) {
  if (collection === 'conversations') return conversations.get(key);
  const delivery = collection === 'deliveries' ? deliveries.get(key) : undefined;
  return delivery && conversations.get(conversationKey(delivery));
}

export function happeningOf(change: AccountChange, account: AccountDoc, resources: Resources): Happening | null {
  const { token, accountId, key } = change;
  switch (change.collection) {
    case 'accounts':
      return agentsUpdated(token, account, resources.now);
    case 'conversations': {
      const conversation = resources.conversations.get(key);
      return conversation === undefined ? null : conversationUpdated(token, { conversation, account }, resources.now);
    }
    case 'deliveries': {
      const delivery = resources.deliveries.get(key);
      return delivery === undefined ? null : deliveryUpdated(token, delivery);
    }
    case 'erasures':
      return change.isNew ? conversationErased(change) : null;
    case 'messages': {
      const message = resources.messages.get(key);
      const conversation = message && resources.conversations.get(conversationKey(message));
      if (message === undefined || conversation === undefined) return null;
      return messageHappened(change, { message, conversation, account }, resources);
    }
    case 'notes': {
      const note = resources.notes.get(key);
      return note === undefined ? null : noteHappened(change, note, account, resources);
    }
    case 'typing':
      return typingHappened(change, account, resources.now);
    case 'pauses': {
      const alert = ofPause(resources.pauses.get(key));
      return alert && alertRaised(token, accountId, alert);
    }
    case 'accountAlerts': {
      const alert = resources.alerts.get(key);
      return alert === undefined ? null : alertRaised(token, accountId, alert);
    }
    default:
      return change.collection satisfies never;
  }
}

/** Null if the document is of no pause. */
function ofPause(pause: PauseDoc | undefined) {
  if (pause === undefined || pause._id === 'refusals') return null;
  const kind = pause._id === 'operator' ? 'deploymentPaused' : pause.reason;
  return { kind, since: pause.pausedSince, endedAt: pause.resumedAt } as const;
}

/** Makes a value at most once per view, however many listen, and only if somebody does. */
function oncePerView<T>(make: (view: View) => T): (view: View) => T {
  const made = new Map<View, T>();
  return (view) => {
    if (!made.has(view)) made.set(view, make(view));
    return made.get(view) as T;
  };
}
