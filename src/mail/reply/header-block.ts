import { headerNames } from './language-words.ts';
import { isBlank, type Line, undecorated } from './lines.ts';

/** How many lines the headers above a quoted email may take, with those that only go on with the line before. */
const mostLines = 24;
const mostWithoutName = 2;
const longestName = 40;

/**
 * The last line of the headers that begin on this line, as Outlook puts them above the quoted email ("From: … Sent: … To: …
 * Subject: …"); null if there are none. To pass for headers, lines have to say who wrote or when, and name a subject or an
 * address: "From: Berlin, To: Paris, Date: 12 May" is what a visitor may well have written.
 */
export function endOfHeaders(lines: readonly Line[], first: number): number | null {
  const names = new Set<string>();
  /** Up to the last header, not in the lines below. */
  let hasAddress = false;
  let isAddressSeen = false;
  let last: number | null = null;
  let withoutName = 0;
  for (let place = first; place < lines.length && place < first + mostLines; place += 1) {
    const line = lines[place]!;
    if (line.depth !== lines[first]!.depth) break;
    const name = headerOf(line.text);
    isAddressSeen ||= line.text.includes('@');
    if (name === null) {
      if (place === first) return null;
      // A header may go on in the next line, or be set apart by an empty one, but not both.
      if (!isBlank(line) && isBlank(lines[place - 1]!)) break;
      withoutName += 1;
      if (withoutName > mostWithoutName) break;
      continue;
    }
    if (withoutName > 0 && names.has(name) && name !== 'other') break;
    withoutName = 0;
    names.add(name);
    last = place;
    hasAddress = isAddressSeen;
  }
  const isEnough =
    names.size >= 2 &&
    (names.has('from') || (names.has('date') && names.has('to'))) &&
    (names.has('subject') || hasAddress);
  return isEnough ? last : null;
}

/** The header that a line is ("*Sent:* Thursday"); null if it is none. */
export function headerOf(text: string): string | null {
  const head = text.slice(0, longestName);
  const colon = head.search(colons);
  if (colon < 1) return null;
  return headerNames.get(undecorated(head.slice(0, colon)).toLowerCase()) ?? null;
}

const colons = /[:：]/;

/** Whether a line with an author's address alone, as in "From: ada@example.com", begins here. */
export const isFromHeader = (line: Line) => !isBlank(line) && headerOf(line.text) === 'from' && line.text.includes('@');
