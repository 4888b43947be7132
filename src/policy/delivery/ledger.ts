import type { ReportedReason } from '../../contract/suppressions.ts';
import { copyOf, isKnownCopy, isOfTaken, type LedgerFacts, proven, reachedBy } from './copies.ts';
import { mayStillBeTaken } from './delivery.ts';
import { type Report, type Standing, standings, standingTold, suppressedBy } from './report-meanings.ts';

/** A mail of which reports come more often is not listed more often; what decides always is. */
const maxListed = 50;

export interface AfterReports<Delivery> {
  readonly delivery: Delivery;
  /** What the new ones among the reports say of the address. */
  readonly suppress: ReportedReason | null;
}

/** What reports do to a delivery: the same in whatever order and however often they come. */
export function afterReports<Delivery extends LedgerFacts>(
  delivery: Delivery,
  reports: readonly Report[],
  now: number,
): AfterReports<Delivery> {
  let facts: LedgerFacts = delivery;
  let suppress: ReportedReason | null = null;
  for (const report of reports) {
    if (facts.reports.some(({ id }) => id === report.id)) continue;
    suppress ??= suppressedBy(report);
    facts = withReport(facts, report);
  }
  return { delivery: { ...delivery, ...facts, ...standing(reachedBy(facts), facts, now) }, suppress };
}

/** A mail that has been taken over by another since it was accepted stays so. */
function standing(
  reached: Standing | null,
  delivery: LedgerFacts,
  now: number,
): Partial<Pick<LedgerFacts, 'status' | 'reason' | 'acceptedAt'>> {
  if (reached === null) return {};
  if (delivery.acceptedAt !== null && standingOf(delivery) === null) return {};
  const acceptedAt = delivery.acceptedAt ?? now;
  // What a person gave up is not theirs to act on again.
  if (reached === 'blocked')
    return { status: delivery.dismissed ? 'dismissed' : 'parked', reason: 'blocked', acceptedAt };
  return { status: reached === 'doubtful' ? 'accepted' : reached, reason: null, acceptedAt };
}

/** As it happened: the provider's times are whole seconds, and within one they say in which order it was. */
export function inOrder(reports: readonly Report[]): Report[] {
  const rank = (report: Report) => standings.indexOf(standingTold(report) ?? 'accepted');
  return reports.toSorted((a, b) => a.at - b.at || rank(a) - rank(b));
}

/** How far the delivery has come by its status; null: nobody knows yet that the provider took it. */
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
 * It did not arrive, and no other copy of it may have: the next mail carries its messages. While the end of any
 * attempt is unknown they stay with it (design, News), and so they do while one is under way.
 */
export function hasFailed(delivery: LedgerFacts): boolean {
  return isFailure(standingOf(delivery)) && !mayStillBeTaken(delivery);
}

const isFailure = (standing: Standing | null) =>
  standing === 'blocked' || standing === 'bounced' || standing === 'dropped';

/** What the provider said of why it did not arrive; null if it did, or if nothing was said. */
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
