import type { ClientSession } from 'mongodb';
import { newlyParked, withoutTroubleOf } from '../../policy/delivery/troubles.ts';
import { tidyPending } from '../../policy/forwarding/waiting.ts';
import { withListing } from '../../policy/listing.ts';
import { type AlarmRule, alarmBy } from '../../policy/look/alarm.ts';
import { withAddressKey } from '../../policy/visitor/address.ts';
import { accountFacts } from '../accounts/accounts.ts';
import type { AccountDoc, ConversationDoc, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { onceCommitted } from '../mongo/transaction.ts';

/**
 * The one way in which a conversation is written together with its deliveries: steps make a draft, `transitionOf`
 * completes it by the rules that hold for every transition, and `writeTransition` writes it. Only two others write to a
 * conversation that exists: the note of an attempt (`deliveries/attempts.ts`), which is guarded by the version instead
 * of reading again, and the sweeper, which marks alarms as followed up (`alarms.ts`).
 */

/** What steps have made so far of a conversation and of its deliveries. */
export interface Draft {
  /** As this transaction read it; a change made meanwhile causes a write conflict. */
  readonly before: ConversationDoc;
  readonly conversation: ConversationDoc;
  readonly deliveries: readonly DeliveryWrite[];
  /** Whether what emails are composed from may have changed. Heartbeats, activity and looks alone do not change it. */
  readonly isNews: boolean;
}

interface DeliveryWrite {
  readonly kind: 'insert' | 'replace';
  readonly delivery: DeliveryDoc;
}

export function draftOf(conversation: ConversationDoc): Draft {
  return { before: conversation, conversation, deliveries: [], isNews: false };
}

/** The draft with one delivery changed, or inserted, and the conversation as it is then. */
export function withStep(
  draft: Draft,
  { conversation, delivery }: DeliveryInConversation,
  kind: DeliveryWrite['kind'] = 'replace',
): Draft {
  const others = draft.deliveries.filter((write) => write.delivery._id !== delivery._id);
  return { ...draft, conversation, deliveries: [...others, { kind, delivery }], isNews: true };
}

/** A conversation and its deliveries as they are to be written. */
export interface Transition extends Pick<Draft, 'before' | 'deliveries'> {
  readonly after: ConversationDoc;
}

export interface Completion {
  readonly account: AccountDoc;
  readonly alarm: AlarmRule;
  readonly now: number;
}

/**
 * Completes a draft: with the next version if it is news, with `pending` tidied, its alarm set and what lists find it by. A process of an
 * older version may have changed an address without its key; the next news corrects that.
 */
export function transitionOf(draft: Draft, { account, alarm, now }: Completion): Transition {
  const { before, conversation, deliveries, isNews } = draft;
  const facts = accountFacts(account);
  const tidied = tidyPending(isNews ? withAddressKeys(conversation) : conversation, facts, now);
  const version = isNews ? before.version + 1 : before.version;
  const listed = withListing(tidied, before);
  return { before, deliveries, after: { ...listed, version, alarm: alarmBy(alarm, tidied, facts, now) } };
}

function withAddressKeys(conversation: ConversationDoc): ConversationDoc {
  const keyed = withAddressKey(conversation);
  const { email } = keyed.visitor;
  if (email === null && keyed.addressDigest === undefined) return keyed;
  return { ...keyed, addressDigest: email === null ? '' : keyOfAddress(email) };
}

/** Writes a transition in the transaction that read it. */
export async function writeTransition(store: Store, transition: Transition, session: ClientSession): Promise<void> {
  tellParked(store, transition, session);
  await writeDeliveries(store, transition.deliveries, session);
  const update = updateOf(transition);
  if (update !== null) await store.conversations.updateOne(update.filter, update.update, { session });
}

/** The same for several conversations, which are written in one command. */
export async function writeTransitions(
  store: Store,
  transitions: readonly Transition[],
  session: ClientSession,
): Promise<void> {
  for (const transition of transitions) {
    tellParked(store, transition, session);
    await writeDeliveries(store, transition.deliveries, session);
  }
  const updates = transitions.flatMap((transition) => updateOf(transition) ?? []);
  if (updates.length === 0) return;
  await store.conversations.bulkWrite(
    updates.map((updateOne) => ({ updateOne })),
    { session },
  );
}

/** Tells which deliveries this parks. */
function tellParked({ observer }: Store, { before, after }: Transition, session: ClientSession): void {
  if (observer === undefined) return;
  const parked = newlyParked(before, after.troubles);
  if (parked.length === 0) return;
  const { accountId, id: conversationId } = after;
  onceCommitted(session, () => {
    for (const { deliveryId, reason } of parked) observer.parked({ accountId, conversationId, deliveryId, reason });
  });
}

/** Writes them in order: a delivery that ends comes before one that opens, because at most one may be open. */
async function writeDeliveries(store: Store, writes: Draft['deliveries'], session: ClientSession): Promise<void> {
  for (const { kind, delivery } of writes)
    if (kind === 'insert') await store.deliveries.insertOne(delivery, { session });
    else await store.deliveries.updateOne({ _id: delivery._id }, { $set: withoutKey(delivery) }, { session });
}

/** What a delivery was read without stays as it is: its email, which is larger than all the rest. */
const withoutKey = ({ _id, ...fields }: DeliveryDoc) => fields;

/** Writes the draft's deliveries early, because the next step queries the conversation's deliveries. */
export async function withDeliveriesWritten(store: Store, draft: Draft, session: ClientSession): Promise<Draft> {
  await writeDeliveries(store, draft.deliveries, session);
  return { ...draft, deliveries: [] };
}

/** Only changed fields are sent: most transitions change only a few. */
function updateOf({ before, after }: Transition) {
  const fields: Partial<ConversationDoc> = Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== before[field as keyof ConversationDoc]),
  );
  if (Object.keys(fields).length === 0) return null;
  return { filter: { _id: after._id }, update: { $set: fields } };
}

/**
 * Takes the next version of a conversation that was read in an earlier transaction; false if it has changed since. For
 * the record of an attempt, which was composed from what was read then: what its delivery waited for is over. If the
 * delivery is not claimed yet, this claims it.
 */
export async function takeNextVersion(
  store: Store,
  { _id, version, troubles = [] }: ConversationDoc,
  { delivery, isClaimed }: { readonly delivery: DeliveryDoc; readonly isClaimed: boolean },
  session: ClientSession,
): Promise<boolean> {
  const others = withoutTroubleOf(troubles, [delivery.id]);
  const told = others.length < troubles.length ? { troubles: others } : {};
  const claim = isClaimed ? {} : { openDelivery: delivery.id, deliveries: delivery.number };
  const { matchedCount } = await store.conversations.updateOne(
    { _id, version },
    { $inc: { version: 1 }, ...setOf({ ...told, ...claim }) },
    { session },
  );
  return matchedCount === 1;
}

const setOf = (fields: Partial<ConversationDoc>) => (Object.keys(fields).length === 0 ? {} : { $set: fields });
