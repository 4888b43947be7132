import { endOfHeaders } from './header-block.ts';
import { wordsOf } from './language-words.ts';
import { isBlank, type Line, undecorated } from './lines.ts';

/** A line that says that another email follows: one that is answered, or one that is passed on. */
export type Separator = 'original' | 'forwarded';

const original = wordsOf('original');
const forwarded = wordsOf('forwarded');
const begins = wordsOf('begins');
const longest = 80;
/** "---------- Forwarded message ---------": what Gmail puts around the words, which it has in every language. */
const dashesOfForwarded = 10;

/** What kind of email the line announces; null if none. */
export function separatorAt(lines: readonly Line[], place: number): Separator | null {
  const { text } = lines[place]!;
  if (text.length > longest || text.length < 4) return null;
  const dashes = dashesOf(text);
  const words = undecorated(text).toLowerCase();
  if (dashes >= 2) {
    if (forwarded.has(words)) return 'forwarded';
    if (original.has(words)) return 'original';
    if (dashes < 5 || words === '' || !isAboveHeaders(lines, place)) return null;
    return dashes === dashesOfForwarded ? 'forwarded' : 'original';
  }
  const last = words.at(-1);
  return (last === ':' || last === '：') && begins.has(words.slice(0, -1).trimEnd()) ? 'forwarded' : null;
}

/** How many dashes a line begins with, if it ends with one too. */
function dashesOf(text: string): number {
  let from = 0;
  while (text.charAt(from) === '*') from += 1;
  let dashes = 0;
  while (ruled.has(text.charAt(from + dashes))) dashes += 1;
  return ruled.has(text.charAt(text.length - 1)) || text.endsWith('*') ? dashes : 0;
}

const ruled = new Set('-_=—–');

function isAboveHeaders(lines: readonly Line[], place: number): boolean {
  for (let next = place + 1; next < lines.length && next <= place + 3; next += 1)
    if (!isBlank(lines[next]!)) return endOfHeaders(lines, next) !== null;
  return false;
}

/** Whether a line is only a rule, such as "-------" or "* * *", or the dot by which a tracker marks an email. */
export function isRule(text: string): boolean {
  if (text === 'ᐧ') return true;
  if (text.length < 2 || !rules.has(text.charAt(0))) return false;
  for (let place = 1; place < text.length; place += 1)
    if (text.charAt(place) !== text.charAt(0) && text.charAt(place) !== ' ') return false;
  return true;
}

const rules = new Set('-_=—–*~#+');
