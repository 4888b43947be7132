import type { Delivery } from '../src/contract/deliveries.ts';
import { type Case, conversationOf, type Finding } from './findings.ts';

type Status = Delivery['status'];

/** How far a delivery must have come once the service has accepted such a report of its only email. */
const standsAt: Readonly<Record<string, (delivery: Delivery) => boolean>> = {
  delivered: ({ status }) => isOneOf(status, ['delivered', 'bounced', 'dropped']),
  bounce: ({ status }) => isOneOf(status, ['bounced', 'superseded']),
  dropped: (delivery) => isOneOf(delivery.status, ['dropped', 'superseded']) || mayHaveGoneBefore(delivery),
  blocked: ({ status }) => isOneOf(status, ['parked', 'superseded', 'bounced', 'dropped']),
};

/** An attempt with an unknown outcome may have reached the visitor, so the delivery may stay accepted after a drop. */
const mayHaveGoneBefore = ({ status, attempts, reports }: Delivery) =>
  status === 'accepted' &&
  attempts.some(({ end }) => end === 'unknown') &&
  reports.some(({ event }) => event === 'dropped');

const isOneOf = (status: Status, expected: readonly Status[]) => expected.includes(status);

/** Reports that were answered with 2xx but that the delivery does not know. */
export function countReportsLost({ evidence }: Case): Finding[] {
  const { mails, reports, deliveries } = evidence;
  const seen = new Set<string>();
  return reports.flatMap(({ event, mailId, deliveryId }): Finding[] => {
    const delivery = deliveries.get(deliveryId ?? '');
    const carriers = mails.filter((mail) => mail.deliveryId === deliveryId);
    const mail = carriers[0];
    if (delivery === undefined || mail === undefined || carriers.length > 1) return [];
    if ((standsAt[event]?.(delivery) ?? true) || seen.has(`${mailId} ${event}`)) return [];
    seen.add(`${mailId} ${event}`);
    const conversation = conversationOf(mail.news[0] ?? '');
    const what = `the report ${event} of email ${mailId} was accepted, but delivery ${delivery.id} is ${delivery.status}`;
    return [{ kind: 'lost', conversation, what, messageId: null, mails: [mail] }];
  });
}
