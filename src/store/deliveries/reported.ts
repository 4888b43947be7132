import type { ClientSession } from 'mongodb';
import { accepted } from '../../policy/delivery/attempt-ends.ts';
import type { LedgerFacts } from '../../policy/delivery/copies.ts';
import { type AfterReports, afterReports, hasFailed } from '../../policy/delivery/ledger.ts';
import { withDelivery } from '../../policy/delivery/transitions.ts';
import { alarmOfChange } from '../../policy/look/alarm.ts';
import { withReplies } from '../../policy/pending.ts';
import { isAddressOf } from '../../policy/visitor/address.ts';
import { suppress, withSuppression } from '../addresses/suppressions.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import type { ConversationDoc, DeliveryDoc, DeliveryInConversation, ReportDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { onceCommitted } from '../mongo/transaction.ts';
import { applyToAgentEmail } from './agent-email-reports.ts';
import { findDelivery } from './deliveries.ts';
import { labelForwarded } from './forwarded-label.ts';
import { cancelMessages, newsLeft } from './news-messages.ts';
import { ignoreReports, markReports, ofLedger, unappliedOf, unappliedOfDelivery } from './reports.ts';

/** The result of applying reports. */
export interface Reported {
  readonly delivery: DeliveryDoc;
  /** Whether these reports are the first proof that the provider accepted it. */
  readonly isAccepted: boolean;
  /** Whether the account was flagged because waiting conversations have to learn that the address is suppressed. */
  readonly isFlagged: boolean;
}

/**
 * Applies stored reports to their delivery, each once, in one transaction with it. Reports that only say how an
 * accepted email continues wake no workflow (design P7); those that end an open delivery, decide an unknown one or give
 * messages back to the next email do. Reports about an unknown delivery are marked as ignored.
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
  if (known === null) {
    const isOfAgent = await applyToAgentEmail(store, reports, now);
    if (!isOfAgent) await ignoreReports(store, ids);
    return null;
  }
  const changed = await applyTo(store, known, ids, now);
  if (changed === null) await markReports(store, ids, 'ignored');
  return changed;
}

function applyTo(store: Store, { accountId, conversationId, id }: DeliveryDoc, ids: readonly string[], now: number) {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<Reported | null>> => {
    const delivery = await findDelivery(store, accountId, id, session);
    const reports = await unappliedOf(store, ids, session);
    if (delivery === null || reports.length === 0) return { kind: 'unchanged', result: null };
    const { decides, isAccepted, isFlagged, ...both } = await withReports(
      store,
      { both: { conversation, delivery }, reports, now },
      session,
    );
    await markReports(store, ids, 'applied', session);
    const result = { delivery: both.delivery, isAccepted, isFlagged };
    return { kind: 'changed', ...both, looksNow: decides, result };
  };
  const ref = { accountId, conversationId };
  return changeConversation<Reported | null>(store, { ref, signal: 'deliveryReported', now, apply });
}

/**
 * The delivery with the stored reports that were not applied, because a process died or found no MongoDB. Null if there
 * are none.
 */
export async function withUnapplied(
  store: Store,
  both: DeliveryInConversation,
  now: number,
  session: ClientSession,
): Promise<DeliveryInConversation | null> {
  const reports = await unappliedOfDelivery(store, both.delivery, session);
  if (reports.length === 0) return null;
  const { conversation, delivery, decides } = await withReports(store, { both, reports, now }, session);
  const ids = reports.map(({ _id }) => _id);
  await markReports(store, ids, 'applied', session);
  const isToLook = decides && conversation.openDelivery === null;
  const alarm = isToLook ? alarmOfChange(now, 'deliveryReported', now) : conversation.alarm;
  return { delivery, conversation: { ...conversation, alarm } };
}

interface ToApply {
  readonly both: DeliveryInConversation;
  readonly reports: readonly ReportDoc[];
  readonly now: number;
}

interface Applied extends DeliveryInConversation, Reported {
  readonly delivery: DeliveryDoc;
  /** Whether the workflow has to look now, because newer replies may have waited for this. */
  readonly decides: boolean;
}

/** Both with the reports applied. Messages and suppressions are written here; these two by the caller. */
async function withReports(
  store: Store,
  { both, reports, now: clock }: ToApply,
  session: ClientSession,
): Promise<Applied> {
  const now = Math.max(clock, both.conversation.updatedAt, both.delivery.attempts.at(-1)?.at ?? 0);
  const before = { ...both.delivery, reports: both.delivery.reports ?? [] };
  const after = afterReports(before, reports.map(ofLedger), now);
  const isAccepted = before.acceptedAt === null && after.delivery.acceptedAt !== null;
  const isFailure = hasFailed(after.delivery) && !hasFailed(before);
  const moved = isAccepted ? accepted(both, after.delivery, now) : withDelivery(both, after.delivery);
  const { delivery } = moved;
  if (isAccepted) await labelForwarded(store, delivery, now, session);
  else if (delivery.status !== before.status) await touchMessages(store, delivery, now, session);
  const given = isFailure ? await givenBack(store, moved, now, session) : moved.conversation;
  const told = await withWhatIsSaid(
    store,
    { ...moved, conversation: given },
    { toSuppress: after.suppress, now },
    session,
  );
  onceCommitted(session, () => store.observer?.reported(delivery.accountId, reports));
  const isParked = delivery.status === 'parked' && before.status !== 'parked';
  const decides = isFailure || isParked || (isAccepted && !isUnderWay(before));
  const conversation = decides ? { ...told.conversation, updatedAt: now } : told.conversation;
  return { delivery, conversation, isAccepted, isFlagged: told.isFlagged, decides };
}

/** The conversation with its address suppressed, if a report gives a reason. */
async function withWhatIsSaid(
  store: Store,
  { conversation, delivery }: DeliveryInConversation,
  { toSuppress, now }: { readonly toSuppress: AfterReports<DeliveryDoc>['suppress']; readonly now: number },
  session: ClientSession,
): Promise<{ readonly conversation: ConversationDoc; readonly isFlagged: boolean }> {
  const { accountId, conversationId, id: deliveryId, to: address } = delivery;
  if (toSuppress === null || address === null) return { conversation, isFlagged: false };
  const isFlagged = await suppress(
    store,
    { ...toSuppress, accountId, conversationId, deliveryId, address, now },
    session,
  );
  return { conversation: (await withSuppression(store, conversation, session)).conversation, isFlagged };
}

/** Whether an attempt's answer is still awaited; recording that answer will include a look. */
const isUnderWay = ({ status, attempts }: LedgerFacts) => status === 'sending' && attempts.at(-1)?.end === null;

/** The outcome of messages follows from the delivery; they are written so that event streams report it. */
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
 * The next email carries its messages, unless they or the whole delivery were cancelled, or another email carries them.
 * If the address was corrected before this was known, they make one due: the present address has not failed.
 */
async function givenBack(
  store: Store,
  { conversation, delivery }: DeliveryInConversation,
  now: number,
  session: ClientSession,
): Promise<ConversationDoc> {
  const left = await newsLeft(store, delivery, session);
  if (delivery.dismissed) {
    await cancelMessages(store, delivery, left, { now, session });
    return conversation;
  }
  const isCorrected =
    conversation.visitor.email !== null && delivery.to !== null && !isAddressOf(conversation, delivery.to);
  return { ...conversation, pending: withReplies(conversation.pending, left, !isCorrected) };
}
