import type { Logger } from 'pino';
import { measureDeliveryEnd } from './operating/measured.ts';
import { knownEvents } from './policy/delivery/report-meanings.ts';
import { withDeliveries } from './store/deliveries/late-bounces.ts';
import { applyProgress, maxTogether } from './store/deliveries/progress.ts';
import { applyReports } from './store/deliveries/reported.ts';
import type { Clock } from './store/mongo/clock.ts';
import type { ReportDoc } from './store/mongo/documents.ts';
import type { Store } from './store/mongo/store.ts';
import type { ToWake } from './temporal/wake-changed.ts';

export interface ReportsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Wakes workflows once a report is applied. */
export interface Telling {
  changed(change: ToWake): unknown;
  flagged(accountId: string): unknown;
}

const left = 'reports could not be applied; the sweeper tries again';

/** How many deliveries' reports are applied at a time. */
const atOnce = 4;

/**
 * Applies stored reports: those that only say how accepted emails continue together, the others delivery by delivery.
 * Never rejects: what cannot be applied now is left to the sweeper.
 */
export async function applyAll(
  { store, clock, log }: ReportsDeps,
  reports: readonly ReportDoc[],
  telling: Telling,
): Promise<void> {
  const groups = await leftByProgress(byDelivery(await toApply()));
  const waiting = groups.values();
  await Promise.all(
    Array.from({ length: Math.min(atOnce, groups.length) }, async () => {
      for (const group of waiting) await applied(group);
    }),
  );

  /** Finds out which reports concern which delivery; none while MongoDB is away. */
  async function toApply(): Promise<readonly ReportDoc[]> {
    try {
      return await withDeliveries(store, reports, await clock());
    } catch (error) {
      log.warn({ reports: reports.length, err: error }, left);
      return [];
    }
  }

  async function leftByProgress(groups: readonly ReportGroup[]): Promise<readonly ReportGroup[]> {
    const all: ReportGroup[] = [];
    for (let from = 0; from < groups.length; from += maxTogether) {
      const some = groups.slice(from, from + maxTogether);
      try {
        all.push(...(await applyProgress(store, some, await clock())));
      } catch (error) {
        log.warn({ deliveries: some.length, err: error }, left);
      }
    }
    return all;
  }

  async function applied(group: readonly ReportDoc[]): Promise<void> {
    const [{ accountId, deliveryId } = { accountId: null, deliveryId: null }] = group;
    try {
      const changed = await applyReports(store, group, await clock());
      if (changed?.result == null) return;
      const { delivery, isAccepted, isFlagged } = changed.result;
      if (isAccepted) measureDeliveryEnd(delivery);
      // An event that we do not know is a text from outside.
      const events = group.map(({ event }) => (knownEvents.includes(event) ? event : 'other'));
      const { status, reason } = delivery;
      log.info(
        { accountId, conversationId: delivery.conversationId, deliveryId, events, status, reason },
        'reports applied',
      );
      await telling.changed(changed);
      if (isFlagged) await telling.flagged(delivery.accountId);
    } catch (error) {
      log.warn({ accountId, deliveryId, err: error }, left);
    }
  }
}

/** The reports of one delivery. */
type ReportGroup = readonly ReportDoc[];

function byDelivery(reports: readonly ReportDoc[]): ReportGroup[] {
  const groups = new Map<string, ReportDoc[]>();
  for (const report of reports) {
    const key = `${report.accountId}:${report.deliveryId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [report]);
    else group.push(report);
  }
  return [...groups.values()];
}
