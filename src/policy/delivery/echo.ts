import type { Attempt } from './delivery.ts';
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
}

interface Waiting {
  readonly parts?: readonly DeliveryPart[];
  readonly attempts: readonly Attempt[];
}

/**
 * The number of the attempt that an echo without metadata proves: the last one at the part that goes next, if its end is
 * not known and it says the same. Null if there is none. A person who writes the very same words at that time in the
 * platform's own inbox is taken for us: the visitor has them once, as they should.
 */
export function attemptShown({ parts, attempts }: Waiting, shown: Shown): number | null {
  const number = parts === undefined ? null : nextPart({ parts });
  const part = number === null ? undefined : parts?.[number - 1];
  if (part === undefined || !saysTheSame(part, shown)) return null;
  const last = attempts.findLastIndex((attempt) => partOf(attempt) === number);
  const end = attempts[last]?.end;
  return last !== -1 && (end === null || end === 'unknown') ? last + 1 : null;
}

/**
 * Whether an echo without metadata may be that of a part which was repeated because nobody knew its end: then it came
 * twice, and is shown twice. The first echo settles the part, the second one says nothing new.
 */
export function isShownAgain({ parts = [], attempts }: Waiting, shown: Shown): boolean {
  return parts.some((part, index) => {
    const gone = attempts.filter(
      (attempt) => partOf(attempt) === index + 1 && attempt.end !== 'refused' && attempt.end !== 'rejected',
    );
    return gone.length > 1 && saysTheSame(part, shown);
  });
}

function saysTheSame(part: DeliveryPart, { text, attachments }: Shown): boolean {
  return part.kind === 'text' ? text !== null && plain(text) === plain(part.text) : attachments > 0;
}

/** A platform may trim a text or change its line ends. */
const plain = (text: string) => text.split(/\s+/).join(' ').trim();
