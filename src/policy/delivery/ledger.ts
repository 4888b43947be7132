import type { ParkedReason } from '../../contract/outcomes.ts';
import type { SuppressionReason } from '../../contract/suppressions.ts';
import type { Attempt, DeliveryStatus } from './delivery.ts';

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
}

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

/** How far a copy of a mail that the provider took has come. A report moves it forward in this order, and never back. */
const standings = ['accepted', 'deferred', 'delivered', 'doubtful', 'blocked', 'bounced', 'dropped'] as const;
export type Standing = (typeof standings)[number];

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
    mayHaveBounced: { standing: 'doubtful', suppress: 'bounced' },
    mayBeBlocked: { standing: 'doubtful' },
    spamreport: { standing: 'accepted', suppress: 'complaint' },
    unsubscribe: { standing: 'accepted' },
    group_unsubscribe: { standing: 'accepted' },
    group_resubscribe: { standing: 'accepted' },
    open: { standing: 'accepted' },
    click: { standing: 'accepted' },
  } as const),
);

/** Of ours: a late bounce that may be of this mail or of another. It is no more shown as delivered, nor as bounced. */
export const isDoubt = ({ event }: Pick<Report, 'event'>): boolean => meanings.get(event)?.standing === 'doubtful';

/** The events that say something; others are kept and ignored. */
export const knownEvents: readonly string[] = [...meanings.keys()];

/** Why the provider dropped a mail, where that is about its address (SendGrid, Event Webhook: dropped). */
const dropReasons: readonly (readonly [RegExp, Suppress])[] = [
  [/^bounced address/i, 'bounced'],
  [/^spam reporting address/i, 'complaint'],
  [/^invalid\b(?! smtpapi)/i, 'invalid'],
];

/** Reasons to drop a mail that are the account's at the provider: whoever runs the service has to act. */
const providersReasons = [/quota/i, /credits?\b/i, /spam content/i];

export const isProvidersDrop = ({ event, detail }: Pick<Report, 'event' | 'detail'>): boolean =>
  event === 'dropped' && providersReasons.some((reason) => reason.test(detail ?? ''));

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
 * It did not arrive, and no other copy of it may have: its messages ride along in the next mail. While the end of any
 * attempt is unknown they stay with it (design, News), and so they do while one is under way.
 */
export function hasFailed(delivery: LedgerFacts): boolean {
  return isFailure(standingOf(delivery)) && !mayStillBeTaken(delivery);
}

/** Another copy may be on its way: the end of an attempt is not known, or not yet. */
export const mayStillBeTaken = ({ attempts }: Pick<LedgerFacts, 'attempts'>): boolean => attempts.some(isOpenEnd);

const isOpenEnd = ({ end }: Attempt) => end === null || end === 'unknown';

const isFailure = (standing: Standing | null) =>
  standing === 'blocked' || standing === 'bounced' || standing === 'dropped';

/** What the provider said of why it did not arrive; null if it did, or if nothing was said. */
export function whyNotDelivered(delivery: LedgerFacts): string | null {
  const failure = standingOf(delivery);
  if (!isFailure(failure)) return null;
  return delivery.reports.findLast(({ event }) => meanings.get(event)?.standing === failure)?.detail ?? null;
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

const saysTheSame = (a: Report, b: Report) => a.event === b.event && a.mail === b.mail;

/** Which copy of the mail a report is about: where there can be only one, its id does not matter. */
function copyOf({ attempts, providerMessageId, reports }: LedgerFacts, { mail }: Report): string {
  if (attempts.length <= 1) return providerMessageId ?? reports[0]?.mail ?? mail;
  return providerMessageId !== null && mail.startsWith(providerMessageId) ? providerMessageId : mail;
}

function isKnownCopy({ acceptedAt, providerMessageId, reports }: LedgerFacts, mail: string): boolean {
  const isAnswered = acceptedAt !== null && providerMessageId === mail;
  return isAnswered || reports.some((known) => known.mail === mail && meanings.get(known.event) !== undefined);
}

/**
 * The first word of a copy tells the end of an attempt: of the one that it names or, since a repeated mail carries the
 * same number, of the first from there on that nobody knows the end of.
 */
function proven(attempts: readonly Attempt[], { attempt: number, event, at }: Report): readonly Attempt[] {
  const from = (number ?? 1) - 1;
  const open = attempts.findIndex((known, index) => index >= from && isOpenEnd(known));
  const proved = open === -1 ? from : open;
  const end = meanings.get(event)?.standing === 'dropped' ? 'rejected' : 'accepted';
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
function reachedBy(delivery: LedgerFacts): Standing | null {
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
  for (const { mail, event } of reports) {
    const told = meanings.get(event)?.standing;
    if (told !== undefined) copies.set(mail, further(copies.get(mail) ?? null, told));
  }
  // Each copy is one attempt's, so an attempt more is one that no report has named yet.
  const isUnnamed = attempts.filter(hadCopy).length > copies.size;
  return isUnnamed ? [...copies.values(), 'accepted'] : [...copies.values()];
}

/** The provider had the mail of this attempt, though it may have dropped it then. */
const hadCopy = ({ end, result }: Attempt) =>
  end === 'accepted' || (end === 'rejected' && result === resultOf('dropped'));

const isKnownToBeTaken = ({ acceptedAt, reports }: LedgerFacts) =>
  acceptedAt !== null || reports.some(({ event }) => (meanings.get(event)?.standing ?? 'dropped') !== 'dropped');

const further = (a: Standing | null, b: Standing): Standing =>
  a !== null && standings.indexOf(a) > standings.indexOf(b) ? a : b;
