import { knownEvents } from '../policy/delivery/ledger.ts';
import type { Received } from '../store/deliveries/reports.ts';
import type { ReportDoc } from '../store/mongo/documents.ts';
import { reportsReceived } from './metrics.ts';

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
