import type { BulkReplayRequest, Delivery, ListDeliveriesQuery } from '../../../packages/client/src/index.ts';
import { type Period, periodFields, periodOf, rangeOf } from '../parts/period.ts';
import { type DeliveryStatus, isParkedReason, isReplayable, type ParkedReason, statusWords } from './delivery-words.ts';

/** What a bulk replay includes: all that a filter finds, or these. */
export type Selected = Omit<BulkReplayRequest, 'id' | 'dryRun'>;

/** Which deliveries are listed, as the page's address says it; null: all. */
export interface DeliveryView {
  readonly status: DeliveryStatus | null;
  readonly reason: ParkedReason | null;
  /** As it was written; empty: any. */
  readonly address: string;
  readonly period: Period;
}

export function deliveryViewOf(query: Readonly<Record<string, string>>): DeliveryView {
  const { state, why, to } = query;
  return {
    status: state !== undefined && Object.hasOwn(statusWords, state) ? (state as DeliveryStatus) : null,
    reason: why !== undefined && isParkedReason(why) ? why : null,
    address: (to ?? '').slice(0, 254),
    period: periodOf(query),
  };
}

/** The part of an address that says which deliveries are listed. */
export function searchOfDeliveries({ status, reason, address, period }: DeliveryView): string {
  const fields = { state: status ?? '', why: reason ?? '', to: address, ...periodFields(period) };
  const text = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
  return text === '' ? '' : `?${text}`;
}

/** @param now in epoch milliseconds */
export function deliveriesQuery({ status, reason, address, period }: DeliveryView, now: number): ListDeliveriesQuery {
  return {
    ...(status === null ? {} : { status }),
    ...(reason === null ? {} : { reason }),
    ...(address === '' ? {} : { address }),
    ...rangeOf(period, now),
  };
}

/** All that the view finds and that can be replayed together; null if that is nothing. */
export function replayOf({ status, reason, address, period }: DeliveryView, now: number): Selected | null {
  if (status !== null && !isReplayable(status)) return null;
  return {
    status: status ?? 'parked',
    ...(reason === null ? {} : { reason }),
    ...(address === '' ? {} : { address }),
    ...rangeOf(period, now),
  };
}

/**
 * The list after one of its deliveries has changed: it stays where it is even if it matches no more, so that one sees
 * what became of it. A new one comes first if it matches.
 */
export function withChanged(
  rows: readonly Delivery[],
  changed: Delivery,
  { status, reason, address, period }: DeliveryView,
): readonly Delivery[] {
  if (rows.some(({ id }) => id === changed.id)) return rows.map((row) => (row.id === changed.id ? changed : row));
  const hasEnded =
    period.kind === 'between' && period.until !== '' && Date.parse(period.until) <= Date.parse(changed.createdAt);
  const matches =
    !hasEnded &&
    (status === null || changed.status === status) &&
    (reason === null || changed.reason === reason) &&
    (address === '' || changed.to?.toLowerCase() === address.toLowerCase());
  return matches && changed.createdAt >= (rows[0]?.createdAt ?? '') ? [changed, ...rows] : rows;
}
