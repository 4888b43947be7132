import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Postponed } from '../../policy/delivery/delivery.ts';
import { parked, withDelivery } from '../../policy/delivery/transitions.ts';
import { findAccount } from '../accounts/accounts.ts';
import { type Draft, draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import { withWithdrawn } from '../conversations/withdrawing.ts';
import type { ConversationRef, DeliveryInConversation } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { findInConversation } from './deliveries.ts';

/** How a claim without an attempt ends: no longer due, impossible, or later. */
export type ClaimEnd =
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'parked'; readonly reason: ParkedReason }
  | ({ readonly kind: 'postponed' } & Postponed);

export interface EndedClaim {
  readonly ref: ConversationRef;
  readonly deliveryId: string;
  readonly end: ClaimEnd;
  readonly now: number;
}

/**
 * Ends a claim before an attempt, or postpones it. False: something changed since that version, so look again.
 * @param composedFrom the version of the conversation that the decision is based on
 */
export function endClaim(store: Store, claim: EndedClaim, composedFrom: number): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const read = await findInConversation(store, claim.ref, claim.deliveryId, session);
    if (read?.delivery.status !== 'claimed' || read.conversation.version !== composedFrom) return false;
    await writeAndLookNow(store, await endedDraft(store, read, claim.end, session), claim, session);
    return true;
  });
}

/** Ends a claim because of its address's daily limit, which holds the conversation's emails back until then. */
export async function endLimitedClaim(
  store: Store,
  claim: EndedClaim,
  limitedUntil: number,
  session: ClientSession,
): Promise<void> {
  const read = await findInConversation(store, claim.ref, claim.deliveryId, session);
  if (read === null) return;
  const ended = await endedDraft(store, read, claim.end, session);
  const limited = { ...ended, conversation: { ...ended.conversation, limitedUntil } };
  await writeAndLookNow(store, limited, claim, session);
}

async function writeAndLookNow(store: Store, draft: Draft, { ref, now }: EndedClaim, session: ClientSession) {
  const account = await findAccount(store, ref.accountId, session);
  if (account === null) return;
  await writeTransition(store, transitionOf(draft, { account, alarm: { kind: 'end' }, now }), session);
}

async function endedDraft(
  store: Store,
  read: DeliveryInConversation,
  end: ClaimEnd,
  session: ClientSession,
): Promise<Draft> {
  const draft = draftOf(read.conversation);
  switch (end.kind) {
    case 'parked':
      return withStep(draft, parked(read, end.reason));
    case 'withdrawn':
      return withWithdrawn(store, draft, read.delivery, session);
    case 'postponed': {
      const { at, hourStartedAt, held } = end;
      return withStep(draft, withDelivery(read, { ...read.delivery, nextAttemptAt: at, hourStartedAt, held }));
    }
    default:
      return end satisfies never;
  }
}
