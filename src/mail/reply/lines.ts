/** One line of an email, from its plain text or from its HTML, with what is known of it. */
export interface Line {
  /** Without the signs of quoting, white space around it and marks that only steer the direction of writing. */
  readonly text: string;
  /** As it is shown if it is kept. */
  readonly shown: string;
  /** How many emails deep it is quoted; 0 for what stands in this one. */
  readonly depth: number;
  readonly mark: LineMark | null;
}

/**
 * What the markup of a mail program says of a line:
 * - `from`: it belongs to the line that says who wrote the quoted email, in whatever language
 * - `cut`: the quoted email begins here and goes on to the end
 * - `quotedMail`: it belongs to a quoted email, not just to a quotation
 * - `indented`: its author only moved it to the right
 * - `signature`: it belongs to a signature
 */
export type LineMark = 'from' | 'cut' | 'quotedMail' | 'indented' | 'signature';

/**
 * So many lines are looked at one by one. What follows them counts as one quote, up to the first line without a sign of
 * quoting, and one text. Nobody writes that much, and a hostile email shall not cost more.
 */
export const mostLines = 10_000;

export const isBlank = (line: Line) => line.text === '';

/** Bidi marks, zero-width spaces and byte order marks: they would hide a word from whoever looks for it. */
const unseen = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const isUnusual = /[\t\u00A0-\uFFFF]/;
const unusualSpaces = /[\u00A0\u2007\u202F\u3000\t]/g;

/** A line's text, fit for comparison. */
export const plain = (text: string) =>
  (isUnusual.test(text) ? text.replace(unseen, '').replace(unusualSpaces, ' ') : text).trim();

/** Without the signs that programs put around a text for emphasis, or around a heading as a rule. */
export function undecorated(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && decoration.has(text.charAt(from))) from += 1;
  while (to > from && decoration.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

const decoration = new Set(' *_-–—=|>#');
