import type { Piece } from './links.ts';

export type Direction = 'ltr' | 'rtl';

/** Scripts that are written from right to left, by ISO 15924. */
const rightToLeft: ReadonlySet<string> = new Set([
  'Arab',
  'Hebr',
  'Syrc',
  'Thaa',
  'Nkoo',
  'Adlm',
  'Rohg',
  'Mand',
  'Samr',
]);
/** Whether the first letter, which decides how a line is read (UAX #9, P2), belongs to such a script. */
const beginsRightToLeft =
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const hasLetter = /\p{L}/u;

/** The direction in which the language of a BCP 47 tag is written; left to right if the tag is unknown. */
export function directionOfLocale(locale: string): Direction {
  try {
    return rightToLeft.has(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
}

/** The direction of a line's first letter; null if it has none. */
export function directionOfLine(line: string): Direction | null {
  if (beginsRightToLeft.test(line)) return 'rtl';
  return hasLetter.test(line) ? 'ltr' : null;
}

/** Consecutive lines that are read in one direction. */
export interface Block {
  readonly direction: Direction;
  readonly pieces: readonly Piece[];
}

/**
 * What a person wrote, in blocks of one direction each, so that an English line in an Arabic message has its full stop
 * on the correct side, even in email programs that do not support `dir="auto"`. A line without letters belongs to the
 * one before it; an empty line to the one after it, where HTML does not drop it.
 * @param usual the direction if no line has a letter
 */
export function blocksOf(pieces: readonly Piece[], usual: Direction): readonly Block[] {
  const lines = linesOf(pieces);
  const directions = lines.map((line) => directionOfLine(line.map(({ text }) => text).join('')));
  let direction = directions.find((one) => one !== null) ?? usual;
  const blocks: { direction: Direction; pieces: Piece[] }[] = [];
  let empty = 0;
  for (const [index, line] of lines.entries()) {
    if (line.length === 0) {
      empty += 1;
      continue;
    }
    direction = directions[index] ?? direction;
    const before = blocks.at(-1);
    const isSame = before?.direction === direction;
    const breaks = '\n'.repeat(empty + (isSame ? 1 : 0));
    const pieces = breaks === '' ? line : [{ text: breaks, href: null }, ...line];
    if (isSame) before.pieces.push(...pieces);
    else blocks.push({ direction, pieces: [...pieces] });
    empty = 0;
  }
  return blocks;
}

function linesOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces) {
    for (const [index, text] of piece.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...piece, text });
    }
  }
  return lines;
}
