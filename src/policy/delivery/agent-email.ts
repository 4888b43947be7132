import type { NotNeededReason } from '../../contract/agent-emails.ts';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Settings } from '../../contract/settings.ts';
import { type AttemptEnd, withEnd } from './attempt-ends.ts';
import type { LedgerFacts } from './copies.ts';
import {
  type Attempt,
  type AttemptedFacts,
  afterRefusal,
  afterUnknown,
  awaitsReportUntil,
  isOpen,
  overAt,
} from './delivery.ts';

/**
 * The life of an email to an agent: a delivery's, by the same rules of attempts, but no conversation counts it and it
 * carries no news.
 */
export interface AgentEmailFacts extends AttemptedFacts, LedgerFacts {
  /** Set if it was withdrawn. */
  readonly notNeeded?: NotNeededReason;
}

export type Step<Email> =
  | { readonly kind: 'attempt' }
  | { readonly kind: 'wait'; readonly at: number }
  /** Its time has made it another one. */
  | { readonly kind: 'becomes'; readonly email: Email }
  | { readonly kind: 'ended' };

/** What is to be done about it now. */
export function nextStep<Email extends AgentEmailFacts>(email: Email, settings: Settings, now: number): Step<Email> {
  if (!isOpen(email)) return { kind: 'ended' };
  if (email.status === 'sending') {
    if (now < overAt(email)) return { kind: 'wait', at: overAt(email) };
    const ended = withEnd(email, email.attempts.length, { kind: 'unknown', result: null }, now);
    return { kind: 'becomes', email: { ...ended, status: 'unknown' } };
  }
  if (email.status === 'unknown') {
    const after = afterUnknown(email, settings, now);
    switch (after) {
      case 'wait':
        return { kind: 'wait', at: awaitsReportUntil(email, settings) };
      case 'park':
        return { kind: 'becomes', email: parked(email, 'unknown') };
      case 'resend':
        return { kind: 'becomes', email: { ...email, status: 'claimed', nextAttemptAt: now } };
      default:
        return after satisfies never;
    }
  }
  return now < email.nextAttemptAt ? { kind: 'wait', at: email.nextAttemptAt } : { kind: 'attempt' };
}

/** An attempt begins. */
export function attempted<Email extends AgentEmailFacts>(email: Email, attempt: Attempt): Email {
  return { ...email, status: 'sending', held: null, attempts: [...email.attempts, attempt] };
}

export const parked = <Email extends AgentEmailFacts>(email: Email, reason: ParkedReason): Email => ({
  ...email,
  status: 'parked',
  reason,
});

export const withdrawn = <Email extends AgentEmailFacts>(email: Email, notNeeded: NotNeededReason): Email => ({
  ...email,
  status: 'withdrawn',
  reason: null,
  notNeeded,
});

/** A person asked to send it after all: its hour begins again. */
export const reopened = <Email extends AgentEmailFacts>(email: Email, now: number): Email => ({
  ...email,
  status: 'claimed',
  reason: null,
  hourStartedAt: now,
  nextAttemptAt: now,
  acceptedAt: null,
});

/**
 * The email once an attempt has ended. Acceptance takes precedence over everything but reports; any other end counts
 * only while its attempt is the latest and being made.
 * @param number 1 for the first attempt
 */
export function afterAttempt<Email extends AgentEmailFacts>(
  email: Email,
  { number, end }: { readonly number: number; readonly end: AttemptEnd },
  { retryForSeconds }: { readonly retryForSeconds: number },
  now: number,
): Email {
  if (email.attempts[number - 1]?.end !== null) return email;
  const ended = withEnd(email, number, end, now);
  if (email.acceptedAt !== null) return ended;
  if (end.kind === 'accepted')
    return { ...ended, status: 'accepted', reason: null, providerMessageId: end.providerMessageId, acceptedAt: now };
  if (email.status !== 'sending' || email.attempts.length !== number) return email;
  switch (end.kind) {
    case 'unknown':
      return { ...ended, status: 'unknown' };
    case 'rejected':
      return parked(ended, end.reason);
    case 'refused': {
      const { reason, retryAfterSeconds } = end;
      const after = afterRefusal(email, { reason, retryForSeconds, retryAfterSeconds, now });
      if (after.kind === 'park') return parked(ended, after.reason);
      return { ...ended, status: 'claimed', nextAttemptAt: after.at };
    }
    default:
      return end satisfies never;
  }
}
