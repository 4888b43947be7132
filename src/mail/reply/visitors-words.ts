import { cut } from './cut.ts';
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

/** The visitor's own words in a reply, without quotes and signatures; in doubt, more than their words. */
export function visitorsWords({ text }: Reply): VisitorsWords {
  return cut(linesOfText(text ?? ''));
}
