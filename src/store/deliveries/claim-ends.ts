import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { WithdrawalReason } from '../../contract/withdrawals.ts';
import type { Postponed } from '../../policy/delivery/delivery.ts';
import { parked, withDelivery } from '../../policy/delivery/transitions.ts';
import type { NotDueReason } from '../../policy/forwarding/forwarding.ts';
import { findAccount } from '../accounts/accounts.ts';
import { type Draft, draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import { withWithdrawn } from '../conversations/withdrawing.ts';
import type { AccountDoc, ConversationRef, DeliveryInConversation } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { findInConversation } from './deliveries.ts';

/** How a claim without an attempt ends: no longer due, impossible, or later. */
export type ClaimEnd =
  | { readonly kind: 'withdrawn'; readonly reason: WithdrawalReason | NotDueReason }
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
    const ended = await endedDraft(store, read, claim, session);
    if (ended !== null) await writeAndLookNow(store, ended, claim, session);
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
  const ended = await endedDraft(store, read, claim, session);
  if (ended === null) return;
  const { draft } = ended;
  const limited = { ...draft, conversation: { ...draft.conversation, limitedUntil } };
  await writeAndLookNow(store, { ...ended, draft: limited }, claim, session);
}

interface Ended {
  readonly account: AccountDoc;
  readonly draft: Draft;
}

async function writeAndLookNow(store: Store, { account, draft }: Ended, { now }: EndedClaim, session: ClientSession) {
  await writeTransition(store, transitionOf(draft, { account, alarm: { kind: 'end' }, now }), session);
}

/** Null if its account is gone. */
async function endedDraft(
  store: Store,
  read: DeliveryInConversation,
  { ref, end, now }: EndedClaim,
  session: ClientSession,
): Promise<Ended | null> {
  const account = await findAccount(store, ref.accountId, session);
  if (account === null) return null;
  const draft = draftOf(read.conversation);
  switch (end.kind) {
    case 'parked':
      return { account, draft: withStep(draft, parked(read, end.reason)) };
    case 'withdrawn':
      return {
        account,
        draft: await withWithdrawn(store, draft, read.delivery, end.reason, { account, session, now }),
      };
    case 'postponed': {
      const { at, hourStartedAt, held } = end;
      const next = { ...read.delivery, nextAttemptAt: at, hourStartedAt, held };
      return { account, draft: withStep(draft, withDelivery(read, next)) };
    }
    default:
      return end satisfies never;
  }
}
