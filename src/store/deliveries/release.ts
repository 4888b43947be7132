import { heldBackBy } from '../../policy/delivery/delivery.ts';
import { withDelivery } from '../../policy/delivery/transitions.ts';
import { findAccount } from '../accounts/accounts.ts';
import { draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { findInConversation } from './deliveries.ts';

/** A delivery that was held back by a pause. */
export type Held = Pick<DeliveryDoc, 'accountId' | 'conversationId' | 'id'>;

export interface HeldAsked {
  /** Of one account, or (null) of all that are not paused themselves. */
  readonly accountId: string | null;
  /** Only those that have been held back since this time or an earlier one. */
  readonly heldUntil: number;
  readonly now: number;
  readonly limit: number;
}

/** The next deliveries that a pause holds back. */
export async function heldByPause(store: Store, asked: HeldAsked): Promise<Held[]> {
  const projection = { _id: 0, accountId: 1, conversationId: 1, id: 1 };
  const page = { projection, sort: { nextAttemptAt: 1 }, limit: asked.limit } as const;
  return store.deliveries.find<Held>(await heldIn(store, asked), page).toArray();
}

/**
 * Makes the next emails to agents due that a pause holds back, and has the sweepers wake their workflows; returns how
 * many there were.
 */
export async function releaseAgentEmails(store: Store, asked: HeldAsked): Promise<number> {
  const { now, limit } = asked;
  const held = { ...(await heldIn(store, asked)), watchAt: { $gt: now } };
  const page = await store.agentEmails.find(held, { projection: { _id: 1 }, sort: { watchAt: 1 }, limit }).toArray();
  const ids = page.map(({ _id }) => _id);
  if (ids.length > 0)
    await store.agentEmails.updateMany({ ...held, _id: { $in: ids } }, { $set: { nextAttemptAt: now, watchAt: now } });
  return ids.length;
}

const heldIn = async (store: Store, { accountId, heldUntil, now }: HeldAsked) =>
  ({
    status: 'claimed',
    nextAttemptAt: { $gt: now },
    accountId: accountId ?? { $nin: await pausedAccounts(store) },
    'held.reason': 'paused',
    'held.since': { $lte: heldUntil },
  }) as const;

const pausedAccounts = (store: Store): Promise<string[]> =>
  store.accounts
    .find({ 'settings.delivery.paused': true }, { projection: { _id: 1 } })
    .map(({ _id }) => _id)
    .toArray();

/** What has to be woken. */
export interface Released {
  readonly conversation: ConversationDoc;
  readonly wake: 'alarmOverdue';
}

/**
 * Makes a delivery due that a pause has held back, instead of when it would be checked again; null if there is nothing
 * to do. Its workflow is to be woken; should that be lost, the sweeper finds its alarm.
 */
export function release(store: Store, { accountId, conversationId, id }: Held, now: number): Promise<Released | null> {
  const ref: ConversationRef = { accountId, conversationId };
  return inTransaction(store, async (session) => {
    const read = await findInConversation(store, ref, id, session);
    if (read === null) return null;
    const { delivery } = read;
    const isHeld = delivery.status === 'claimed' && heldBackBy(delivery)?.reason === 'paused';
    if (!isHeld || delivery.nextAttemptAt <= now) return null;
    const account = await findAccount(store, accountId, session);
    if (account === null) return null;
    const due = withStep(draftOf(read.conversation), withDelivery(read, { ...delivery, nextAttemptAt: now }));
    const transition = transitionOf(due, { account, alarm: { kind: 'end' }, now });
    await writeTransition(store, transition, session);
    return { conversation: transition.after, wake: 'alarmOverdue' };
  });
}
