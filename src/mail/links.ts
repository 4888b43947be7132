import type { Settings } from '../contract/settings.ts';
import { mailUrl } from './mail-url.ts';

/** A piece of a person's text; those with `href` become anchors. */
export interface Piece {
  readonly text: string;
  readonly href: string | null;
}

const webAddress = /\bhttps?:\/\/[^\s<>"`{}|\\^\p{Cc}\p{Cf}]+/giu;

/** Splits text at its http and https addresses; no other scheme ever becomes a link (design 'The mail'). */
export function linked(text: string, brand: Settings['brand']): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(webAddress)) {
    const shown = withoutTrailingMarks(match[0]);
    const href = mailUrl('words', shown, brand);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** "See https://acme.example/a." ends before the full stop, "(https://acme.example/a)" before the bracket. */
function withoutTrailingMarks(address: string): string {
  const surplus = { ')': surplusOf(address, '(', ')'), ']': surplusOf(address, '[', ']') };
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if (/[.,;:!?'*_~…»”’]/u.test(last)) continue;
    if ((last !== ')' && last !== ']') || surplus[last] <= 0) break;
    surplus[last] -= 1;
  }
  return address.slice(0, end);
}

/** How many more brackets close than open: surplus ones at the end belong to the sentence around the address. */
function surplusOf(text: string, opening: string, closing: string): number {
  return text.split(closing).length - text.split(opening).length;
}

const zeroWidthNonJoiner = '\u200C';
/** Between two characters of a word of which at least one is a dot (of any script), a slash, a colon or an @. */
const joints = /(?<=[./:@\u3002\uFF0E\uFF61])(?!$)|(?<!^)(?=[./:@\u3002\uFF0E\uFF61])/gu;
/** Separate, because a single expression could not be proven to take linear time. */
const linkSigns = [/:\/\//, /\bwww\./i, /[\p{L}\p{N}-][.\u3002\uFF0E\uFF61][\p{L}-]{2}/u, /[a-z+-]:./i, /.@./u];
const looksLikeLink = (word: string) => linkSigns.some((sign) => sign.test(word));

/**
 * Makes links unclickable (design R1: a stranger can give a victim's address). Omitting the anchor is not enough,
 * because email programs turn what looks like a link into one, in HTML and in plain text. So in each word that could be
 * taken for a web or email address, dots, slashes, colons and @ get zero-width non-joiners around them: it looks the
 * same, and no program makes it a link.
 */
export function unlinked(text: string): string {
  return text.replace(/\S+/gu, (word) => (looksLikeLink(word) ? word.replace(joints, zeroWidthNonJoiner) : word));
}
