import { type Cut, cut } from './cut.ts';
import { linesOfHtml } from './html-lines.ts';
import { linesOfText } from './text-lines.ts';

/** A reply as it came: as plain text, as HTML, as both or neither. */
export interface Reply {
  readonly text: string | null;
  readonly html: string | null;
}

/** What the visitor wrote themselves, as plain text; empty if they wrote nothing. */
export interface VisitorsWords {
  readonly words: string;
  /** Whether anything was cut off: a quote, a signature, our own email. */
  readonly isCut: boolean;
}

/**
 * The visitor's own words in a reply, without quotes and signatures; in doubt, more than their words. Takes linear time.
 * HTML says more than plain text: mail programs mark in it what they quote, and lines end where their author ended them.
 */
export function visitorsWords({ text, html }: Reply): VisitorsWords {
  const ofText = isEmpty(text) ? null : cut(linesOfText(text));
  const ofHtml = isEmpty(html) ? null : cut(linesOfHtml(html));
  if (ofHtml === null || ofText === null) return ofHtml ?? ofText ?? { words: '', isCut: false };
  if (ofHtml.words === '') return ofText;
  if (ofText.isCut && !ofHtml.isCut) return ofText;
  return ofText.isCut && isBeginning(ofText, ofHtml) ? ofText : ofHtml;
}

const isEmpty = (value: string | null): value is null | '' => value === null || value.trim() === '';

/** Whether one has the same words as the other until that goes on with what the first knows to be quoted. */
function isBeginning(one: Cut, other: Cut): boolean {
  const letters = lettersOf(one.words);
  const all = lettersOf(other.words);
  return letters !== '' && letters.length < all.length && all.startsWith(letters);
}

const lettersOf = (words: string) => words.replace(/[^\p{L}\p{N}]+/gu, '');
