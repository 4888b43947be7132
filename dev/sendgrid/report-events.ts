import type { SuppressionList } from './suppressions.ts';

/**
 * One object of the array that the Event Webhook posts: SendGrid's fields, and the email's custom arguments next to
 * them.
 */
export interface ReportEvent {
  readonly email: string;
  /** Unix seconds: when it happened, however late it is posted. */
  readonly timestamp: number;
  readonly event: string;
  /** The same in every repeat of this report. */
  readonly sg_event_id: string;
  /** Missing in late bounces. */
  readonly sg_message_id?: string;
  readonly 'smtp-id': string;
  readonly [name: string]: string | number | undefined;
}

/** Something that happens to an email, with the fields that only this event has. */
export interface Happening {
  readonly fields: { readonly event: string; readonly [name: string]: string | number };
  /** Whether it came back by Return-Path: then neither custom arguments nor SendGrid's id of the email are reported. */
  readonly isWithoutKeys?: true;
  /** The list that the address is on from then on. */
  readonly list?: SuppressionList;
}

const ip = '127.0.0.1';

export const processed: Happening = { fields: { event: 'processed' } };
export const delivered: Happening = { fields: { event: 'delivered', response: '250 OK', ip, tls: 1 } };
export const spamReport: Happening = { fields: { event: 'spamreport' }, list: 'spam_reports' };

export const bounced: Happening = {
  fields: {
    event: 'bounce',
    type: 'bounce',
    status: '5.1.1',
    reason: '550 5.1.1 The email account that you tried to reach does not exist.',
    bounce_classification: 'Invalid Address',
    ip,
    tls: 1,
  },
  list: 'bounces',
};

/** A bounce long after the email was delivered. */
export const bouncedLate: Happening = { ...bounced, isWithoutKeys: true };

/** SendGrid reports a block as a bounce of another type; the address itself is valid. */
export const blocked: Happening = {
  fields: {
    event: 'bounce',
    type: 'blocked',
    status: '5.7.1',
    reason: '550 5.7.1 Message refused: the sending address has a poor reputation.',
    bounce_classification: 'Reputation',
    ip,
    tls: 1,
  },
  list: 'blocks',
};

export const dropped = (reason: string): Happening => ({ fields: { event: 'dropped', reason, status: '5.0.0' } });

/** @param attempt the number of SendGrid's own try, counted from 1 */
export const deferred = (attempt: number): Happening => ({
  fields: { event: 'deferred', response: '451 4.7.1 Try again later', attempt: String(attempt), ip, tls: 1 },
});
