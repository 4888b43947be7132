import { addressKey, readAddress } from '../../src/contract/email-address.ts';
import { redacted } from '../../src/log.ts';
import { cleanText } from '../../src/mail/clean-text.ts';
import { addressesIn } from '../../src/store/captured-address.ts';

/** Everything that reads what people outside wrote. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  addressKey,
  addressesIn,
  cleanText,
  readAddress,
  redacted,
};

/** What texts are made of that would slow a careless reader down. */
export const parts = {
  emoji: '😀',
  spaces: ' ',
  '@': '@',
  'near addresses': 'a@',
  'addresses that are none': 'a@b.c ',
  dots: '.',
  'combining marks': '\u0301',
  'line ends': '\r\n',
  brackets: '([<{',
} as const;

/** The longest message, in code points. */
export const longest = 10_000;

/** The work of one reader on a text of one part: at a quarter of the longest, at a half and at the whole. */
export interface Measured {
  readonly reader: string;
  readonly part: string;
  readonly work: readonly [number, number, number];
}
