import { describe, expect, it } from '@jest/globals';
import { cleanText } from '../../src/mail/clean-text.ts';
import { addressesIn } from '../../src/store/captured-address.ts';
import { workOf } from '../support/work.ts';

/** Everything that reads what people outside wrote. */
const readers: Readonly<Record<string, (text: string) => unknown>> = { addressesIn, cleanText };

/** What texts are made of that would slow a careless reader down. */
const parts = {
  emoji: '😀',
  spaces: ' ',
  '@': '@',
  'near addresses': 'a@',
  'addresses that are none': 'a@b.c ',
  dots: '.',
  'combining marks': '\u0301',
  'line ends': '\r\n',
  brackets: '([<{',
};

/** The longest message, in code points. */
const longest = 10_000;

/** Twice the text may take twice the work; what is a square takes four times. */
async function expectLinear(read: (text: string) => unknown, part: string): Promise<void> {
  const text = (length: number) => `x${part.repeat(length / [...part].length)}x`;
  const work = async (length: number) => {
    const long = text(length);
    return await workOf(() => read(long));
  };
  await work(longest);
  const [quarter, half, full] = [await work(longest / 4), await work(longest / 2), await work(longest)];
  expect(full - half).toBeLessThanOrEqual(2.5 * Math.max(half - quarter, longest / 10));
}

describe.each(Object.entries(readers))('%s', (_, read) => {
  it.each(Object.entries(parts))('does no more than linear work on many %s', (_, part) => expectLinear(read, part));
});
