import { headerOf } from './header-block.ts';
import { isBlank, type Line } from './lines.ts';
import { type Part, partsOf } from './parts.ts';
import { isRule } from './separators.ts';
import { isAddedLine } from './signatures.ts';

/** What is left of an email when the quoted emails and signatures are cut off, and whether anything was. */
export interface Cut {
  readonly words: string;
  readonly isCut: boolean;
}

/**
 * Cuts an email. In doubt, lines stay:
 * - What stands above the first announced email stays, and so does what follows its quote.
 * - Where answers stand between quotes, the quotes that they answer stay with them.
 * - Without anything above an announced email that is not quoted, nobody can tell who wrote what: it stays.
 * - A forwarded email stays whole: it is what its sender wanted to show.
 */
export function cut(lines: readonly Line[]): Cut {
  const whole = partsOf(lines);
  const trimmed = whole.map((part, index, all) => {
    const next = all[index + 1];
    const goesOn = part.kind !== 'text' || (next?.kind === 'quote' && !next.isSure && index + 2 < all.length);
    return goesOn ? part : { ...part, last: lastOwn(lines, part.first, part.last) };
  });
  const saved = withoutLoss(trimmed, whole);
  const isKept = keptOf(saved, lines);
  const parts = hasOwnLines(saved, isKept) ? saved : whole;
  if (parts === whole) keepOwnLines(whole, isKept, lines);
  const words: string[] = [];
  let last = -1;
  const add = (first: number, end: number) => {
    if (last !== -1 && first > last + 1) words.push('');
    last = end;
  };
  parts.forEach(({ first, last: end, before }, index) => {
    if (isKept[index]) {
      add(first, end);
      for (let place = first; place <= end; place += 1) words.push(lines[place]!.shown);
    } else if (before !== '') {
      add(first, first);
      words.push(before);
    }
  });
  const count = parts.reduce(
    (sum, { first, last: end }, index) => sum + (isKept[index] ? filled(lines, first, end) : 0),
    0,
  );
  return { words: words.join('\n'), isCut: count < filled(lines, 0, lines.length - 1) };
}

const isAnnounced = ({ kind, isSure }: Part) =>
  kind === 'from' || kind === 'rest' || kind === 'forwarded' || (kind === 'quote' && isSure);

/** With what stands above the first announced email if all of it would pass for a signature: it may be the whole answer. */
function withoutLoss(trimmed: readonly Part[], whole: readonly Part[]): readonly Part[] {
  const announced = whole.findIndex(isAnnounced);
  const end = announced === -1 ? whole.length : announced;
  const hasOwn =
    trimmed.some(({ kind, first, last }, index) => index < end && kind === 'text' && last >= first) ||
    (trimmed[announced]?.before ?? '') !== '';
  if (hasOwn) return trimmed;
  return trimmed.map((part, index) => {
    if (index >= end) return part;
    return part.kind === 'signature' ? { ...part, kind: 'text' } : whole[index]!;
  });
}

/** Whether anything is left that is not quoted. */
const hasOwnLines = (parts: readonly Part[], isKept: readonly boolean[]) =>
  parts.some(
    ({ kind, before, first, last }, index) => before !== '' || (isKept[index] && kind !== 'quote' && last >= first),
  );

/** Keeps all that is not quoted if nothing of it would be left: some of it may be the visitor's. */
function keepOwnLines(parts: readonly Part[], isKept: boolean[], lines: readonly Line[]): void {
  parts.forEach(({ kind, first, last }, index) => {
    if (kind === 'signature') isKept[index] = true;
    else if (kind === 'rest') isKept[index] = isUnaddressed(lines, first, last);
  });
}

/** Whether lines that look like an email's headers name no address, and so may be a list of the visitor's. */
function isUnaddressed(lines: readonly Line[], first: number, last: number): boolean {
  if (headerOf(lines[first]!.text) === null) return false;
  for (let place = first; place <= last; place += 1) if (lines[place]!.text.includes('@')) return false;
  return true;
}

function filled(lines: readonly Line[], first: number, last: number): number {
  let count = 0;
  for (let place = first; place <= last; place += 1) if (!isBlank(lines[place]!)) count += 1;
  return count;
}

/** Which of the parts are kept. */
function keptOf(parts: readonly Part[], lines: readonly Line[]): boolean[] {
  const isKept = parts.map(({ kind }) => kind === 'text');
  const isMail = parts.map(({ kind, isSure }) => kind === 'quote' && isSure);
  let hasText = false;
  let isDoubtful = false;
  let end = parts.length;
  for (let index = 0; index < end; index += 1) {
    const { kind, before, isSure, first, last } = parts[index]!;
    const next = parts[index + 1]?.kind;
    if (kind === 'text') hasText ||= last >= first;
    else if (kind === 'forwarded') {
      isKept.fill(true, index);
      end = index;
    } else if (kind === 'from' || kind === 'rest') {
      hasText ||= before !== '';
      if (next === 'quote') isMail[index + 1] = true;
      else if (kind === 'from' && !isSure) {
        isKept[index] = true;
        hasText = true;
      } else if (hasText) {
        isKept.fill(false, index);
        end = index;
      } else if (isUnaddressed(lines, first, last) && parts.slice(index + 1).some(isAnnounced)) {
        // Without an address and above an email that is announced, they may be a list of the visitor's: "From: Lund, To: Oslo".
        isKept[index] = true;
        hasText = true;
      } else isDoubtful = true;
    }
  }
  if (isDoubtful) isMail.fill(false);
  keepAnsweredQuotes({ parts, lines, isKept, isMail, end });
  return isKept;
}

interface Kept {
  readonly parts: readonly Part[];
  readonly lines: readonly Line[];
  readonly isKept: boolean[];
  readonly isMail: readonly boolean[];
  readonly end: number;
}

/** Keeps the quotes that are answered, and those that are not quoted emails. */
function keepAnsweredQuotes({ parts, lines, isKept, isMail, end }: Kept): void {
  const hasOwn = parts.some(({ kind, first, last }, index) => index < end && kind === 'text' && last >= first);
  /** Whether text follows before the next announced email, and whether any text or announced email follows at all. */
  let isFollowed = false;
  let goesOn = false;
  /** Whether, in the email announced last, there is text between quotes. */
  const isInterleaved = interleaved(parts, end);
  for (let index = end - 1; index >= 0; index -= 1) {
    const { kind, first, last } = parts[index]!;
    switch (kind) {
      case 'text':
        isFollowed ||= last >= first;
        goesOn ||= last >= first;
        break;
      case 'from':
      case 'rest':
        isFollowed = false;
        goesOn = true;
        break;
      case 'quote':
        isKept[index] = isMail[index]
          ? isInterleaved[index]! && isFollowed
          : goesOn || !hasOwn || lines[first]!.mark === 'indented' || isIntroduced(parts[index - 1], lines);
        break;
      case 'forwarded':
      case 'signature':
        break;
      default:
        kind satisfies never;
    }
  }
}

/** Whether a text announces what follows it: "It says:". */
function isIntroduced(before: Part | undefined, lines: readonly Line[]): boolean {
  return before?.kind === 'text' && before.last >= before.first && /[:：]$/.test(lines[before.last]!.text);
}

/** For each part, whether there is text between two quotes among the parts up to the next announced email. */
function interleaved(parts: readonly Part[], end: number): boolean[] {
  const found: boolean[] = [];
  let start = 0;
  for (let index = 0; index <= end; index += 1) {
    const kind = index === end ? 'rest' : parts[index]!.kind;
    if (kind !== 'from' && kind !== 'rest') continue;
    let state = 'nothing' as 'nothing' | 'quote' | 'answer' | 'interleaved';
    for (let place = start; place < index; place += 1) {
      const { kind: here, first, last } = parts[place]!;
      if (here === 'quote') state = state === 'answer' || state === 'interleaved' ? 'interleaved' : 'quote';
      else if (here === 'text' && state === 'quote' && last >= first) state = 'answer';
    }
    for (let place = start; place <= index; place += 1) found[place] = state === 'interleaved';
    start = index;
  }
  return found;
}

/** The last line that its author wrote: lines that a phone or a program added below are not theirs. */
function lastOwn(lines: readonly Line[], first: number, last: number): number {
  let own = last;
  while (own >= first) {
    const { text } = lines[own]!;
    const isAdded = text === '' || isRule(text) || isAddedLine(text);
    // A short line between two added ones was added with them.
    const isBetween = () =>
      text.length <= longestBetween && isAddedAt(lines, own + 1) && isAddedAt(lines, above(lines, own));
    if (!isAdded && !isBetween()) break;
    own -= 1;
  }
  return own;
}

const longestBetween = 40;

/** The line above that is not empty, with at most one empty line between. */
const above = (lines: readonly Line[], place: number) => (lines[place - 1]?.text === '' ? place - 2 : place - 1);

const isAddedAt = (lines: readonly Line[], place: number) => isAddedLine(lines[place]?.text ?? '');
