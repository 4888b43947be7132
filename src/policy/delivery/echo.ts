import { type Attempt, isOpenEnd } from './delivery.ts';
import { type DeliveryPart, nextPart, partOf } from './parts.ts';

/** Whose an echo is: a platform may repeat what a message was sent with. Only ids and numbers. */
export interface EchoMetadata {
  readonly deliveryId: string;
  /** Both from 1. */
  readonly part: number;
  readonly attempt: number;
}

export const metadataOf = ({ deliveryId, part, attempt }: EchoMetadata): string => `${deliveryId}/${part}/${attempt}`;

/** Null if we did not write it. */
export function readMetadata(metadata: string): EchoMetadata | null {
  const [, deliveryId, part, attempt] = /^([\w.-]{1,128})\/([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(metadata) ?? [];
  return deliveryId === undefined ? null : { deliveryId, part: Number(part), attempt: Number(attempt) };
}

/** What a platform showed of a message that a page has sent. */
export interface Shown {
  readonly text: string | null;
  /** How many attachments it has. */
  readonly attachments: number;
  /** When it was sent, by the platform's clock. */
  readonly at: number;
}

interface Waiting {
  readonly parts?: readonly DeliveryPart[];
  readonly attempts: readonly Attempt[];
}

/** So much may the platform's clock and ours differ. */
const clocksDifferMs = 60_000;
/** What is sent later than this after the last attempt was sent by a person. */
const repeatedWithinMs = 3_600_000;

/**
 * The number of the attempt that an echo without metadata proves: the last one at the part that goes next whose end is not
 * known, if it says the same and was not sent before. Null if there is none. A person who writes the very same words
 * after that in the platform's own inbox is taken for us: the visitor has them once, as they should.
 */
export function attemptShown({ parts, attempts }: Waiting, shown: Shown): number | null {
  const number = parts === undefined ? null : nextPart({ parts });
  const part = number === null ? undefined : parts?.[number - 1];
  if (part === undefined || !saysTheSame(part, shown)) return null;
  // One after it may have been refused, while this one's echo was on its way.
  const last = attempts.findLastIndex(
    (attempt) => partOf(attempt) === number && isOpenEnd(attempt) && isFrom(attempt, shown),
  );
  return last === -1 ? null : last + 1;
}

/**
 * The number of the last attempt at a part which an echo without metadata may show once more: it was repeated because
 * nobody knew its end, came twice, and is shown twice. The first echo settles the part, the second one only tells another
 * id of it. Null if there is none.
 */
export function attemptShownAgain({ parts = [], attempts }: Waiting, shown: Shown): number | null {
  for (const [index, part] of parts.entries()) {
    const gone = attempts.filter(
      (attempt) => partOf(attempt) === index + 1 && attempt.end !== 'refused' && attempt.end !== 'rejected',
    );
    const [first, last] = [gone.at(0), gone.at(-1)];
    if (first === undefined || last === undefined || first === last) continue;
    if (isFrom(first, shown) && shown.at <= last.overAt + repeatedWithinMs && saysTheSame(part, shown))
      return attempts.indexOf(last) + 1;
  }
  return null;
}

/** Whether what was shown may have been sent by this attempt, and not by an earlier one. */
const isFrom = ({ at }: Attempt, shown: Shown) => shown.at >= at - clocksDifferMs;

function saysTheSame(part: DeliveryPart, { text, attachments }: Omit<Shown, 'at'>): boolean {
  return part.kind === 'text' ? text !== null && plain(text) === plain(part.text) : attachments > 0;
}

/** A platform may trim a text or change its line ends. */
const plain = (text: string) => text.split(/\s+/).join(' ').trim();
