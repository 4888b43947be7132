import type { Delivery } from '../src/contract/deliveries.ts';
import type { Doubles } from './count-doubled.ts';
import type { Case, Finding, FindingKind } from './findings.ts';
import { conversationOf, isDeletion } from './findings.ts';
import { deliverTimeoutSeconds } from './settings.ts';
import { onOneLine, type ShownDirect } from './shown-direct.ts';

/** What is wrong with what was sent on Messenger and Instagram, as the visitors have it there. */
export function countDirect(from: Case, onUnknown: 'resend' | 'park'): Doubles {
  const doubles = countTwice(from, onUnknown);
  return {
    explained: doubles.explained,
    findings: [...doubles.findings, ...countDisordered(from), ...from.evidence.directs.flatMap(wrongIn(from))],
  };
}

/** The parts of a message that came, each once, in the order in which they came first. */
export function partsOf({ evidence }: Case, messageId: string): readonly ShownDirect[] {
  const parts = evidence.directs.filter(({ marks }) => marks[0]?.messageId === messageId);
  return parts.filter((part, index) => parts.findIndex(({ text }) => text === part.text) === index);
}

/** Whether the parts that came are the whole message, as it was written or once edited to. */
export function cameWhole(from: Case, messageId: string): boolean {
  const came = onOneLine(
    partsOf(from, messageId)
      .map(({ text }) => text)
      .join(' '),
  );
  return from
    .actsOf(conversationOf(messageId))
    .some(
      ({ act }) =>
        (act.kind === 'post' || act.kind === 'edit') && act.messageId === messageId && onOneLine(act.text) === came,
    );
}

const found = (
  kind: FindingKind,
  { conversation, marks }: Pick<ShownDirect, 'conversation' | 'marks'>,
  what: string,
): Finding => ({ kind, conversation, what, messageId: marks[0]?.messageId ?? null, mails: [] });

/** Parts that came twice, unless the account had chosen that and nothing had told of the first (design P2). */
function countTwice(from: Case, onUnknown: 'resend' | 'park'): Doubles {
  const findings: Finding[] = [];
  const before = new Map<string, ShownDirect>();
  let explained = 0;
  for (const part of from.evidence.directs) {
    for (const { messageId, number } of part.marks) {
      const mark = `${messageId}.${number}`;
      const first = before.get(mark);
      before.set(mark, part);
      if (first === undefined || first === part || part.marks[0]?.messageId !== messageId) continue;
      // Once for all marks of the same part.
      if (number !== part.marks[0]?.number && first.text === part.text) continue;
      if (onUnknown === 'resend' && first.text === part.text && isResent(from, first, part)) explained += 1;
      else findings.push(found('doubled', part, `${mark} came twice: ${first.id} and ${part.id}`));
    }
  }
  return { findings, explained };
}

/**
 * Whether the second repeats the first, sent while the first one's end was not known and the service had accepted no echo
 * of it. An answer that could not be recorded in time, because MongoDB was away, is not known until it is.
 */
function isResent(from: Case, first: ShownDirect, second: ShownDirect): boolean {
  const number = 1 + partsOf(from, second.marks[0]?.messageId ?? '').findIndex(({ text }) => text === second.text);
  const attempts = attemptsOf(from, second).filter(({ part }) => part === number);
  const again = attempts.findLast(({ at }) => at <= second.acceptedAt);
  const before = attempts.findLast(({ at }) => at <= first.acceptedAt);
  if (again === undefined || before === undefined || again === before) return false;
  const wasShown = from.evidence.echoes.some(({ mid, takenAt }) => mid === first.id && takenAt < again.at);
  const isKnownLate = before.knownAt > again.at && again.at - before.at >= deliverTimeoutSeconds * 1_000;
  return (before.wasUnknown || isKnownLate) && !wasShown;
}

interface Attempt {
  readonly at: number;
  readonly part: number;
  readonly wasUnknown: boolean;
  /** Since when the service has known that its part was accepted; infinite if it does not. */
  readonly knownAt: number;
}

/** The attempts at the message of this part, in order. */
function attemptsOf(from: Case, { conversation, marks }: ShownDirect): readonly Attempt[] {
  const seq = seqOf(from, conversation, marks[0]?.messageId ?? '');
  return deliveriesOf(from, conversation)
    .filter(({ newsSeqs }) => newsSeqs.includes(seq))
    .flatMap(({ attempts, parts = [] }) =>
      attempts.map(({ at, end, result, part = 1 }) => ({
        ...{ at: Date.parse(at), part },
        // An echo that came after the second was sent may have decided the end since.
        wasUnknown: end === 'unknown' || result?.startsWith('the platform showed it') === true,
        knownAt: timeOf(parts[part - 1]?.acceptedAt),
      })),
    )
    .sort((a, b) => a.at - b.at);
}

const timeOf = (stamp: string | null | undefined) => (stamp ? Date.parse(stamp) : Number.POSITIVE_INFINITY);

const deliveriesOf = ({ evidence }: Case, conversation: string): readonly Delivery[] =>
  [...evidence.deliveries.values()].filter((delivery) => delivery.conversationId === conversation);

/** Infinite if there is no such message. */
const seqOf = ({ evidence }: Case, conversation: string, messageId: string): number =>
  evidence.messages.get(conversation)?.find(({ id }) => id === messageId)?.seq ?? Number.POSITIVE_INFINITY;

/** What came before something that agents wrote earlier, or a part before an earlier one; repetitions do not count. */
function countDisordered(from: Case): Finding[] {
  const last = new Map<string, { readonly seq: number; readonly number: number; readonly mark: string }>();
  const seen = new Set<string>();
  return from.evidence.directs.flatMap((part) =>
    part.marks.flatMap(({ messageId, number }): Finding[] => {
      const { conversation } = part;
      const mark = `${messageId}.${number}`;
      if (seen.has(mark)) return [];
      seen.add(mark);
      const seq = seqOf(from, conversation, messageId);
      const before = last.get(conversation);
      last.set(conversation, { seq, number, mark });
      const isBehind = before !== undefined && (before.seq > seq || (before.seq === seq && before.number >= number));
      return isBehind ? [found('outOfOrder', part, `${mark} came after ${before.mark}`)] : [];
    }),
  );
}

/** What should not have been sent, or not to this person (design P3). */
const wrongIn =
  (from: Case) =>
  (part: ShownDirect): Finding[] => {
    const { conversation, marks, acceptedAt } = part;
    const wrong = (what: string) => [found('wronglySent', part, what)];
    const [first] = marks;
    if (first === undefined) return wrong(`nobody wrote: ${part.text.slice(0, 100)}`);
    const others = marks.filter(({ messageId }) => messageId !== first.messageId);
    if (others.length > 0) return wrong(`${first.messageId} came together with ${others[0]?.messageId}`);
    if (conversationOf(first.messageId) !== conversation) return wrong(`${first.messageId} came to ${conversation}`);
    const isAgents = from
      .posts(conversation)
      .some(({ act }) => act.author.kind === 'agent' && act.messageId === first.messageId);
    const isUnanswered = from
      .actsOf(conversation)
      .some(({ act }) => act.kind === 'post' && act.messageId === first.messageId);
    if (!isAgents && !isUnanswered) return wrong(`${first.messageId} was not written by an agent here`);
    const attempt = attemptsOf(from, part).findLast(({ at }) => at <= acceptedAt);
    if (attempt === undefined) return wrong(`there is no attempt that could have sent ${first.messageId}`);
    const isDeleted = from
      .actsOf(conversation)
      .some(
        (done) => isDeletion(done, first.messageId) && (done.acknowledgedAt ?? Number.POSITIVE_INFINITY) < attempt.at,
      );
    return isDeleted ? wrong(`${first.messageId} was deleted before the attempt`) : [];
  };
