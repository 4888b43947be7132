import { Gauge } from 'prom-client';
import { knownEvents } from '../policy/ledger.ts';
import type { Clock } from '../store/clock.ts';
import { lastReportAt, type Received, type ReportDoc } from '../store/reports.ts';
import type { Store } from '../store/store.ts';
import { registry, reportsReceived } from './metrics.ts';

/** Counts the events of a batch; what is not stored was known. An event's name comes from outside, so not all are shown. */
export function measureReports(received: readonly Received[], stored: readonly ReportDoc[]): void {
  const isStored = new Set(stored.map(({ id }) => id));
  for (const one of received) {
    if (one.kind === 'unreadable') {
      reportsReceived.inc({ event: 'other', result: 'unreadable' });
      continue;
    }
    const event = knownEvents.includes(one.report.event) ? one.report.event : 'other';
    const result = one.kind === 'other' ? 'ignored' : isStored.has(one.report.id) ? 'stored' : 'known';
    reportsReceived.inc({ event, result });
  }
}

/** More than this many are as bad; it bounds what a scrape costs. */
const most = 10_000;

/** Asked of MongoDB at each scrape, by the workers: each shows the same. While MongoDB is away there is no number. */
export function observeReports(store: Store, clock: Clock): void {
  gauge(
    'afterchat_seconds_since_last_report',
    'Since an event of the provider was stored; none before the first. The same in every worker.',
    async () => {
      const at = await lastReportAt(store, null);
      return at === null ? Number.NaN : Math.max(0, (await clock()) - at) / 1_000;
    },
  );
  gauge(
    'afterchat_unapplied_reports',
    'Reports that are stored and not yet applied (at most 10,000 are counted); the same in every worker.',
    () => store.reports.countDocuments({ watchAt: { $gt: 0 } }, { limit: most, maxTimeMS: 2_000 }),
  );
}

function gauge(name: string, help: string, value: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.reset();
      try {
        this.set(await value());
      } catch {
        this.set(Number.NaN);
      }
    },
  });
}
