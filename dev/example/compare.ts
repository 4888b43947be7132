import { isDeepStrictEqual } from 'node:util';
import type { Arrived, ArrivedDirect, ArrivedMail } from './arrived.ts';
import type { ExpectedDirect, ExpectedMail, Row } from './row.ts';

/** How late an email may be by default: all rows run at once, on any machine. */
export const usualLateSeconds = 3;
/** The inaccuracy of two processes' clocks and timers; an email that is earlier than this allows is too early. */
const clockNoiseSeconds = 0.1;

/** How what arrived differs from what the row expects, one line each. */
export function differences(row: Row, arrived: Arrived, lateSeconds = usualLateSeconds): readonly string[] {
  return [
    ...arrived.found.flatMap(({ at, expected, got }) =>
      expected === got ? [] : [`at ${at}: ${got} instead of ${expected}`],
    ),
    ...countDifference(row.mails.length, arrived.mails.length),
    ...row.mails.flatMap((expected, index) => {
      const mail = arrived.mails[index];
      return mail === undefined
        ? []
        : mailDifferences(row, expected, mail, lateSeconds).map((line) => `email ${index + 1} ${line}`);
    }),
    ...unequal('on the channel came', saysOf(row.directs), saysOf(arrived.directs)),
    ...row.directs.flatMap((expected, index) => {
      const direct = arrived.directs[index];
      return direct?.says === expected.says ? directDifferences(row, expected, direct, lateSeconds) : [];
    }),
    ...threadDifferences(arrived.mails),
    ...replyDifferences(row, arrived),
    ...unequal('deliveries without an email', row.withoutMail, arrived.withoutMail),
  ];
}

function countDifference(expected: number, arrived: number): readonly string[] {
  return expected === arrived
    ? []
    : [`${mailsInWords(arrived)} arrived instead of ${expected === 0 ? 'none' : expected}`];
}

const mailsInWords = (count: number) => (count === 0 ? 'no email' : count === 1 ? 'one email' : `${count} emails`);

function mailDifferences(row: Row, expected: ExpectedMail, mail: ArrivedMail, lateSeconds: number): readonly string[] {
  const { at, trigger, news, context = [] } = expected;
  const isMarked = context.length > 0 && row.start.choice !== 'transcript';
  return [
    ...lateness((mail.at - at) * row.secondsPerMinute, lateSeconds),
    ...unequal('trigger', trigger, mail.trigger ?? 'unknown to the API'),
    ...unequal('carries as new', news, mail.news),
    ...unequal('shows', [...context, ...news], mail.shows),
    ...unequal('marks as new', isMarked ? news : ['nothing'], mail.underNew ?? ['nothing']),
  ];
}

const saysOf = (directs: readonly { readonly says: string }[]) => directs.map(({ says }) => says);

function directDifferences(
  { secondsPerMinute }: Row,
  { at, parts = 1, tag = null }: ExpectedDirect,
  direct: ArrivedDirect,
  lateSeconds: number,
): readonly string[] {
  return [
    ...lateness((direct.at - at) * secondsPerMinute, lateSeconds),
    ...unequal('parts', String(parts), String(direct.parts)),
    ...unequal('tag', tag ?? 'none', direct.tag ?? 'none'),
    ...(direct.isWhole ? [] : ['is not what was written']),
  ].map((line) => `${direct.says} ${line}`);
}

function lateness(late: number, lateSeconds: number): readonly string[] {
  if (late < -clockNoiseSeconds) return [`came ${(-late).toFixed(1)} s too early`];
  return late > lateSeconds ? [`came ${late.toFixed(1)} s late`] : [];
}

function unequal(what: string, expected: string | readonly string[], got: string | readonly string[]): string[] {
  return isDeepStrictEqual(expected, got) ? [] : [`${what}: ${inWords(got)} instead of ${inWords(expected)}`];
}

const inWords = (value: string | readonly string[]) =>
  typeof value === 'string' ? value : value.length === 0 ? 'nothing' : value.join(' ');

/**
 * Every email after the first replies to the one before, which may be the visitor's, and refers to all earlier ones (RFC
 * 5322 section 3.6.4).
 */
function threadDifferences(mails: readonly ArrivedMail[]): readonly string[] {
  return mails.flatMap(({ messageId, inReplyTo, references, before }, index) => {
    const lines = messageId === null ? ['has no Message-ID'] : [];
    if (inReplyTo !== (before.at(-1) ?? null)) lines.push('does not answer the email before it (In-Reply-To)');
    if (!isDeepStrictEqual(references, before)) lines.push('is not in the thread (References)');
    return lines.map((line) => `email ${index + 1} ${line}`);
  });
}

function replyDifferences(
  { mails, outcome }: Row,
  { replies, address, personId, ...arrived }: Arrived,
): readonly string[] {
  const expected = outcome === null ? [] : replies;
  const count = new Set(mails.flatMap(({ news }) => news)).size;
  return [
    ...(replies.length < Math.max(count, outcome === null ? 0 : 1) ? ['a reply is missing in the API'] : []),
    ...expected.flatMap(({ label, outcome: got }) => unequal(`${label} became`, expectedOutcome(outcome, label), got)),
    ...replies.flatMap(({ label, forwardedTo }) => {
      const carriers = mails.flatMap(({ news }, index) => {
        const deliveryId = arrived.mails[index]?.deliveryId;
        return news.includes(label) && deliveryId !== undefined ? [`${address} by ${deliveryId}`] : [];
      });
      const onChannel = arrived.directs.flatMap(({ says, deliveryId }) =>
        says === label && deliveryId !== null ? [`${personId} by ${deliveryId}`] : [],
      );
      const said = forwardedTo.map((one) => `${one.address} by ${one.deliveryId}`);
      return unequal(`${label} is forwarded to`, [...carriers, ...onChannel], said);
    }),
  ];
}

const expectedOutcome = (outcome: Row['outcome'], label: string): string =>
  (typeof outcome === 'string' ? outcome : outcome?.[label]) ?? '';
