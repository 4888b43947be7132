import type { ParkedReason } from '../contract/outcomes.ts';
import type { SuppressionReason } from '../contract/suppressions.ts';
import { type Attempt, type DeliveryStatus, hasUnknownAttempt } from './delivery.ts';

/** Why a report takes an address out of use for the account (design, Delivery). */
export type Suppress = Exclude<SuppressionReason, 'notMe'>;

/** What the provider told of a mail, as the ledger keeps it. `blocked` is a bounce that is not about the address. */
export interface Report {
  /** Of the event: a repeated one has the same. */
  readonly id: string;
  readonly event: string;
  readonly at: number;
  /** The number that the mail carries, where it is told; a repeated mail carries that of its first attempt. */
  readonly attempt: number | null;
  /** The provider's id of the mail, so that the copies of a repeated one are told apart. */
  readonly mail: string;
  /** In the provider's words; may quote an address. */
  readonly detail: string | null;
  /** The delivery has been opened anew since: it stands where it stands without this. */
  readonly isPast?: true;
}

/** What of a delivery its reports are about. */
export interface LedgerFacts {
  readonly status: DeliveryStatus;
  readonly reason: ParkedReason | null;
  /** Since when the provider is known to have it; null before. */
  readonly acceptedAt: number | null;
  readonly providerMessageId: string | null;
  readonly attempts: readonly Attempt[];
  readonly reports: readonly Report[];
}

/** How far a mail that the provider took has come. A report moves it forward in this order, and never back. */
const standings = ['accepted', 'deferred', 'delivered', 'blocked', 'bounced', 'dropped'] as const;
export type Standing = (typeof standings)[number];

/**
 * What each report says. The order is the real provider's: a mail that was delivered may bounce hours later (an
 * asynchronous bounce), while `delivered` after `bounced` is only a late word of before. Whoever opens a mail, follows
 * its links or complains of it proves that the provider took it, and no more. Events that are not listed say nothing.
 */
const meanings = new Map<string, { readonly standing: Standing; readonly suppress?: Suppress }>(
  Object.entries({
    processed: { standing: 'accepted' },
    deferred: { standing: 'deferred' },
    delivered: { standing: 'delivered' },
    blocked: { standing: 'blocked' },
    bounce: { standing: 'bounced', suppress: 'bounced' },
    dropped: { standing: 'dropped' },
    spamreport: { standing: 'accepted', suppress: 'complaint' },
    unsubscribe: { standing: 'accepted' },
    group_unsubscribe: { standing: 'accepted' },
    group_resubscribe: { standing: 'accepted' },
    open: { standing: 'accepted' },
    click: { standing: 'accepted' },
  } as const),
);

/** The events that say something; others are kept and ignored. */
export const knownEvents: readonly string[] = [...meanings.keys()];

/** Why the provider dropped a mail, where that is about its address (SendGrid, Event Webhook: dropped). */
const dropReasons: readonly (readonly [RegExp, Suppress])[] = [
  [/^bounced address/i, 'bounced'],
  [/^spam reporting address/i, 'complaint'],
  [/^invalid\b(?! smtpapi)/i, 'invalid'],
];

/** A mail of which reports come more often is not listed more often; what decides always is. */
const mostListed = 50;

export interface AfterReports<Delivery> {
  readonly delivery: Delivery;
  /** What the new ones among the reports say of the address. */
  readonly suppress: Suppress | null;
}

/** What reports do to a delivery: the same in whatever order and however often they come. */
export function afterReports<Delivery extends LedgerFacts>(
  delivery: Delivery,
  reports: readonly Report[],
  now: number,
): AfterReports<Delivery> {
  let facts: LedgerFacts = delivery;
  let suppress: Suppress | null = null;
  for (const report of reports) {
    if (facts.reports.some(({ id }) => id === report.id)) continue;
    suppress ??= suppressedBy(report);
    facts = withReport(facts, report);
  }
  return { delivery: { ...delivery, ...facts, ...standing(furthest(facts), facts, now) }, suppress };
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
  if (reached === 'blocked') return { status: 'parked', reason: 'blocked', acceptedAt };
  return { status: reached, reason: null, acceptedAt };
}

/** As it happened: the provider's times are whole seconds, and within one they say in which order it was. */
export function inOrder(reports: readonly Report[]): Report[] {
  const rank = ({ event }: Report) => standings.indexOf(meanings.get(event)?.standing ?? 'accepted');
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
 * It did not arrive, and no other copy of it may have: its messages ride along in the next mail. While the end of any
 * attempt is unknown they stay with it (design, News).
 */
export function hasFailed(delivery: LedgerFacts): boolean {
  return isFailure(standingOf(delivery)) && !hasUnknownAttempt(delivery);
}

const isFailure = (standing: Standing | null) =>
  standing === 'blocked' || standing === 'bounced' || standing === 'dropped';

/** What the provider said of why it did not arrive; null if it did, or if nothing was said. */
export function whyNotDelivered(delivery: LedgerFacts): string | null {
  const failure = standingOf(delivery);
  if (!isFailure(failure)) return null;
  return delivery.reports.findLast(({ event }) => meanings.get(event)?.standing === failure)?.detail ?? null;
}

/** A delivery that failed is sent anew: what was said of it so far is past. */
export function startedAnew<Delivery extends Omit<LedgerFacts, 'reports'> & { readonly reports?: readonly Report[] }>(
  delivery: Delivery,
): Delivery {
  if (delivery.acceptedAt === null) return delivery;
  const reports = (delivery.reports ?? []).map((report) => ({ ...report, isPast: true as const }));
  return { ...delivery, acceptedAt: null, providerMessageId: null, reports };
}

function suppressedBy({ event, detail }: Report): Suppress | null {
  if (event !== 'dropped') return meanings.get(event)?.suppress ?? null;
  return dropReasons.find(([reason]) => reason.test(detail ?? ''))?.[1] ?? null;
}

function withReport(delivery: LedgerFacts, told: Report): LedgerFacts {
  const report = { ...told, mail: copyOf(delivery, told) };
  const listed = delivery.reports.length < mostListed || !delivery.reports.some((known) => saysTheSame(known, report));
  const reports = listed ? [...delivery.reports, report] : delivery.reports;
  const meaning = meanings.get(report.event);
  if (meaning === undefined) return { ...delivery, reports };
  return {
    ...delivery,
    reports,
    attempts: isKnownCopy(delivery, report.mail) ? delivery.attempts : proven(delivery.attempts, report),
    providerMessageId: delivery.providerMessageId ?? (isOfTaken(delivery, meaning.standing) ? report.mail : null),
  };
}

/** Of two copies, the one that was taken gives the delivery its id. */
const isOfTaken = ({ acceptedAt }: LedgerFacts, standing: Standing) => acceptedAt !== null || standing !== 'dropped';

const present = (reports: readonly Report[]) => reports.filter(({ isPast }) => isPast !== true);

const saysTheSame = (a: Report, b: Report) => a.event === b.event && a.mail === b.mail;

/** Which copy of the mail a report is about: where there can be only one, its id does not matter. */
function copyOf({ attempts, providerMessageId, reports }: LedgerFacts, { mail }: Report): string {
  if (attempts.length <= 1) return providerMessageId ?? present(reports)[0]?.mail ?? mail;
  return providerMessageId !== null && mail.startsWith(providerMessageId) ? providerMessageId : mail;
}

function isKnownCopy({ acceptedAt, providerMessageId, reports }: LedgerFacts, mail: string): boolean {
  const isAnswered = acceptedAt !== null && providerMessageId === mail;
  return isAnswered || present(reports).some((known) => known.mail === mail && meanings.get(known.event) !== undefined);
}

/**
 * The first word of a copy tells the end of an attempt: of the one that it names or, since a repeated mail carries the
 * same number, of the first from there on that nobody knows the end of.
 */
function proven(attempts: readonly Attempt[], { attempt: number, event, at }: Report): readonly Attempt[] {
  const from = (number ?? 1) - 1;
  const open = attempts.findIndex(({ end }, index) => index >= from && (end === null || end === 'unknown'));
  const proved = open === -1 ? from : open;
  const end = meanings.get(event)?.standing === 'dropped' ? 'rejected' : 'accepted';
  return attempts.map((attempt, index) =>
    index === proved && attempt.end !== 'accepted'
      ? { ...attempt, end, endedAt: Math.max(at, attempt.at), result: `the provider reported ${event}` }
      : attempt,
  );
}

/**
 * The delivery is where the furthest of its copies is. That one was dropped counts only where no other was taken, or may
 * have been.
 */
function furthest(delivery: LedgerFacts): Standing | null {
  const { acceptedAt, providerMessageId, attempts, reports } = delivery;
  let reached: Standing | null = standingOf(delivery);
  const copies = new Set<string | null>(acceptedAt === null ? [] : [providerMessageId]);
  const dropped = new Set<string | null>();
  for (const { mail, event } of present(reports)) {
    const standing = meanings.get(event)?.standing;
    if (standing === undefined) continue;
    copies.add(mail);
    if (standing === 'dropped') dropped.add(mail);
    else reached = further(reached, standing);
  }
  const mayBeTaken = dropped.size < copies.size || attempts.some(({ end }) => end === null || end === 'unknown');
  return copies.size > 0 && !mayBeTaken ? further(reached, 'dropped') : reached;
}

const further = (a: Standing | null, b: Standing): Standing =>
  a !== null && standings.indexOf(a) > standings.indexOf(b) ? a : b;
