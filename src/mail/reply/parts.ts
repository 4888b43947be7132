import { hasMarkerEnd, isReplyMarker } from '../reply-marker.ts';
import { fromLineFinder } from './from-line.ts';
import { endOfHeaders, isFromHeader } from './header-block.ts';
import { isBlank, type Line } from './lines.ts';
import { isRule, separatorAt } from './separators.ts';
import { isSignatureMark } from './signatures.ts';

/**
 * What follows one another in an email:
 * - `text`: what stands there unquoted
 * - `quote`: lines that are quoted
 * - `from`: says who wrote the quoted email that follows
 * - `rest`: announces a quoted email that goes on to the end, without signs of quoting
 * - `forwarded`: announces an email that is passed on
 * - `signature`
 */
export interface Part {
  readonly kind: 'text' | 'quote' | 'from' | 'rest' | 'forwarded' | 'signature';
  readonly first: number;
  readonly last: number;
  /** Of a from-line: whether nothing else looks like it. Of a quote: whether it is an email that is quoted. */
  readonly isSure: boolean;
  /** What the visitor wrote on the same line before a from-line. */
  readonly before: string;
}

/** Below "--" without the space that makes it certain, so many lines may be a signature; below a rule, fewer. */
const mostOfSignature = 20;
const mostBelowRule = 10;
/** Programs break it where a line gets too long. */
const mostLinesOfMarker = 4;
const shortestRules: Readonly<Record<string, number>> = { _: 2, '—': 5 };
/** Where programs break long lines, at the latest. */
const widthOfLines = 76;

/** The parts of an email, in order. Together they hold every line that is not blank. */
export function partsOf(lines: readonly Line[]): Part[] {
  const fromLines = fromLinesIn(lines);
  const seen: (Part | null | undefined)[] = [];
  const parts: Part[] = [];
  /** Whether "--" stands above more lines than a signature has, so that it means something else here. */
  let isMarkDoubtful = false;
  let place = 0;
  while (place < lines.length) {
    if (isBlank(lines[place]!) && lines[place]!.depth === 0) {
      place += 1;
      continue;
    }
    const part = announcedAt(place) ?? (lines[place]!.depth > 0 ? quoteAt(place) : textAt(place));
    parts.push(part);
    place = part.last + 1;
  }
  return parts;

  /** What announces another email, or a signature, if it stands here. */
  function announcedAt(first: number): Part | null {
    return structureAt(first) ?? signatureAt(first);
  }

  function structureAt(first: number): Part | null {
    if (seen[first] === undefined) seen[first] = readStructure(first);
    return seen[first];
  }

  function readStructure(first: number): Part | null {
    const { depth, mark, text } = lines[first]!;
    if (depth > 0) return null;
    const fromLine = fromLines.get(first);
    if (fromLine !== undefined)
      return { ...part('from', first, fromLine.last, fromLine.isSure), before: fromLine.before };
    const separator = separatorAt(lines, first);
    if (separator === 'forwarded') return part('forwarded', first, first);
    if (mark === 'from') return part('from', first, lastMarked(first, 'from'), true);
    const headers = endOfHeaders(lines, separator === 'original' ? nextText(first + 1) : first);
    if (separator === 'original' || isMarker(first) || mark === 'cut') return part('rest', first, headers ?? first);
    if (headers !== null) return part('rest', first, headers);
    if (!isRule(text)) return null;
    const next = nextText(first + 1);
    return next < lines.length && lines[next]!.depth === 0 && isFromHeader(lines[next]!)
      ? part('rest', first, next)
      : null;
  }

  /** Whether our marker stands here. What begins with its sign only may be the visitor's. */
  function isMarker(first: number): boolean {
    if (!isReplyMarker(lines[first]!.text)) return false;
    for (let place = first; place < lines.length && place < first + mostLinesOfMarker; place += 1)
      if (hasMarkerEnd(lines[place]!.text)) return true;
    return false;
  }

  /** A signature from here to the next quote or announced email. */
  function signatureAt(first: number): Part | null {
    const { depth, mark, shown, text } = lines[first]!;
    if (mark === 'signature') return part('signature', first, lastMarked(first, 'signature'));
    if (depth > 0) return null;
    const isMark = isSignatureMark(text);
    if (isMark ? isMarkDoubtful && !shown.endsWith('-- ') : !isSignatureRule(text)) return null;
    // Before the lines below are counted, so that many such marks are not counted again and again.
    if (isMark && isListed(first)) return null;
    const most = !isMark ? mostBelowRule : shown.endsWith('-- ') ? lines.length : mostOfSignature;
    let last = first;
    let count = 0;
    for (let next = first + 1; next < lines.length; next += 1) {
      if (isBlank(lines[next]!)) continue;
      if (lines[next]!.depth > 0 || structureAt(next) !== null) break;
      count += 1;
      if (count > most) {
        isMarkDoubtful ||= isMark;
        return null;
      }
      last = next;
    }
    if (isMark && isAnswerBelowMark(first, last, count)) return null;
    return part('signature', first, last);
  }

  /** Whether a list goes on below a mark, which its author drew between two items. */
  function isListed(mark: number): boolean {
    const next = nextText(mark + 1);
    return next < lines.length && lines[next]!.depth === 0 && listItem.test(lines[next]!.text);
  }

  /** Whether "--", without the space that makes it a mark, may be drawn between two lines of an answer: "Yes -- No". */
  function isAnswerBelowMark(first: number, last: number, count: number): boolean {
    const next = nextText(first + 1);
    if (next > last || lines[first]!.shown.endsWith('-- ')) return false;
    const { text } = lines[next]!;
    const isSetApart = first === 0 || isBlank(lines[first - 1]!) || lines[first - 1]!.depth > 0;
    return !isSetApart || startsWithNumber.test(text) || (count === 1 && !text.includes(' '));
  }

  function quoteAt(first: number): Part {
    let last = first;
    for (let next = first + 1; next < lines.length; next += 1) {
      const line = lines[next]!;
      if (line.depth === 0 && isBlank(line)) continue;
      if (line.depth === 0 ? !isBroken(next) : line.mark === 'signature') break;
      last = next;
    }
    if (isForwarded(first, last)) return part('forwarded', first, last);
    return part('quote', first, last, isMail(first, last));
  }

  /**
   * Whether an unquoted line between quoted ones is the end of the one above it: a link, or words that a program moved to a
   * line of their own because there was no room for them.
   */
  function isBroken(place: number): boolean {
    const above = lines[place - 1]!;
    const below = lines[place + 1];
    if (above.depth === 0 || below === undefined || below.depth === 0) return false;
    const { text } = lines[place]!;
    if (text.startsWith('(http') || above.text.lastIndexOf('(http') > above.text.lastIndexOf(')')) return true;
    const [firstWord = ''] = text.split(' ', 1);
    const isFull = above.shown.length + 1 + firstWord.length > widthOfLines;
    return isFull && smallLetter.test(text) && !sentenceEnd.test(above.text);
  }

  function isForwarded(first: number, last: number): boolean {
    for (let place = first; place <= Math.min(last, first + 2); place += 1)
      if (!isBlank(lines[place]!)) return separatorAt(lines, place) === 'forwarded';
    return false;
  }

  /** Whether a quote is an email: it begins with what announces one, or a program's markup says so. */
  function isMail(first: number, last: number): boolean {
    if (lines[first]!.mark === 'quotedMail') return true;
    const { depth } = lines[first]!;
    for (let place = first; place <= Math.min(last, first + 3); place += 1) {
      if (fromLines.has(place) && lines[place]!.depth === depth) return true;
      if (isMarker(place)) return true;
    }
    return endOfHeaders(lines, first) !== null || separatorAt(lines, first) === 'original';
  }

  function textAt(first: number): Part {
    let last = first;
    for (let next = first + 1; next < lines.length; next += 1) {
      const line = lines[next]!;
      if (line.depth > 0) break;
      if (isBlank(line)) continue;
      if (announcedAt(next) !== null) break;
      last = next;
    }
    return part('text', first, last);
  }

  function lastMarked(first: number, mark: Line['mark']): number {
    let last = first;
    for (let next = first + 1; next < lines.length && (isBlank(lines[next]!) || lines[next]!.mark === mark); next += 1)
      if (!isBlank(lines[next]!)) last = next;
    return last;
  }

  function nextText(from: number): number {
    let next = from;
    while (next < lines.length && isBlank(lines[next]!)) next += 1;
    return next;
  }
}

/** Whether the line is a rule as people draw it above their signature. */
const isSignatureRule = (text: string) => {
  const shortest = shortestRules[text.charAt(0)];
  return shortest !== undefined && text.length >= shortest && isRule(text);
};

const part = (kind: Part['kind'], first: number, last: number, isSure = false): Part => ({
  kind,
  first,
  last,
  isSure,
  before: '',
});

const listItem = /^(?:\d{1,3}|[a-z])[.):]|^[-*•] /i;
const startsWithNumber = /^\p{Nd}/u;
const smallLetter = /^\p{Ll}/u;
const sentenceEnd = /[.?!:;]$/;

/** All from-lines, by their first line. */
function fromLinesIn(lines: readonly Line[]) {
  const find = fromLineFinder(lines);
  const found = new Map<number, { last: number; before: string; isSure: boolean }>();
  let free = 0;
  for (let last = 0; last < lines.length; last += 1) {
    const fromLine = find(last);
    if (fromLine === null || fromLine.first < free) continue;
    found.set(fromLine.first, fromLine);
    free = last + 1;
  }
  return found;
}
