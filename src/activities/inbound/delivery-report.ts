import { isSameAddress } from '../../contract/email-address.ts';
import type { DeliveryReport } from '../../mail/inbound/inbound-mail.ts';
import type { Report } from '../../policy/delivery/report-meanings.ts';
import { deliveriesByMessageId } from '../../store/deliveries/deliveries.ts';
import { applyReports } from '../../store/deliveries/reported.ts';
import { type Received, storeReports } from '../../store/deliveries/reports.ts';
import type { DeliveryDoc } from '../../store/mongo/documents.ts';
import { wakeOrLeave } from '../../temporal/wake-changed.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Place } from './place.ts';

type Deps = Pick<ActivityDeps, 'store' | 'clock' | 'log' | 'waker'>;

export interface ReportByEmail {
  readonly place: Place;
  readonly report: DeliveryReport;
  /** The same for the same email. */
  readonly digest: string;
  readonly receivedAt: number;
}

/**
 * Enters a delivery report that came as an email (RFC 3464) into the ledger, as if the provider had reported it. Anybody
 * can write one, so it counts only if it came to the reply address of the email that it is about, names that email by
 * its Message-ID, and is about the address that it went to: only who has the email knows all of this. Whoever gets a copy
 * of the visitor's answer knows it too, so a failure counts no more once the provider has delivered the email.
 */
export async function takeDeliveryReport(deps: Deps, told: ReportByEmail): Promise<void> {
  const { store, clock } = deps;
  const delivery = await deliveryOf(deps, told);
  if (delivery === null) return;
  const received = told.report.recipients
    .filter(({ address }) => isSameAddress(address, delivery.to ?? ''))
    .slice(0, 1)
    .flatMap((recipient): Received[] => {
      const event = eventOf(recipient);
      if (event === null || (recipient.action === 'failed' && delivery.status === 'delivered')) return [];
      const { id: deliveryId, accountId, providerMessageId } = delivery;
      const report: Report = {
        id: `email ${told.digest}`,
        event,
        at: told.receivedAt,
        attempt: null,
        mail: providerMessageId ?? 'attempt 1',
        detail: recipient.detail ?? recipient.status,
      };
      return [{ kind: 'report', accountId, deliveryId, report, smtpId: null }];
    });
  const stored = await storeReports(store, received, await clock());
  if (stored.length === 0) return;
  // What cannot be applied now is left to the sweeper, as with every report.
  const changed = await applyReports(store, stored, await clock());
  await wakeOrLeave(deps, changed);
  if (changed?.result?.isFlagged) await deps.waker.wakeFanOut(delivery.accountId).catch(() => {});
}

async function deliveryOf({ store }: Deps, { place, report }: ReportByEmail): Promise<DeliveryDoc | null> {
  const { link, isByToken } = place;
  if (!isByToken || report.about === null) return null;
  const named = await deliveriesByMessageId(store, [report.about]);
  const isOfPlace = ({ accountId, conversationId, to }: DeliveryDoc) =>
    accountId === link.accountId &&
    conversationId === link.conversationId &&
    to !== null &&
    isSameAddress(to, link.address);
  return named.find(isOfPlace) ?? null;
}

/**
 * The provider's name for what is reported. A failure is about the address only if its code says so (RFC 3463: X.1.1 to
 * X.1.3, X.1.6, X.1.10 and X.2.1); any other one, or a failure without a code, is not.
 */
function eventOf({ action, status }: DeliveryReport['recipients'][number]): string | null {
  switch (action) {
    case 'failed':
      return status !== null && /^5\.(?:1\.(?:1|2|3|6|10)|2\.1)$/.test(status) ? 'bounce' : 'blocked';
    case 'delayed':
      return 'deferred';
    case 'delivered':
      return 'delivered';
    case 'relayed':
    case 'expanded':
      return null;
    default:
      return action satisfies never;
  }
}
