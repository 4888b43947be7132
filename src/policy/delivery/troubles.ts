import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Trouble } from '../facts.ts';
import { type DeliveryFacts, heldBackBy, isOpen } from './delivery.ts';

/** A conversation remembers so many, the newest ones. */
export const maxTroubles = 10;

interface Told extends DeliveryFacts {
  readonly reason: ParkedReason | null;
  readonly reports?: readonly { readonly at: number }[];
}

/** What a delivery's state tells of trouble; null if it goes, has arrived, or needs nothing more. */
export function troubleOf(delivery: Told): Trouble | null {
  const { id: deliveryId, status, reason, nextAttemptAt, attempts } = delivery;
  const since = lastEventOf(delivery);
  switch (status) {
    case 'parked':
      return { deliveryId, kind: 'parked', reason, since };
    case 'bounced':
    case 'dropped':
      return { deliveryId, kind: 'undelivered', reason: status, since };
    case 'unknown':
      return { deliveryId, kind: 'unknown', reason: null, since };
    case 'claimed': {
      const held = heldBackBy(delivery);
      if (held !== null)
        return { deliveryId, kind: 'postponed', reason: held.reason, since: held.since, until: nextAttemptAt };
      if (attempts.at(-1)?.end !== 'refused') return null;
      return { deliveryId, kind: 'refused', reason: 'retrying', since, until: nextAttemptAt };
    }
    case 'sending':
    case 'accepted':
    case 'deferred':
    case 'delivered':
    case 'superseded':
    case 'withdrawn':
    case 'dismissed':
      return null;
    default:
      return status satisfies never;
  }
}

function lastEventOf({ attempts, reports = [], hourStartedAt }: Told): number {
  const last = attempts.at(-1);
  return Math.max(last?.endedAt ?? last?.at ?? hourStartedAt, ...reports.map(({ at }) => at));
}

/** The troubles of a conversation once one of its deliveries is in its next state. */
export function troublesAfter(
  troubles: readonly Trouble[] = [],
  before: Pick<DeliveryFacts, 'status'>,
  next: Told,
): readonly Trouble[] {
  const gotThrough = isOpen(before) && ['accepted', 'deferred', 'delivered'].includes(next.status);
  const others = troubles.filter(
    ({ deliveryId, kind }) => deliveryId !== next.id && !(gotThrough && kind === 'undelivered'),
  );
  const trouble = troubleOf(next);
  return (trouble === null ? others : [...others, trouble]).slice(-maxTroubles);
}

/** Whether the troubles of a conversation with parked deliveries tell of one, as far as there is room for it. */
export const remembersParked = (troubles: readonly Trouble[] = []): boolean =>
  troubles.length >= maxTroubles || newestOf(troubles, 'parked') !== undefined;

/** The troubles of a conversation together with those of its parked deliveries, which older versions did not write to it. */
export function withParked(troubles: readonly Trouble[] = [], parked: readonly Told[]): readonly Trouble[] {
  const others = withoutTroubleOf(
    troubles,
    parked.map(({ id }) => id),
  );
  const all = [...parked.flatMap((delivery) => troubleOf(delivery) ?? []), ...others];
  return all.sort((a, b) => a.since - b.since).slice(-maxTroubles);
}

/** Of the troubles after a change of the conversation, those of deliveries that it parked. */
export function newlyParked(
  before: { readonly parked: number; readonly troubles?: readonly Trouble[] },
  after: readonly Trouble[] = [],
): readonly Trouble[] {
  // An older version parked them and did not say so.
  if (before.parked > 0 && !remembersParked(before.troubles)) return [];
  const known = new Set(before.troubles?.flatMap(({ deliveryId, kind }) => (kind === 'parked' ? deliveryId : [])));
  return after.filter(({ deliveryId, kind }) => kind === 'parked' && !known.has(deliveryId));
}

export const withoutTroubleOf = (troubles: readonly Trouble[], deliveryIds: readonly string[]): readonly Trouble[] =>
  troubles.filter(({ deliveryId }) => !deliveryIds.includes(deliveryId));

/** The newest trouble of a kind; undefined if there is none. */
export const newestOf = (troubles: readonly Trouble[] | undefined, wanted: Trouble['kind']): Trouble | undefined =>
  troubles?.findLast(({ kind }) => kind === wanted);
