import type { ReportedReason } from '../../contract/suppressions.ts';

/**
 * What SendGrid's reports say, in its words (SendGrid, Event Webhook). It stands here and not with the rest of what we know
 * of SendGrid, in src/mail/, since reports are stored as they came, and read anew whenever their delivery is.
 */

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

/** How far a copy of a mail that the provider took has come. A report moves it forward in this order, and never back. */
export const standings = ['accepted', 'deferred', 'delivered', 'doubtful', 'blocked', 'bounced', 'dropped'] as const;
export type Standing = (typeof standings)[number];

/**
 * What each event says. The order is the real provider's: a mail that was delivered may bounce hours later (an
 * asynchronous bounce), while `delivered` after `bounced` is only a late word of before. Whoever opens a mail, follows
 * its links or complains of it proves that the provider took it, and no more. Events that are not listed say nothing.
 */
const meanings = new Map<string, Standing>(
  Object.entries({
    processed: 'accepted',
    deferred: 'deferred',
    delivered: 'delivered',
    blocked: 'blocked',
    bounce: 'bounced',
    dropped: 'dropped',
    // Of ours: a late bounce that may be of this mail or of another.
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

/** What takes an address out of use: an event that says so, or why a mail to it was dropped. */
const suppressing: Record<ReportedReason, { readonly events: readonly string[]; readonly dropped: RegExp }> = {
  bounced: { events: ['bounce', 'mayHaveBounced'], dropped: /^bounced address/i },
  complaint: { events: ['spamreport'], dropped: /^spam reporting address/i },
  invalid: { events: [], dropped: /^invalid\b(?! smtpapi)/i },
};

/** Reasons to drop a mail that are the account's at the provider: whoever runs the service has to act. */
const providersReasons = [/quota/i, /credits?\b/i, /spam content/i];

/** How far a report says that its mail has come; null: nothing of the kind. */
export const standingTold = ({ event }: Pick<Report, 'event'>): Standing | null => meanings.get(event) ?? null;

/** A late bounce that may be of this mail: it is no more shown as delivered, nor as bounced. */
export const isDoubt = (report: Pick<Report, 'event'>): boolean => standingTold(report) === 'doubtful';

/** The events that say something; others are kept and ignored. */
export const knownEvents: readonly string[] = [...meanings.keys()];

export const isProvidersDrop = ({ event, detail }: Pick<Report, 'event' | 'detail'>): boolean =>
  event === 'dropped' && providersReasons.some((reason) => reason.test(detail ?? ''));

/** Why a report takes its address out of use for the account (design, Delivery); null if it does not. */
export function suppressedBy({ event, detail }: Pick<Report, 'event' | 'detail'>): ReportedReason | null {
  const isSaid = ({ events, dropped }: (typeof suppressing)[ReportedReason]) =>
    event === 'dropped' ? dropped.test(detail ?? '') : events.includes(event);
  const reasons = Object.keys(suppressing) as ReportedReason[];
  return reasons.find((reason) => isSaid(suppressing[reason])) ?? null;
}
