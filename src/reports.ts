import type { Logger } from 'pino';
import { measureDeliveryEnd } from './operating/measured-deliveries.ts';
import type { Changed } from './store/conversations/change.ts';
import { withDeliveries } from './store/deliveries/late-bounces.ts';
import { applyReports } from './store/deliveries/reported.ts';
import type { Clock } from './store/mongo/clock.ts';
import type { ReportDoc } from './store/mongo/documents.ts';
import type { Store } from './store/mongo/store.ts';

export interface ReportsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Who wakes workflows once a report is applied. */
export interface Telling {
  changed(change: Changed<unknown>): unknown;
  flagged(accountId: string): unknown;
}

/** Deliveries whose reports are applied at once. */
const atOnce = 4;

/** Applies stored reports, delivery by delivery; one that fails is left to the sweeper. */
export async function applyAll(
  { store, clock, log }: ReportsDeps,
  reports: readonly ReportDoc[],
  telling: Telling,
): Promise<void> {
  const groups = byDelivery(await withDeliveries(store, reports, await clock()));
  const left = groups.values();
  await Promise.all(
    Array.from({ length: Math.min(atOnce, groups.length) }, async () => {
      for (const group of left) await applied(group);
    }),
  );

  async function applied(group: readonly ReportDoc[]): Promise<void> {
    const [{ accountId, deliveryId } = { accountId: null, deliveryId: null }] = group;
    try {
      const changed = await applyReports(store, group, await clock());
      if (changed?.result == null) return;
      const { delivery, isAccepted, isFlagged } = changed.result;
      if (isAccepted) measureDeliveryEnd(delivery);
      await telling.changed(changed);
      if (isFlagged) await telling.flagged(delivery.accountId);
    } catch (error) {
      log.warn({ accountId, deliveryId, err: error }, 'reports could not be applied; the sweeper tries again');
    }
  }
}

function byDelivery(reports: readonly ReportDoc[]): ReportDoc[][] {
  const groups = new Map<string, ReportDoc[]>();
  for (const report of reports) {
    const key = `${report.accountId}:${report.deliveryId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [report]);
    else group.push(report);
  }
  return [...groups.values()];
}
