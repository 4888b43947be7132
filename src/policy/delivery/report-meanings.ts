import type { ReportedReason } from '../../contract/suppressions.ts';

/**
 * What SendGrid's reports mean, by its own names (SendGrid, Event Webhook). This is policy and not part of src/mail/,
 * because reports are stored as they came and interpreted whenever their delivery is read.
 */

/** What the provider reported about an email, as it is stored. `blocked` is a bounce that is not about the address. */
export interface Report {
  /** The event's id; a repeated report has the same one. */
  readonly id: string;
  readonly event: string;
  readonly at: number;
  /** The attempt's number, if reported; a repeated email carries the number of its first attempt. */
  readonly attempt: number | null;
  /** The provider's id for the email, which distinguishes the copies of a repeated one. */
  readonly mail: string;
  /** In the provider's words; it may quote an address. */
  readonly detail: string | null;
}

/** How far an accepted copy of an email has come. Reports move it forward in this order, never back. */
export const standings = ['accepted', 'deferred', 'delivered', 'doubtful', 'blocked', 'bounced', 'dropped'] as const;
export type Standing = (typeof standings)[number];

/**
 * What each event means. The order is the real provider's: a delivered email may bounce hours later (an asynchronous
 * bounce), while `delivered` after `bounced` is only a report that comes late. Opening an email, following its links or
 * reporting it as spam proves only that the provider accepted it. Events that are not listed mean nothing.
 */
const meanings = new Map<string, Standing>(
  Object.entries({
    processed: 'accepted',
    deferred: 'deferred',
    delivered: 'delivered',
    blocked: 'blocked',
    bounce: 'bounced',
    dropped: 'dropped',
    // Our own: a late bounce that may concern this email or another one.
    mayHaveBounced: 'doubtful',
    mayBeBlocked: 'doubtful',
    spamreport: 'accepted',
    unsubscribe: 'accepted',
    group_unsubscribe: 'accepted',
    group_resubscribe: 'accepted',
    open: 'accepted',
    click: 'accepted',
  } as const),
);

/** What suppresses an address: an event, or the reason why an email to it was dropped. */
const suppressing: Record<ReportedReason, { readonly events: readonly string[]; readonly dropped: RegExp }> = {
  bounced: { events: ['bounce', 'mayHaveBounced'], dropped: /^bounced address/i },
  complaint: { events: ['spamreport'], dropped: /^spam reporting address/i },
  invalid: { events: [], dropped: /^invalid\b(?! smtpapi)/i },
};

/** Reasons for drops that concern the account at the provider: the operator has to act. */
const providersReasons = [/quota/i, /credits?\b/i, /spam content/i];

/** How far the email has come according to a report; null: the report does not say. */
export const standingTold = ({ event }: Pick<Report, 'event'>): Standing | null => meanings.get(event) ?? null;

/** A late bounce that may concern this email, which is then shown neither as delivered nor as bounced. */
export const isDoubt = (report: Pick<Report, 'event'>): boolean => standingTold(report) === 'doubtful';

/** The events with a meaning; others are stored and ignored. */
export const knownEvents: readonly string[] = [...meanings.keys()];

export const isProvidersDrop = ({ event, detail }: Pick<Report, 'event' | 'detail'>): boolean =>
  event === 'dropped' && providersReasons.some((reason) => reason.test(detail ?? ''));

/** Why a report suppresses its address for the account (design, Delivery); null if it does not. */
export function suppressedBy({ event, detail }: Pick<Report, 'event' | 'detail'>): ReportedReason | null {
  const isSaid = ({ events, dropped }: (typeof suppressing)[ReportedReason]) =>
    event === 'dropped' ? dropped.test(detail ?? '') : events.includes(event);
  const reasons = Object.keys(suppressing) as ReportedReason[];
  return reasons.find((reason) => isSaid(suppressing[reason])) ?? null;
}
