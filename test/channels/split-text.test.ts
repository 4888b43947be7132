import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitText } from '../../src/channels/split-text.ts';

const inUnits = (most: number) => ({ most, lengthOf: (text: string) => text.length });
const inBytes = (most: number) => ({ most, lengthOf: (text: string) => Buffer.byteLength(text) });

describe('a text for a platform with a limit', () => {
  it('stays whole if it fits', () => {
    expect(splitText('The parcel ships tomorrow.\n', inUnits(27))).toEqual(['The parcel ships tomorrow.\n']);
    expect(splitText(' \n', inUnits(27))).toEqual([]);
  });

  it.each([
    ['at the end of a line', 'One two.\nThree four five', 16, ['One two.', 'Three four five']],
    ['at the end of a word', 'One two three four', 10, ['One two', 'three four']],
    ['anywhere in a word that is too long', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['after white space that is one too many', 'abcd efgh', 4, ['abcd', 'efgh']],
    ['not at a line in its first half', 'a\nbcdefg hij', 8, ['a\nbcdefg', 'hij']],
  ])('is cut %s', (_, text, most, pieces) => {
    expect(splitText(text, inUnits(most))).toEqual(pieces);
  });

  it('is never cut within a character as people see it, unless that alone is too long', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(splitText(family.repeat(3), inBytes(60))).toEqual([family.repeat(2), family]);
    const pieces = splitText(`e${'\u0301'.repeat(40)}`, inBytes(20));
    expect(pieces.join('')).toBe(`e${'\u0301'.repeat(40)}`);
  });

  it('fits the limit in every piece, and loses nothing but white space at the cuts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', ' ', '👍🏽', 'word ', '日本'), maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 60 }), (said, most) => {
        const pieces = splitText(said, inBytes(most));
        const withoutSpace = (some: string) => some.replaceAll(/\s/g, '');
        expect(pieces.every((piece) => Buffer.byteLength(piece) <= most && piece.trim() !== '')).toBe(true);
        expect(withoutSpace(pieces.join(''))).toBe(withoutSpace(said));
      }),
      { numRuns: 50 },
    );
  });

  it('takes time in proportion to its length', () => {
    const long = `${'x'.repeat(1_001)} `.repeat(200);
    const began = performance.now();
    expect(splitText(long, inBytes(1_000)).length).toBeLessThan(700);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
