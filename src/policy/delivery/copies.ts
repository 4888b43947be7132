import type { ParkedReason } from '../../contract/outcomes.ts';
import { type Attempt, type DeliveryStatus, isOpenEnd, mayStillBeTaken } from './delivery.ts';
import { type Report, type Standing, standings, standingTold } from './report-meanings.ts';

/** A mail whose outcome was unknown may have been sent twice: what is known of its copies, and what that makes of it. */

/** What of a delivery its reports are about. */
export interface LedgerFacts {
  readonly status: DeliveryStatus;
  readonly reason: ParkedReason | null;
  /** Since when the provider is known to have it; null before. */
  readonly acceptedAt: number | null;
  readonly providerMessageId: string | null;
  /** Set once a person gave it up for good. */
  readonly dismissed?: unknown;
  readonly attempts: readonly Attempt[];
  readonly reports: readonly Report[];
}

/** Of several copies of one mail, the one that did best is what counts: whoever has one needs no other. */
const bestFirst: readonly Standing[] = [
  'delivered',
  'deferred',
  'accepted',
  'doubtful',
  'blocked',
  'bounced',
  'dropped',
];

/** Of two copies, the one that was taken gives the delivery its id. */
export const isOfTaken = ({ acceptedAt }: LedgerFacts, standing: Standing) =>
  acceptedAt !== null || standing !== 'dropped';

/** Which copy of the mail a report is about: where there can be only one, its id does not matter. */
export function copyOf({ attempts, providerMessageId, reports }: LedgerFacts, { mail }: Report): string {
  if (attempts.length <= 1) return providerMessageId ?? reports[0]?.mail ?? mail;
  return providerMessageId !== null && mail.startsWith(providerMessageId) ? providerMessageId : mail;
}

export function isKnownCopy({ acceptedAt, providerMessageId, reports }: LedgerFacts, mail: string): boolean {
  const isAnswered = acceptedAt !== null && providerMessageId === mail;
  return isAnswered || reports.some((known) => known.mail === mail && standingTold(known) !== null);
}

/**
 * The first word of a copy tells the end of an attempt: of the one that it names or, since a repeated mail carries the
 * same number, of the first from there on whose outcome is unknown.
 */
export function proven(attempts: readonly Attempt[], { attempt: number, event, at }: Report): readonly Attempt[] {
  const from = (number ?? 1) - 1;
  const open = attempts.findIndex((known, index) => index >= from && isOpenEnd(known));
  const proved = open === -1 ? from : open;
  const end = standingTold({ event }) === 'dropped' ? 'rejected' : 'accepted';
  return attempts.map((attempt, index) =>
    index === proved && attempt.end !== 'accepted'
      ? { ...attempt, end, endedAt: Math.max(at, attempt.at), result: resultOf(event) }
      : attempt,
  );
}

const resultOf = (event: string) => `the provider reported ${event}`;

/**
 * The delivery is where the best of its copies is. That all known ones were dropped counts only where no other may have
 * been taken. Null: nobody knows of one that was.
 */
export function reachedBy(delivery: LedgerFacts): Standing | null {
  const copies = copiesOf(delivery);
  const best = bestFirst.find((standing) => copies.includes(standing)) ?? null;
  if (best !== 'dropped' || !mayStillBeTaken(delivery)) return best;
  return isKnownToBeTaken(delivery) ? 'accepted' : null;
}

/** Where each copy of the mail is that the provider is known to have had: by its answer, by its reports. */
function copiesOf(delivery: LedgerFacts): Standing[] {
  const { acceptedAt, providerMessageId, attempts, reports } = delivery;
  const copies = new Map<string, Standing>();
  if (acceptedAt !== null && providerMessageId !== null) copies.set(providerMessageId, 'accepted');
  for (const report of reports) {
    const told = standingTold(report);
    if (told !== null) copies.set(report.mail, further(copies.get(report.mail) ?? null, told));
  }
  // Each copy is one attempt's, so an attempt more is one that no report has named yet.
  const isUnnamed = attempts.filter(hadCopy).length > copies.size;
  return isUnnamed ? [...copies.values(), 'accepted'] : [...copies.values()];
}

/** The provider had the mail of this attempt, though it may have dropped it then. */
const hadCopy = ({ end, result }: Attempt) =>
  end === 'accepted' || (end === 'rejected' && result === resultOf('dropped'));

const isKnownToBeTaken = ({ acceptedAt, reports }: LedgerFacts) =>
  acceptedAt !== null || reports.some((report) => (standingTold(report) ?? 'dropped') !== 'dropped');

const further = (a: Standing | null, b: Standing): Standing =>
  a !== null && standings.indexOf(a) > standings.indexOf(b) ? a : b;
