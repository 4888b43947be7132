import type { ReportedReason } from '../../contract/suppressions.ts';
import { copyOf, isKnownCopy, isOfTaken, type LedgerFacts, proven, reachedBy } from './copies.ts';
import { type Attempt, mayStillBeTaken } from './delivery.ts';
import { type Report, type Standing, standings, standingTold, suppressedBy } from './report-meanings.ts';

/** At most this many reports of an email are listed; those that decide something always are. */
const maxListed = 50;

export interface AfterReports<Delivery> {
  readonly delivery: Delivery;
  /** What the new reports say about the address. */
  readonly suppress: { readonly reason: ReportedReason; readonly detail: string | null } | null;
}

/** The effect of reports on a delivery: the same in whatever order and however often they come. */
export function afterReports<Delivery extends LedgerFacts>(
  delivery: Delivery,
  reports: readonly Report[],
  now: number,
): AfterReports<Delivery> {
  let facts: LedgerFacts = delivery;
  let suppress: AfterReports<Delivery>['suppress'] = null;
  for (const report of reports) {
    if (facts.reports.some(({ id }) => id === report.id)) continue;
    const reason = suppressedBy(report);
    if (reason !== null) suppress ??= { reason, detail: report.detail };
    facts = withReport(facts, report);
  }
  return { delivery: { ...delivery, ...facts, ...standing(reachedBy(facts), facts, now) }, suppress };
}

/** A delivery that another one has superseded since it was accepted stays superseded. */
function standing(
  reached: Standing | null,
  delivery: LedgerFacts,
  now: number,
): Partial<Pick<LedgerFacts, 'status' | 'reason' | 'acceptedAt'>> {
  if (reached === null) return {};
  if (delivery.acceptedAt !== null && standingOf(delivery) === null) return {};
  const acceptedAt = delivery.acceptedAt ?? now;
  // Nobody has to act again on what a person dismissed.
  if (reached === 'blocked')
    return { status: delivery.dismissed ? 'dismissed' : 'parked', reason: 'blocked', acceptedAt };
  return { status: reached === 'doubtful' ? 'accepted' : reached, reason: null, acceptedAt };
}

/** In the order in which it happened; the provider's times are whole seconds, within which the standings decide. */
export function inOrder(reports: readonly Report[]): Report[] {
  const rank = (report: Report) => standings.indexOf(standingTold(report) ?? 'accepted');
  return reports.toSorted((a, b) => a.at - b.at || rank(a) - rank(b));
}

/** How far the delivery has come by its status; null: it is not known yet that the provider accepted it. */
export function standingOf({ status, reason, acceptedAt }: LedgerFacts): Standing | null {
  switch (status) {
    case 'accepted':
    case 'deferred':
    case 'delivered':
    case 'bounced':
    case 'dropped':
      return status;
    case 'parked':
    case 'dismissed':
      return acceptedAt !== null && reason === 'blocked' ? 'blocked' : null;
    case 'claimed':
    case 'sending':
    case 'unknown':
    case 'superseded':
    case 'withdrawn':
      return null;
    default:
      return status satisfies never;
  }
}

/**
 * Whether it did not arrive and no other copy can have arrived, so that the next email carries its messages. They stay
 * with it while the outcome of any attempt is unknown (design, News), or an attempt is in progress.
 */
export function hasFailed(delivery: LedgerFacts): boolean {
  return isFailure(standingOf(delivery)) && !mayStillBeTaken(delivery);
}

/**
 * Whether reports only say how an accepted email goes on to the visitor's mailbox: then they change the delivery alone,
 * and nothing that another email is decided by or composed from.
 */
export function isOnlyProgress(before: LedgerFacts, { delivery, suppress }: AfterReports<LedgerFacts>): boolean {
  const goesOn = (facts: LedgerFacts) => facts.acceptedAt !== null && isOnItsWay(standingOf(facts));
  return suppress === null && goesOn(before) && goesOn(delivery) && delivery.attempts === before.attempts;
}

/** Whether a report may be one of these. */
export const mayBeProgress = (report: Report): boolean =>
  isOnItsWay(standingTold(report) ?? 'accepted') && suppressedBy(report) === null;

const isOnItsWay = (standing: Standing | null) =>
  standing === 'accepted' || standing === 'deferred' || standing === 'delivered';

const isFailure = (standing: Standing | null) =>
  standing === 'blocked' || standing === 'bounced' || standing === 'dropped';

/** Why it did not arrive, in the provider's words; null if it did arrive or no reason was given. */
export function whyNotDelivered(delivery: LedgerFacts): string | null {
  const failure = standingOf(delivery);
  if (!isFailure(failure)) return null;
  return delivery.reports.findLast((report) => standingTold(report) === failure)?.detail ?? null;
}

function withReport(delivery: LedgerFacts, told: Report): LedgerFacts {
  const report = { ...told, mail: copyOf(delivery, told) };
  const listed = delivery.reports.length < maxListed || !delivery.reports.some((known) => saysTheSame(known, report));
  const reports = listed ? [...delivery.reports, report] : delivery.reports;
  const standing = standingTold(report);
  if (standing === null) return { ...delivery, reports };
  return {
    ...delivery,
    reports,
    attempts: isKnownCopy(delivery, report.mail) ? delivery.attempts : proven(delivery.attempts, report),
    providerMessageId: delivery.providerMessageId ?? (isOfTaken(delivery, standing) ? report.mail : null),
  };
}

const saysTheSame = (a: Report, b: Report) => a.event === b.event && a.mail === b.mail;

/**
 * The attempts as people are told of them: one whose answer never came, although a report on another one has decided
 * what became of the delivery, is over.
 */
export function toldAttempts({ status, attempts }: Pick<LedgerFacts, 'status' | 'attempts'>): readonly Attempt[] {
  if (status === 'sending') return attempts;
  return attempts.map((attempt) =>
    attempt.end === null ? { ...attempt, end: 'unknown', result: 'a report on another attempt decided' } : attempt,
  );
}
