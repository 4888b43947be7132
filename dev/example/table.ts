import { toleranceSeconds } from './compare.ts';
import type { Row } from './row.ts';
import type { Verdict } from './verdict.ts';

const widths = [2, 45, 29, 29, 7] as const;
const gap = '  ';

/** The verdicts as an aligned table of 120 columns, what differs below its row. */
export function table(verdicts: readonly Verdict[]): string {
  return [
    ...line(['#', 'what happens (A: agent says)', 'expected', 'arrived', 'verdict']),
    widths.map((width) => '-'.repeat(width)).join(gap),
    ...verdicts.flatMap((verdict) => [
      ...line([String(verdict.row.number), verdict.row.what, expected(verdict.row), arrived(verdict), word(verdict)]),
      ...notes(verdict).flatMap((note) => wrap(`> ${note}`, 110).map((text) => `    ${text}`)),
    ]),
  ].join('\n');
}

/** What the table's reader has to know. */
export function legend(rows: readonly Row[]): string {
  const lengths = new Map<number, number[]>();
  for (const { secondsPerMinute: seconds, number } of rows) {
    lengths.set(seconds, [...(lengths.get(seconds) ?? []), number]);
  }
  const inWords = [...lengths]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([seconds, numbers], index) => (index === 0 ? `${seconds} s` : `in row ${numbers.join(', ')} ${seconds} s`));
  return [
    `A mail: its minute, its trigger, the messages it carries as new. A minute lasts ${inWords.join(', ')}.`,
    `No mail may come early or more than ${toleranceSeconds} s late. Compared too: the text of each mail, its thread headers,`,
    'and by the API each reply\'s outcome, "forwarded to" and delivery.',
  ].join('\n');
}

const none = (row: Row, outcome: string | undefined) =>
  outcome === undefined || row.outcome === null ? 'none' : `none (${outcome})`;

function expected(row: Row): string {
  if (row.mails.length === 0) return none(row, row.outcome ?? undefined);
  return row.mails.map(({ at, trigger, news }) => `${at} ${trigger}: ${news.join(' ')}`).join('\n');
}

function arrived(verdict: Verdict): string {
  if (verdict.kind === 'error') return '';
  const { mails, replies } = verdict.arrived;
  if (mails.length === 0) return none(verdict.row, replies[0]?.outcome);
  return mails.map(({ at, trigger, news }) => `${at.toFixed(1)} ${trigger ?? '?'}: ${news.join(' ')}`).join('\n');
}

function word({ kind }: Verdict): string {
  return { ok: 'ok', differs: 'DIFFERS', error: 'ERROR' }[kind];
}

function notes(verdict: Verdict): readonly string[] {
  if (verdict.kind === 'ok') return [];
  return verdict.kind === 'error' ? [verdict.message] : verdict.differences;
}

/** One row of the table: as many lines as its longest cell needs. */
function line(cells: readonly string[]): readonly string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 0));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    wrapped
      .map((lines, column) => {
        const text = lines[at] ?? '';
        return column === 0 ? text.padStart(widths[0]) : text.padEnd(widths[column] ?? 0);
      })
      .join(gap)
      .trimEnd(),
  );
}

/** Breaks at spaces; a word longer than a line stays whole. */
function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const part of paragraph.split(' ')) {
      const last = lines.at(-1) ?? '';
      if (last === '') lines[lines.length - 1] = part;
      else if (last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`;
      else lines.push(part);
    }
    return lines;
  });
}
