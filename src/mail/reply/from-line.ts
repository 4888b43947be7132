import { beginsWith, byFirstWord, wordsOf } from './language-words.ts';
import { isBlank, type Line, undecorated } from './lines.ts';

/** Where a line that says who wrote the quoted email stands: "On Mon, 5 Jan 2026 at 10:00, Ada <ada@example.com> wrote:". */
export interface FromLine {
  readonly first: number;
  readonly last: number;
  /** What the visitor wrote on the same line before it. */
  readonly before: string;
  /** Whether nothing else looks like this. If not, as in "On Monday you wrote:", it only counts above a quote. */
  readonly isSure: boolean;
}

const opens = byFirstWord(wordsOf('opens'));
const says = wordsOf('says');
const ends = [...wordsOf('ends')];

/** Programs break a from-line wherever it gets too long for them. */
const mostLines = 6;
const longestLine = 400;
const longest = 700;
/** Day, month or year, hour and minute. */
const numbersOfSureDate = 4;
const mostWordsOfName = 12;

/** Finds the from-line that ends on a line of these; null if there is none. */
export function fromLineFinder(lines: readonly Line[]): (last: number) => FromLine | null {
  const read: (Said | undefined)[] = [];
  const saidBy = (place: number) => {
    read[place] ??= said(lines[place]!.text);
    return read[place];
  };

  return (last) => {
    const end = lines[last]!;
    if (!mayEnd(end.text)) return null;
    const hasColon = endsWithColon(end.text);
    const depth = isTail(last) ? end.depth - 1 : end.depth;
    const all = { address: false, time: false, says: false, numbers: 0 };
    let length = 0;
    let found: FromLine | null = null;
    for (let first = last; first >= 0 && last - first < mostLines; first -= 1) {
      const { text, depth: depthHere } = lines[first]!;
      if (depthHere !== depth && first !== last) break;
      if (text === '') {
        // Some programs put the address on lines of its own, with an empty one above it.
        if (!all.says || !lines[first + 1]!.text.startsWith('<')) break;
        continue;
      }
      length += text.length;
      if (text.length > longestLine || length > longest) break;
      const here = saidBy(first);
      if (found !== null) {
        if (text === '<') {
          found = { first, last, before: '', isSure: true };
          continue;
        }
        // A name and an address are found, or a date: is the other on the line above?
        const isWanted = here.time || here.numbers >= 3 || (here.numbers > 0 && lines[first + 1]!.text.startsWith('<'));
        const isDate = (here.opens || here.startsWithDate) && isWanted;
        const isName = here.address && !all.address && isNamed(text);
        if (sentenceEnd.test(text) || !(isDate || isName)) return found;
        return { first, last, before: '', isSure: found.isSure || here.address };
      }
      all.address ||= here.address;
      all.time ||= here.time;
      all.says ||= here.says;
      all.numbers += here.numbers;
      const isSure = all.address || (all.time && all.numbers >= numbersOfSureDate);
      if (all.numbers > 0 && (here.opens || here.startsWithDate)) {
        const isWhole = all.says ? hasColon || here.opens : hasColon && all.address && all.time;
        if (isWhole && hasColon && !all.address) {
          found = { first, last, before: '', isSure };
          continue;
        }
        if (isWhole || (first === last && isIsoDated(text))) return { first, last, before: '', isSure };
      }
      if (!hasColon) continue;
      if (all.says && all.time) {
        const opening = openingWithin(text);
        if (opening > 0) return { first, last, before: withoutRule(text.slice(0, opening)), isSure };
      }
      const isOfQuote = all.address || (all.time && all.numbers >= numbersOfSureDate);
      if (!isNamed(text)) continue;
      if (all.address && (all.says || all.time)) {
        found = { first, last, before: '', isSure: true };
        if (all.numbers >= numbersOfSureDate) return found;
      } else if (isOfQuote && isAboveQuote(last, depth)) found = { first, last, before: '', isSure: false };
    }
    return found;
  };

  /** Whether the line is only the end of a from-line, "> wrote:", whose sign closes the address on the line above. */
  function isTail(last: number): boolean {
    const { depth, text } = lines[last]!;
    if (depth === 0 || text.length > 20 || last === 0 || lines[last - 1]!.depth !== depth - 1) return false;
    return text === ':' || saidBy(last).says;
  }

  function isAboveQuote(last: number, depth: number): boolean {
    const next = lines[last + 1];
    const below = next !== undefined && isBlank(next) ? lines[last + 2] : next;
    return below !== undefined && below.depth > depth;
  }
}

/** What a line says of an email. */
interface Said {
  readonly opens: boolean;
  readonly startsWithDate: boolean;
  readonly says: boolean;
  readonly address: boolean;
  readonly time: boolean;
  readonly numbers: number;
}

const nothing: Said = { opens: false, startsWithDate: false, says: false, address: false, time: false, numbers: 0 };

function said(text: string): Said {
  if (text.length > longestLine) return nothing;
  const start = withoutOpening(text).toLowerCase();
  return {
    opens: beginsWith(opens, start),
    startsWithDate: dateAtStart.test(start) && isNamed(text),
    says: (text.match(words) ?? []).some((word) => says.has(word.toLowerCase())) || endsUnspaced(text),
    address: text.includes('@'),
    time: time.test(text),
    numbers: text.match(numbers)?.length ?? 0,
  };
}

const words = /[\p{L}\p{M}’']+(?:[/(]\p{L}{1,3}\)?)?/gu;
const numbers = /\p{Nd}+/gu;
const time = /\p{Nd}{1,2}[:.hH：]\s?\p{Nd}{2}|\p{Nd} ?[aApP]\.?[mM]/u;
/** Without the digits that an address may begin with. */
const dateAtStart = /^(?:\p{Nd}{1,4}(?![\p{Nd}a-z])|[\p{L}\p{M}]{1,14}[.,]{0,2} ?\p{Nd})/u;
const isoDate = /^\p{Nd}{4}[-/]\p{Nd}{1,2}[-/]\p{Nd}{1,2} (\p{Nd}{1,2}:\p{Nd}{2} GMT[+-]\p{Nd}{2}:\p{Nd}{2} )?/u;
const sentenceEnd = /[.!?:]$/;

function mayEnd(text: string): boolean {
  if (text === '' || text.length > longestLine) return false;
  if (endsWithColon(text)) return true;
  const end = undecorated(text);
  return says.has(end.slice(end.lastIndexOf(' ') + 1).toLowerCase()) || (text.startsWith('2') && isIsoDated(text));
}

/** "2026-01-05 10:00 GMT+01:00 Ada" and "2026/1/5 Ada <ada@example.com>": older Gmail, which adds no verb. */
function isIsoDated(text: string): boolean {
  const date = isoDate.exec(text);
  if (date === null) return false;
  return date[1] !== undefined || (text.endsWith('>') && text.includes('<') && text.includes('@'));
}

function endsWithColon(text: string): boolean {
  let last = text.length - 1;
  while (last >= 0 && afterColon.has(text.charAt(last))) last -= 1;
  return text.charAt(last) === ':' || text.charAt(last) === '：';
}

const afterColon = new Set(' *_-–—>|');

/** Whether it ends with a verb of a script without spaces, as in "…10:00写道：". */
function endsUnspaced(text: string): boolean {
  if (text.charCodeAt(text.length - 2) < 0x0e00) return false;
  const end = undecorated(text.replace(/[:：]/g, ' '));
  return ends.some((verb) => end.endsWith(verb));
}

/** Without rules, quotation marks and brackets at its beginning. */
function withoutOpening(text: string): string {
  let from = 0;
  while (opening.has(text.charAt(from))) from += 1;
  return text.slice(from);
}

const opening = new Set(' *_-–—=>|("\'«“„');

/** Whether the line begins with a name or an address, and not within one. */
function isNamed(text: string): boolean {
  const close = text.search(/[>)\]]/);
  const open = text.search(/[<([]/);
  if (close !== -1 && (open === -1 || close < open)) return false;
  const at = open === -1 ? text.indexOf('@') : open;
  return text.slice(0, at === -1 ? text.length : at).split(' ').length <= mostWordsOfName;
}

/** Where in a line, after other words, "On Wed, 4 Apr 2012" begins; -1 if nowhere. */
const openingWithin = (text: string) => text.search(dateWithin);

const dateWithin =
  /(?<=[\s-])(?:On|Le|Am|El|Il|Op|Em|Den|Dnia) (?:\p{L}{2,10}[.,]{0,2} ?)?(?:\p{L}{2,10}[.,]{0,2} ?)?\p{Nd}/u;

/** What stands before it, without the rule that some programs draw between. */
function withoutRule(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charAt(end - 1) === '-' || text.charAt(end - 1) === ' ')) end -= 1;
  return text.slice(0, end);
}
