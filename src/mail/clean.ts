import { firstGraphemes } from '../graphemes.ts';

/** How long a name, subject or file name may be, in characters as a reader sees them (design 'The mail'). */
export const lineLength = 80;

/**
 * Line ends, controls, marks that reorder or hide text (bidi, zero-width, byte order), and halves of surrogate pairs.
 * Joiners (U+200C, U+200D) stay: scripts and emoji need them.
 */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;

/**
 * A name that a person chose, made fit for one header line: no line ends, controls or bidi marks, at most 80
 * characters.
 */
export function cleanLine(value: string, length = lineLength): string {
  const line = value.replace(unfit, ' ').replace(/\s+/gu, ' ').trim();
  return firstGraphemes(line, length).trim();
}

/** Every kind of line end that a browser or phone may send. */
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
/**
 * Controls other than tab and line feed, and halves of surrogate pairs: no email program shows them, some servers
 * refuse them.
 */
const controls = /[^\P{Cc}\t\n]|\p{Cs}/gu;

/** What a person wrote, with plain line feeds and without characters that an email cannot carry. */
export function cleanText(value: string): string {
  return value.replace(lineEnds, '\n').replace(controls, '').replace(/^\n+/u, '').trimEnd();
}
