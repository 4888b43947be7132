import type { ClaimEnd } from '../store/deliveries/attempts.ts';
import { dueToAcceptedMs } from '../store/deliveries/deliveries.ts';
import type { DeliveryDoc } from '../store/mongo/documents.ts';
import { deliveriesEnded, dueToAccepted } from './metrics.ts';

/** Counts a delivery that ended without an attempt. */
export function measureClaimEnd(end: ClaimEnd): void {
  if (end.kind !== 'postponed') deliveriesEnded.inc({ end: end.kind, reason: end.kind === 'parked' ? end.reason : '' });
}

/** Counts a delivery that an attempt ended (null: it goes on), and how long after it was due, or replayed, that was. */
export function measureDeliveryEnd(delivery: DeliveryDoc | null): void {
  if (delivery === null) return;
  const { status, reason } = delivery;
  deliveriesEnded.inc({ end: status, reason: reason ?? '' });
  const ms = dueToAcceptedMs(delivery);
  if (ms !== null) dueToAccepted.observe(ms / 1_000);
}
