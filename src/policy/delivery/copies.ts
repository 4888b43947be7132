import type { ParkedReason } from '../../contract/outcomes.ts';
import { type Attempt, type DeliveryStatus, isOpenEnd, mayStillBeTaken } from './delivery.ts';
import { type Report, type Standing, standings, standingTold } from './report-meanings.ts';

/** An email whose outcome was unknown may have been sent twice: what is known about its copies, and what follows. */

/** The part of a delivery that reports concern. */
export interface LedgerFacts {
  readonly status: DeliveryStatus;
  readonly reason: ParkedReason | null;
  /** Since when the provider is known to have it; null before. */
  readonly acceptedAt: number | null;
  readonly providerMessageId: string | null;
  /** Set once a person has dismissed it for good. */
  readonly dismissed?: unknown;
  readonly attempts: readonly Attempt[];
  readonly reports: readonly Report[];
}

/** Of several copies of one email, the best one counts: a visitor who has one needs no other. */
const bestFirst: readonly Standing[] = [
  'delivered',
  'deferred',
  'accepted',
  'doubtful',
  'blocked',
  'bounced',
  'dropped',
];

/** Of two copies, the accepted one gives the delivery its id. */
export const isOfTaken = ({ acceptedAt }: LedgerFacts, standing: Standing) =>
  acceptedAt !== null || standing !== 'dropped';

/** Which copy of the email a report is about; if there can be only one, its id does not matter. */
export function copyOf({ attempts, providerMessageId, reports }: LedgerFacts, { mail }: Report): string {
  if (attempts.length <= 1) return providerMessageId ?? reports[0]?.mail ?? mail;
  return providerMessageId !== null && mail.startsWith(providerMessageId) ? providerMessageId : mail;
}

export function isKnownCopy({ acceptedAt, providerMessageId, reports }: LedgerFacts, mail: string): boolean {
  const isAnswered = acceptedAt !== null && providerMessageId === mail;
  return isAnswered || reports.some((known) => known.mail === mail && standingTold(known) !== null);
}

/**
 * The first report about a copy decides the end of an attempt: the one that it names or, because a repeated email
 * carries the same number, the first one from there on whose outcome is unknown.
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
 * How far the best copy of the delivery has come. That all known copies were dropped counts only if no other can have
 * been accepted. Null: no accepted copy is known.
 */
export function reachedBy(delivery: LedgerFacts): Standing | null {
  const copies = copiesOf(delivery);
  const best = bestFirst.find((standing) => copies.includes(standing)) ?? null;
  if (best !== 'dropped' || !mayStillBeTaken(delivery)) return best;
  return isKnownToBeTaken(delivery) ? 'accepted' : null;
}

/** How far each copy has come that the provider is known to have had, by its answer or its reports. */
function copiesOf(delivery: LedgerFacts): Standing[] {
  const { acceptedAt, providerMessageId, attempts, reports } = delivery;
  const copies = new Map<string, Standing>();
  if (acceptedAt !== null && providerMessageId !== null) copies.set(providerMessageId, 'accepted');
  for (const report of reports) {
    const told = standingTold(report);
    if (told !== null) copies.set(report.mail, further(copies.get(report.mail) ?? null, told));
  }
  // Each copy belongs to one attempt, so a surplus attempt is one that no report has named yet.
  const isUnnamed = attempts.filter(hadCopy).length > copies.size;
  return isUnnamed ? [...copies.values(), 'accepted'] : [...copies.values()];
}

/** Whether the provider had the email of this attempt, even if it then dropped it. */
const hadCopy = ({ end, result }: Attempt) =>
  end === 'accepted' || (end === 'rejected' && result === resultOf('dropped'));

const isKnownToBeTaken = ({ acceptedAt, reports }: LedgerFacts) =>
  acceptedAt !== null || reports.some((report) => (standingTold(report) ?? 'dropped') !== 'dropped');

const further = (a: Standing | null, b: Standing): Standing =>
  a !== null && standings.indexOf(a) > standings.indexOf(b) ? a : b;
