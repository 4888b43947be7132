import type { DeliveryDoc, ReportDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type DerivedReport, markReports, storeDerived } from './reports.ts';

/** A bounce without our ids is matched to emails of this many days before it. */
export const lateBounceDays = 5;
/** If there are more emails to one address, only the newest are considered. */
const maxConsidered = 20;
const dayMs = 86_400_000;

/**
 * Finds the email that a late bounce belongs to, which carries neither our arguments nor the provider's id (SendGrid,
 * Event Webhook: asynchronous bounces). The provider's SMTP id decides if an earlier report had the same one. Otherwise
 * it is the email recently accepted for its address, in any account; if there are several, each records that it
 * may have bounced. A bounce that fits no email belongs to somebody else.
 * @returns the reports to apply: those that name their delivery, unchanged, and those for the deliveries found here
 */
export async function withDeliveries(store: Store, reports: readonly ReportDoc[], now: number): Promise<ReportDoc[]> {
  const all: ReportDoc[] = [];
  for (const report of reports) {
    if (report.deliveryId !== null) {
      all.push(report);
      continue;
    }
    const of = await deliveriesOf(store, report);
    all.push(...(await storeDerived(store, report, of, now)));
    await markReports(store, [report._id], of.length > 0 ? 'applied' : 'ignored');
  }
  return all;
}

async function deliveriesOf(store: Store, report: ReportDoc): Promise<DerivedReport[]> {
  const bySmtpId = await deliveryOfSmtpId(store, report);
  if (bySmtpId !== null) return [bySmtpId];
  const candidates = await lastMailsTo(store, report);
  const doubt = report.event === 'blocked' ? 'mayBeBlocked' : 'mayHaveBounced';
  const event = candidates.length === 1 ? report.event : doubt;
  return candidates.map(({ accountId, id, providerMessageId }) => {
    return { accountId, deliveryId: id, event, mail: providerMessageId ?? report.mail };
  });
}

async function deliveryOfSmtpId(store: Store, { smtpId, event }: ReportDoc): Promise<DerivedReport | null> {
  if (smtpId === undefined) return null;
  const earlier = await store.reports.findOne({ smtpId, deliveryId: { $gt: '' } }, { maxTimeMS: 2_000 });
  if (earlier === null || earlier.accountId === null || earlier.deliveryId === null) return null;
  const { accountId, deliveryId, mail } = earlier;
  return { accountId, deliveryId, event, mail };
}

type Candidate = Pick<DeliveryDoc, 'accountId' | 'id' | 'providerMessageId'>;

/** Emails that the provider accepted for its address within the days before and that are not known to have failed. */
function lastMailsTo(store: Store, { toKey, at }: ReportDoc): Promise<Candidate[]> {
  if (toKey === undefined) return Promise.resolve([]);
  return store.deliveries
    .find(
      {
        toKey,
        // Reports have whole seconds, and clocks differ a little.
        acceptedAt: { $gt: at - lateBounceDays * dayMs, $lt: at + 2_000 },
        status: { $in: ['accepted', 'deferred', 'delivered'] },
      },
      {
        projection: { accountId: 1, id: 1, providerMessageId: 1 },
        sort: { acceptedAt: -1 },
        limit: maxConsidered,
        maxTimeMS: 2_000,
      },
    )
    .toArray();
}
