import { type Line, mostLines, plain } from './lines.ts';

/** The lines of a plain text. A ">" at the beginning of a line quotes it (RFC 3676, section 4.5). */
export function linesOfText(text: string): Line[] {
  const all = text.replace(lineEnds, '\n');
  const lines: Line[] = [];
  let from = 0;
  while (lines.length < mostLines) {
    const end = all.indexOf('\n', from);
    lines.push(lineOf(end === -1 ? all.slice(from) : all.slice(from, end)));
    if (end === -1) return lines;
    from = end + 1;
  }
  const unquoted = firstUnquoted(all, from);
  const quote = all.slice(from, unquoted).trim();
  const rest = all.slice(unquoted).trimEnd();
  if (quote !== '') lines.push({ text: plain(quote), shown: quote, depth: 1, mark: null });
  if (rest !== '') lines.push({ text: plain(rest), shown: rest, depth: 0, mark: null });
  return lines;
}

/** Where the first line from there begins that is neither quoted nor empty. */
function firstUnquoted(all: string, from: number): number {
  let place = from;
  while (all.charAt(place) === '>' || all.charAt(place) === '\n') {
    const end = all.indexOf('\n', place);
    if (end === -1) return all.length;
    place = end + 1;
  }
  return place;
}

const lineEnds = /\r\n|[\r\u2028\u2029]/g;

/** "JD> Hello": some programs put the author's initials before the sign. */
const initials = /^[A-Z]{1,3}>/;

/** A line of plain text, or one of HTML that was made from it. */
export function lineOf(shown: string): Line {
  if (initials.test(shown)) return { text: plain(shown.slice(shown.indexOf('>') + 1)), shown, depth: 1, mark: null };
  let depth = 0;
  let at = 0;
  // Some programs put spaces between the signs.
  for (let place = 0; place < shown.length; place += 1) {
    const sign = shown.charCodeAt(place);
    if (sign === 0x3e) {
      depth += 1;
      at = place + 1;
    } else if (sign !== 0x20 && sign !== 0xa0) break;
  }
  return { text: plain(depth === 0 ? shown : shown.slice(at)), shown, depth, mark: null };
}
