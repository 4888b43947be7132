import type { ClientSession } from 'mongodb';
import { afterUnknown, hasUnknownAttempt, overAt } from '../../policy/delivery/delivery.ts';
import type { AccountDoc, ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Carried, moved, ofUnknownEnd, parked, writeDelivery } from './deliveries.ts';
import { isTakenBack } from './news-messages.ts';
import { withUnapplied } from './reported.ts';

/**
 * The open delivery once nobody will tell the end of its attempt any more (design, Delivery): it waits for the
 * provider's report; after that it is claimed again, to be resent once as it is, or parked with its bytes kept. A report
 * that is stored counts, though nobody has applied it yet.
 * @returns `delivery: null` once it is open no more
 */
export async function withoutWord(
  store: Store,
  before: Carried,
  { settings }: AccountDoc,
  now: number,
  session: ClientSession,
): Promise<{ readonly conversation: ConversationDoc; readonly delivery: DeliveryDoc | null }> {
  const isOver = before.delivery.status === 'sending' && overAt(before.delivery) <= now;
  const unknown = isOver ? ofUnknownEnd(before, null, now) : before;
  const told = hasUnknownAttempt(unknown.delivery) ? await withUnapplied(store, unknown, now, session) : null;
  const after = told ?? (unknown.delivery.status === 'unknown' ? await waited(unknown) : unknown);
  if (after === before) return before;
  await writeDelivery(store, after.delivery, session);
  const conversation = { ...after.conversation, version: before.conversation.version + 1 };
  return { conversation, delivery: conversation.openDelivery === null ? null : after.delivery };

  async function waited(carried: Carried): Promise<Carried> {
    const { delivery } = carried;
    switch (afterUnknown(delivery, settings, now)) {
      case 'wait':
        return carried;
      case 'park':
        return parked(carried, 'unknown');
      case 'resend':
        return (await isTakenBack(store, delivery, session))
          ? parked(carried, 'changedWhileUnknown')
          : moved(carried, { ...delivery, status: 'claimed', nextAttemptAt: now });
    }
  }
}
