import type { Delivery } from '../src/contract/deliveries.ts';
import { type Case, conversationOf, type Finding, isDeletion } from './findings.ts';
import { correspondentOf } from './pages.ts';
import type { ShownMail } from './shown-mail.ts';

/**
 * Emails that should not have been sent, or not like this (design P3): with read or deleted news, or to a wrong
 * address.
 */
export function countWronglySent(from: Case): Finding[] {
  return from.evidence.mails.flatMap((mail) => wrongIn(from, mail));
}

function wrongIn(from: Case, mail: ShownMail): Finding[] {
  const { evidence } = from;
  const conversation = conversationOf([...mail.news, ...mail.context][0] ?? mail.to.replace('@', '-'));
  const wrong = (what: string, messageId: string | null = null): Finding => ({
    kind: 'wronglySent',
    conversation,
    what,
    messageId,
    mails: [mail],
  });
  const onChannel = correspondentOf(conversation)?.channel;
  if (onChannel !== undefined) return [wrong(`it was emailed, but belongs on ${onChannel}`)];
  const delivery = evidence.deliveries.get(mail.deliveryId ?? '');
  if (delivery === undefined) return [wrong(`a mail of no delivery: ${mail.deliveryId}`)];
  const attempts = attemptsUpTo(delivery, mail.acceptedAt);
  const last = attempts.at(-1);
  if (last === undefined) return [wrong(`delivery ${delivery.id} has no attempt that could have sent this mail`)];
  // After the first attempt with an unknown outcome, all attempts are the same email byte for byte (design R5). One that
  // another followed was unknown too if a report has meanwhile told that it was accepted.
  const composed = attempts.find((one) => one.end === 'unknown' || (one.end === 'accepted' && one !== last)) ?? last;
  const acts = from.actsOf(conversation);
  const messages = evidence.messages.get(conversation) ?? [];
  const seqOf = (messageId: string) => messages.find(({ id }) => id === messageId)?.seq ?? Number.POSITIVE_INFINITY;
  const isDeletedBy = (messageId: string, at: number) =>
    acts.some((done) => isDeletion(done, messageId) && done.acknowledgedAt !== null && done.acknowledgedAt < at);
  const isReadBy = (messageId: string, at: number) =>
    acts.some(
      ({ upTo, acknowledgedAt }) => upTo !== null && upTo >= seqOf(messageId) && (acknowledgedAt ?? Infinity) < at,
    );

  const { news, context } = mail;
  const { visitor } = evidence.conversations.get(conversation) ?? {};
  return [
    ...(news.length === 0 ? [wrong('it shows nothing new')] : []),
    ...(visitor === undefined || mail.to === visitor.email
      ? []
      : [wrong(`it went to ${mail.to}, not to ${visitor.email}`)]),
    ...[...news, ...context]
      .filter((id) => conversationOf(id) !== conversation)
      .map((id) => wrong(`it shows ${id}, of another conversation`, id)),
    ...news
      .filter((id) => !delivery.newsSeqs.includes(seqOf(id)))
      .map((id) => wrong(`it shows ${id} as new, which its delivery does not carry`, id)),
    ...news
      .filter((id) => isDeletedBy(id, last.at))
      .map((id) => wrong(`it shows ${id} as new, which was deleted before the attempt`, id)),
    ...context
      .filter((id) => isDeletedBy(id, composed.at))
      .map((id) => wrong(`it shows ${id}, which was deleted before it was composed`, id)),
    ...news
      .filter((id) => isReadBy(id, composed.at))
      .map((id) => wrong(`it shows ${id} as new, which was read before it was composed`, id)),
    ...(last !== composed && news.every((id) => isReadBy(id, last.at))
      ? [wrong('it was sent again when all it shows as new had been read')]
      : []),
  ];
}

interface Attempt {
  readonly at: number;
  readonly end: Delivery['attempts'][number]['end'];
}

/** The attempts that were recorded before the provider accepted the email; the last of them sent it. */
function attemptsUpTo({ attempts }: Delivery, acceptedAt: number): Attempt[] {
  return attempts.map(({ at, end }) => ({ at: Date.parse(at), end })).filter(({ at }) => at <= acceptedAt);
}
