import type { Evidence } from './evidence.ts';
import { type Case, conversationOf, type Finding } from './findings.ts';
import type { ShownMail } from './shown-mail.ts';

export interface Doubles {
  readonly findings: readonly Finding[];
  /** Twice as new in the mailbox, as the account had chosen for a mail that nobody knows the end of. */
  readonly explained: number;
}

/** Messages that two accepted mails show as new, unless the first did not arrive (design P2). */
export function countDoubled(from: Case, onUnknown: 'resend' | 'park'): Doubles {
  const findings: Finding[] = [];
  let explained = 0;
  for (const messageId of new Set(from.evidence.mails.flatMap(({ news }) => news))) {
    const mails = from
      .carriersOf(messageId)
      .filter((mail, index, all) => !hasFailed(from.evidence, mail, all[index + 1]?.acceptedAt ?? 0));
    if (mails.length < 2) continue;
    const areResent = mails.every((mail, index) => index === 0 || isResent(from.evidence, mails[index - 1], mail));
    if (onUnknown === 'resend' && areResent) explained += 1;
    else {
      const by = mails.map(({ deliveryId }) => deliveryId).join(', ');
      const what = `${messageId} came ${mails.length} times as new, by ${by}`;
      findings.push({ kind: 'doubled', conversation: conversationOf(messageId), what, messageId, mails });
    }
  }
  return { findings, explained };
}

const failures = ['bounce', 'blocked', 'dropped'];

/** The service knew that it did not arrive before the next one went. */
function hasFailed({ reports }: Evidence, { id }: ShownMail, nextAt: number): boolean {
  return reports.some(({ mailId, event, takenAt }) => mailId === id && failures.includes(event) && takenAt <= nextAt);
}

/** The second is the first again, sent when the end of an attempt was not known and nothing had been reported of it. */
function isResent({ deliveries, reports }: Evidence, first: ShownMail | undefined, second: ShownMail): boolean {
  if (first === undefined || first.deliveryId !== second.deliveryId) return false;
  const attempts = (deliveries.get(second.deliveryId ?? '')?.attempts ?? []).map(({ at, end, result }) => ({
    at: Date.parse(at),
    // A report that came after the second was sent may have told the end since.
    wasUnknown: end === 'unknown' || result?.startsWith('the provider reported') === true,
  }));
  const again = attempts.findLast(({ at }) => at <= second.acceptedAt);
  const wasUnknown = attempts.some((attempt) => attempt.wasUnknown && attempt.at <= first.acceptedAt);
  const wasReported = reports.some(({ mailId, takenAt }) => mailId === first.id && takenAt < (again?.at ?? 0));
  return wasUnknown && !wasReported;
}
