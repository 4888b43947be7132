import { randomBytes } from 'node:crypto';
import type { ReportFault } from './faults.ts';
import type { Mail } from './mail.ts';
import {
  blocked,
  bounced,
  bouncedLate,
  deferred,
  delivered,
  dropped,
  type Happening,
  processed,
  type ReportEvent,
  spamReport,
} from './report-events.ts';
import type { Listing } from './suppressions.ts';

/** A planned report. */
export interface PlannedReport {
  /** The email in the mailbox; missing in state files of earlier versions. */
  readonly mailId?: string;
  /** Epoch milliseconds. */
  readonly postAt: number;
  /** Reports of different rounds are never in one post, so that a batch can be posted twice. */
  readonly round: number;
  readonly event: ReportEvent;
}

/** What becomes of an accepted email for one recipient; decided when it is accepted. */
export interface Story {
  readonly reports: readonly PlannedReport[];
  readonly listings: readonly Listing[];
}

export interface StoryFacts {
  readonly mail: Mail;
  readonly email: string;
  readonly fault: ReportFault | null;
  /** Why SendGrid does not even try to deliver it; null if the address is on no list. */
  readonly dropReason: string | null;
  /** When it was accepted, in epoch milliseconds. */
  readonly now: number;
  /** The time between successive events. */
  readonly stepMs: number;
}

export function storyOf({ mail, email, fault, dropReason, now, stepMs }: StoryFacts): Story {
  const happenings = dropReason === null ? happeningsUnder(fault) : [dropped(dropReason)];
  const events = happenings.map((happening, index) => {
    const at = now + index * stepMs + (happening === bouncedLate ? (fault?.seconds ?? 0) * 1_000 : 0);
    return { at, happening, event: eventOf(mail, email, happening, at) };
  });
  return {
    reports: posted(events, fault).map((report) => ({ mailId: mail.id, ...report })),
    listings: events.flatMap(({ at, happening }) => listingOf(email, happening, at)),
  };
}

/** What a person can let happen to an email that was accepted, however long ago. */
export const happeningKinds = {
  delivered: 'The recipient’s server took the email.',
  deferred: 'The recipient’s server asks SendGrid to try again later.',
  bounce: 'The address does not exist. SendGrid drops every later email to it.',
  lateBounce:
    'The server took the email and sent it back later. SendGrid reports this without saying which email it was, and drops every later email to the address.',
  blocked: 'The server refuses this email. The address itself is fine, so the next email is tried again.',
  dropped: 'SendGrid does not try, because the address bounced before.',
  spamReport: 'The recipient marks the email as spam. SendGrid drops every later email to the address.',
} as const;
export type HappeningKind = keyof typeof happeningKinds;

/** What is reported, and on which list the address is then, if this happens to an email now. */
export function storyNow(kind: HappeningKind, { mail, email, now }: Pick<StoryFacts, 'mail' | 'email' | 'now'>): Story {
  const happening = happeningOf(kind);
  const event = eventOf(mail, email, happening, now);
  return {
    reports: [{ mailId: mail.id, postAt: now, round: 1, event }],
    listings: listingOf(email, happening, now),
  };
}

function happeningOf(kind: HappeningKind): Happening {
  switch (kind) {
    case 'delivered':
      return delivered;
    case 'deferred':
      return deferred(1);
    case 'bounce':
      return bounced;
    case 'lateBounce':
      return bouncedLate;
    case 'blocked':
      return blocked;
    case 'dropped':
      return dropped('Bounced Address');
    case 'spamReport':
      return spamReport;
    default:
      return kind satisfies never;
  }
}

function happeningsUnder(fault: ReportFault | null): readonly Happening[] {
  if (fault === null) return [processed, delivered];
  switch (fault.mode) {
    case 'bounce':
      return [processed, bounced];
    case 'asyncBounce':
      return [processed, delivered, bouncedLate];
    case 'blocked':
      return [processed, blocked];
    case 'drop':
      return [dropped('Bounced Address')];
    case 'defer':
      return [processed, ...Array.from({ length: fault.deferrals }, (_, index) => deferred(index + 1)), delivered];
    case 'spamReport':
      return [processed, delivered, spamReport];
    case 'duplicateReports':
    case 'lateReports':
    case 'noReports':
      return [processed, delivered];
    default:
      return fault.mode satisfies never;
  }
}

type Dated = { readonly at: number; readonly event: ReportEvent };

/** When each report is posted; under duplicateReports the later ones first, and each four times, in two posts. */
function posted(events: readonly Dated[], fault: ReportFault | null): PlannedReport[] {
  if (fault?.mode === 'noReports') return [];
  if (fault?.mode === 'duplicateReports') {
    const postAt = events.at(-1)?.at ?? 0;
    const backwards = events.map(({ event }) => event).reverse();
    return [1, 2].flatMap((round) => [...backwards, ...backwards].map((event) => ({ postAt, round, event })));
  }
  const lateMs = fault?.mode === 'lateReports' ? fault.seconds * 1_000 : 0;
  return events.map(({ at, event }) => ({ postAt: at + lateMs, round: 1, event }));
}

/**
 * SendGrid's fields take precedence over custom arguments of the same name (a deferred report has its own `attempt`).
 */
function eventOf(mail: Mail, email: string, { fields, isWithoutKeys }: Happening, at: number): ReportEvent {
  const [messageId, personalization = '0'] = mail.id.split('.');
  const keys = { ...mail.customArgs, sg_message_id: `${messageId}.recvd-0-1-0.${personalization}` };
  return {
    ...(isWithoutKeys ? {} : keys),
    email,
    timestamp: Math.floor(at / 1_000),
    'smtp-id': `<${messageId}@geopod-ismtpd-0>`,
    sg_event_id: randomBytes(16).toString('base64url'),
    ...fields,
  };
}

function listingOf(email: string, { list, fields: { reason, status } }: Happening, at: number): Listing[] {
  if (list === undefined) return [];
  const told = list === 'spam_reports' ? { ip: '127.0.0.1' } : { reason: String(reason), status: String(status) };
  return [{ list, email, at, fields: told }];
}
