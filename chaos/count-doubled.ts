import type { Delivery } from '../src/contract/deliveries.ts';
import { type Case, conversationOf, type Finding } from './findings.ts';
import type { ShownMail } from './shown-mail.ts';

export interface Doubles {
  readonly findings: readonly Finding[];
  /** Twice as new in the mailbox, as the account had chosen for a mail that nobody knows the end of. */
  readonly explained: number;
}

/** Messages that two accepted mails show as new, unless the first bounced or was dropped (design P2). */
export function countDoubled(from: Case, onUnknown: 'resend' | 'park'): Doubles {
  const findings: Finding[] = [];
  let explained = 0;
  const ids = new Set(from.evidence.mails.flatMap(({ news }) => news));
  for (const messageId of ids) {
    const mails = from.carriersOf(messageId).filter((mail, index, all) => {
      return index === all.length - 1 || !hasFailed(deliveryOf(from, mail));
    });
    if (mails.length < 2) continue;
    const allResent = mails.every((mail, index) => index === 0 || isResent(from, mails[index - 1] as ShownMail, mail));
    if (onUnknown === 'resend' && allResent) explained += 1;
    else {
      const what = `${messageId} came ${mails.length} times as new, by ${mails.map(({ deliveryId }) => deliveryId).join(', ')}`;
      findings.push({ kind: 'doubled', conversation: conversationOf(messageId), what, messageId, mails });
    }
  }
  return { findings, explained };
}

const deliveryOf = ({ evidence }: Case, { deliveryId }: ShownMail) => evidence.deliveries.get(deliveryId ?? '');

const hasFailed = (delivery: Delivery | undefined) => delivery?.status === 'bounced' || delivery?.status === 'dropped';

/** The second is the first again, sent when the end of an attempt was not known. */
function isResent(from: Case, first: ShownMail, second: ShownMail): boolean {
  if (first.deliveryId !== second.deliveryId) return false;
  return (deliveryOf(from, second)?.attempts ?? []).some(
    ({ at, end }) => end === 'unknown' && Date.parse(at) <= first.acceptedAt,
  );
}
