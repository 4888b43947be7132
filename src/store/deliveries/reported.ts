import type { ClientSession } from 'mongodb';
import { afterReports, hasFailed, type LedgerFacts } from '../../policy/delivery/ledger.ts';
import { suppress, withSuppression } from '../addresses/suppressions.ts';
import { type Changed, changeConversation, newAlarm } from '../conversations/change.ts';
import { isAddressOf } from '../conversations/visitor.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc, ReportDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { accepted } from './acceptance.ts';
import { type Carried, findDelivery, moved, writeDelivery } from './deliveries.ts';
import { cancelMessages, newsLeft, riding } from './news-messages.ts';
import { markReports, unappliedOf, unappliedOfDelivery } from './reports.ts';

export interface Reported extends Carried {
  /** The provider is known to have it only by these reports. */
  readonly isAccepted: boolean;
  /** The account was flagged: waiting conversations have to learn that the address is suppressed. */
  readonly isFlagged: boolean;
}

/**
 * Applies stored reports to the delivery that they are about, each once, in one transaction with it. Those that only
 * tell how an accepted mail goes on wake no workflow (design P7); those that end an open delivery, settle an unknown one
 * or give messages back to the next mail do. Reports of an unknown delivery are marked as ignored.
 * @param reports all of one delivery
 */
export async function applyReports(
  store: Store,
  reports: readonly ReportDoc[],
  now: number,
): Promise<Changed<Reported | null> | null> {
  const ids = reports.map(({ _id }) => _id);
  const { accountId, deliveryId } = reports[0] ?? {};
  const known = accountId && deliveryId ? await findDelivery(store, accountId, deliveryId) : null;
  const changed = known && (await applyTo(store, known, ids, now));
  if (changed === null) await markReports(store, ids, 'ignored');
  return changed;
}

function applyTo(store: Store, { accountId, conversationId, id }: DeliveryDoc, ids: readonly string[], now: number) {
  const ref = { accountId, conversationId };
  return changeConversation<Reported | null>(store, ref, 'deliveryReported', now, async (conversation, { session }) => {
    const delivery = await findDelivery(store, accountId, id, session);
    const reports = await unappliedOf(store, ids, session);
    if (delivery === null || reports.length === 0) return { conversation, result: null };
    const reported = await withReports(store, ref, { conversation, delivery }, reports, now, session);
    await markReports(store, ids, 'applied', session);
    return { conversation: reported.conversation, result: reported };
  });
}

/**
 * The delivery with what the provider has told of it to a process that could not apply it: that died, or found no
 * MongoDB. Null if there is nothing of the kind.
 */
export async function withUnapplied(
  store: Store,
  read: Carried,
  now: number,
  session: ClientSession,
): Promise<Carried | null> {
  const { accountId, conversationId } = read.delivery;
  const reports = await unappliedOfDelivery(store, read.delivery, session);
  if (reports.length === 0) return null;
  const reported = await withReports(store, { accountId, conversationId }, read, reports, now, session);
  await markReports(
    store,
    reports.map(({ _id }) => _id),
    'applied',
    session,
  );
  return reported;
}

async function withReports(
  store: Store,
  ref: ConversationRef,
  read: Carried,
  reports: readonly ReportDoc[],
  clock: number,
  session: ClientSession,
): Promise<Reported> {
  const now = Math.max(clock, read.conversation.updatedAt, read.delivery.attempts.at(-1)?.at ?? 0);
  const before = { ...read.delivery, reports: read.delivery.reports ?? [] };
  const after = afterReports(before, reports.map(ofLedger), now);
  const isAccepted = before.acceptedAt === null && after.delivery.acceptedAt !== null;
  const isFailure = hasFailed(after.delivery) && !hasFailed(before);
  const { delivery, conversation: moving } = isAccepted
    ? await accepted(store, read, after.delivery, now, session)
    : moved(read, after.delivery);
  if (!isAccepted && delivery.status !== before.status) await touchMessages(store, delivery, now, session);
  let conversation = isFailure ? await givenBack(store, { conversation: moving, delivery }, now, session) : moving;
  const address = after.suppress === null ? null : delivery.to;
  const isFlagged =
    after.suppress !== null &&
    address !== null &&
    (await suppress(store, { ...ref, deliveryId: delivery.id }, address, after.suppress, now, session));
  if (address !== null) conversation = await withSuppression(store, conversation, session);
  await writeDelivery(store, delivery, session);
  const isParked = delivery.status === 'parked' && before.status !== 'parked';
  const decides = isFailure || isParked || (isAccepted && !isUnderWay(before));
  return { delivery, conversation: awake({ ...conversation }, decides, now), isAccepted, isFlagged };
}

/** An attempt whose answer is still awaited: whoever awaits it looks then. */
const isUnderWay = ({ status, attempts }: LedgerFacts) => status === 'sending' && attempts.at(-1)?.end === null;

/** Look now, for newer replies may have waited for this; while another delivery is open, its end sets the alarm. */
function awake(conversation: ConversationDoc, decides: boolean, now: number): ConversationDoc {
  if (!decides) return conversation;
  const alarm = conversation.openDelivery === null ? newAlarm(now, 'deliveryReported', now) : conversation.alarm;
  return { ...conversation, alarm, updatedAt: now };
}

function ofLedger({ id, event, at, attempt, mail, detail }: ReportDoc) {
  return { id, event, at, attempt, mail, detail };
}

/** What became of its messages follows from the delivery; written so that whoever listens to them is told. */
async function touchMessages(
  store: Store,
  { accountId, conversationId, newsSeqs }: DeliveryDoc,
  now: number,
  session: ClientSession,
): Promise<void> {
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    { $set: { reportedAt: now } },
    { session },
  );
}

/**
 * Its messages ride along in the next mail, unless they were taken back, with it or alone, or another mail carries them.
 * Where the address was corrected before this was known they make one due: the present address has not failed.
 */
async function givenBack(
  store: Store,
  { conversation, delivery }: Carried,
  now: number,
  session: ClientSession,
): Promise<ConversationDoc> {
  const left = await newsLeft(store, delivery, session);
  if (delivery.dismissed) {
    await cancelMessages(store, delivery, left, now, session);
    return conversation;
  }
  const isCorrected =
    conversation.visitor.email !== null && delivery.to !== null && !isAddressOf(conversation, delivery.to);
  return riding(conversation, left, !isCorrected);
}
