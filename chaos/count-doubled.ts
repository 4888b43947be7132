import type { Evidence } from './evidence.ts';
import { type Case, conversationOf, type Finding } from './findings.ts';
import type { ShownMail } from './shown-mail.ts';

export interface Doubles {
  readonly findings: readonly Finding[];
  /**
   * How many messages were new in two emails because the account had chosen to resend emails with an unknown outcome.
   */
  readonly explained: number;
}

/** Messages that two accepted emails show as new, unless the first one did not arrive (design P2). */
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
      const what = `${messageId} was emailed ${mails.length} times as new, by the deliveries ${by}`;
      findings.push({ kind: 'doubled', conversation: conversationOf(messageId), what, messageId, mails });
    }
  }
  return { findings, explained };
}

const failures = ['bounce', 'blocked', 'dropped'];

/** Whether the service knew, before the next email was sent, that this one did not arrive. */
function hasFailed({ reports }: Evidence, { id }: ShownMail, nextAt: number): boolean {
  return reports.some(({ mailId, event, takenAt }) => mailId === id && failures.includes(event) && takenAt <= nextAt);
}

/**
 * Whether the second email repeats the first, sent while its outcome was unknown and nothing had been reported about
 * it.
 */
function isResent({ deliveries, reports }: Evidence, first: ShownMail | undefined, second: ShownMail): boolean {
  if (first === undefined || first.deliveryId !== second.deliveryId) return false;
  const attempts = (deliveries.get(second.deliveryId ?? '')?.attempts ?? []).map(({ at, end, result }) => ({
    at: Date.parse(at),
    // A report that came after the second email was sent may have decided the outcome since.
    wasUnknown: end === 'unknown' || result?.startsWith('the provider reported') === true,
  }));
  const again = attempts.findLast(({ at }) => at <= second.acceptedAt);
  const wasUnknown = attempts.some((attempt) => attempt.wasUnknown && attempt.at <= first.acceptedAt);
  const wasReported = reports.some(({ mailId, takenAt }) => mailId === first.id && takenAt < (again?.at ?? 0));
  return wasUnknown && !wasReported;
}
