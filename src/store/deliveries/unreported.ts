import type { ClientSession } from 'mongodb';
import { outcomeUnknown } from '../../policy/delivery/attempt-ends.ts';
import { afterUnknown, hasUnknownAttempt, overAt } from '../../policy/delivery/delivery.ts';
import { parked, withDelivery } from '../../policy/delivery/transitions.ts';
import { type Draft, withStep } from '../conversations/transition.ts';
import type { AccountDoc, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { isTakenBack } from './news-messages.ts';
import { withUnapplied } from './reported.ts';

/** A draft of a conversation, and its open delivery if there is one. */
export interface WithOpen {
  readonly draft: Draft;
  readonly open: DeliveryDoc | null;
}

interface Read {
  readonly draft: Draft;
  readonly open: DeliveryDoc;
  readonly account: AccountDoc;
  readonly now: number;
}

/**
 * What becomes of the open delivery when its attempt's time is over (design, Delivery): it waits for the provider's
 * report; after that it is claimed again, to be resent once as it is, or parked with its bytes kept. A stored report
 * counts even if it has not been applied yet.
 */
export async function resolveUnreported(store: Store, read: Read, session: ClientSession): Promise<WithOpen> {
  const { draft, open, now } = read;
  const before = { conversation: draft.conversation, delivery: open };
  const isOver = open.status === 'sending' && overAt(open) <= now;
  const unknown = isOver ? outcomeUnknown(before, null, now) : before;
  const told = hasUnknownAttempt(unknown.delivery) ? await withUnapplied(store, unknown, now, session) : null;
  const after = told ?? (await waited(store, unknown, read, session)) ?? (isOver ? unknown : null);
  if (after === null) return { draft, open };
  return {
    draft: withStep(draft, after),
    open: after.conversation.openDelivery === null ? null : after.delivery,
  };
}

/** What happens once the wait for a report is over; null: it is not over yet. */
async function waited(
  store: Store,
  both: DeliveryInConversation,
  { account: { settings }, now }: Read,
  session: ClientSession,
): Promise<DeliveryInConversation | null> {
  const { delivery } = both;
  if (delivery.status !== 'unknown') return null;
  switch (afterUnknown(delivery, settings, now)) {
    case 'wait':
      return null;
    case 'park':
      return parked(both, 'unknown');
    case 'resend':
      return (await isTakenBack(store, delivery, session))
        ? parked(both, 'changedWhileUnknown')
        : withDelivery(both, { ...delivery, status: 'claimed', nextAttemptAt: now });
  }
}
