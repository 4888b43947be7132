import { graphemesOf } from '../graphemes.ts';

/** The limit of a platform's texts, in whatever it counts. */
export interface TextLimit {
  readonly most: number;
  /** How much of that a text takes; that of two texts together is the sum. */
  readonly lengthOf: (text: string) => number;
}

/** A character as a reader sees it or, if that alone is too long, a code point of it. */
interface Unit {
  readonly text: string;
  readonly length: number;
}

/**
 * The text in pieces that the platform takes, cut between characters as a reader sees them (grapheme clusters, UAX #29):
 * at the end of a line if there is one in the second half of what fits, else at the end of a word, else anywhere. White
 * space at a cut is left out, and so is a piece of nothing else. The time that it takes grows with the text only.
 */
export function splitText(text: string, { most, lengthOf }: TextLimit): string[] {
  if (lengthOf(text) <= most) return text.trim() === '' ? [] : [text];
  const units = unitsOf(text, { most, lengthOf });
  const pieces: string[] = [];
  for (let from = 0; from < units.length; ) {
    const to = endOf(units, from, most);
    const piece = units
      .slice(from, to)
      .map((unit) => unit.text)
      .join('')
      .trim();
    if (piece !== '') pieces.push(piece);
    from = to;
  }
  return pieces;
}

/** Where the piece ends that begins at `from`. */
function endOf(units: readonly Unit[], from: number, most: number): number {
  let length = 0;
  let [afterLine, afterWord] = [0, 0];
  for (let at = from; at < units.length; at += 1) {
    const unit = units[at];
    if (unit === undefined) break;
    const fits = length + unit.length <= most;
    // White space at the end of a piece is left out, so it may be one too many.
    if (!fits && !isSpace(unit)) return afterLine > 0 ? afterLine : afterWord > 0 ? afterWord : Math.max(at, from + 1);
    length += unit.length;
    if (length * 2 < most || !isSpace(unit)) continue;
    if (unit.text.includes('\n')) afterLine = at + 1;
    afterWord = at + 1;
    if (!fits) return afterLine > 0 ? afterLine : afterWord;
  }
  return units.length;
}

function unitsOf(text: string, { most, lengthOf }: TextLimit): Unit[] {
  const units: Unit[] = [];
  for (const segment of graphemesOf(text)) {
    const length = lengthOf(segment);
    if (length <= most) units.push({ text: segment, length });
    else for (const point of segment) units.push({ text: point, length: lengthOf(point) });
  }
  return units;
}

const isSpace = ({ text }: Unit) => text.trim() === '';
