import type { ExpectedDirect, Row } from './row.ts';
import type { Verdict } from './verdict.ts';

const widths = [2, 41, 31, 31, 7] as const;
const gap = '  ';

/** The verdicts as an aligned table of 120 columns, with differences below their row. */
export function table(verdicts: readonly Verdict[]): string {
  return [
    ...line(['#', 'what happens (A: agent, V: visitor says)', 'expected', 'arrived', 'verdict']),
    widths.map((width) => '-'.repeat(width)).join(gap),
    ...verdicts.flatMap((verdict, index) => [
      ...heading(verdict, verdicts[index - 1]),
      ...line([String(verdict.row.number), verdict.row.what, expected(verdict.row), arrived(verdict), word(verdict)]),
      ...notes(verdict).flatMap((note) => wrap(`> ${note}`, 110).map((text) => `    ${text}`)),
    ]),
  ].join('\n');
}

const heading = ({ row }: Verdict, before: Verdict | undefined): readonly string[] =>
  row.heading === before?.row.heading ? [] : ['', row.heading];

/** What a reader of the table has to know. */
export function legend(rows: readonly Row[], lateSeconds: number): string {
  const lengths = new Map<number, number[]>();
  for (const { secondsPerMinute: seconds, number } of rows) {
    lengths.set(seconds, [...(lengths.get(seconds) ?? []), number]);
  }
  const inWords = [...lengths]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([seconds, numbers], index) =>
      index === 0 ? `${seconds} s` : `${seconds} s in row ${numbers.join(' and ')}`,
    );
  return [
    'An email: its minute, its trigger, the messages that it carries as new. On a channel: the minute, the message, its',
    'parts if it has several, its tag if it has one. Otherwise: what the API said at that minute.',
    `A minute lasts ${inWords.join(', ')}. Nothing may come early, and nothing more than ${lateSeconds} s late.`,
    'Also compared: each email\'s text and thread headers, and each reply\'s outcome, "forwarded to" and delivery by the API.',
  ].join('\n');
}

/** Emails and the API's answers in the order of time; if there is no email, what became of the reply. */
function cell(
  mails: readonly { readonly at: number; readonly text: string }[],
  found: readonly { readonly at: number; readonly text: string }[],
  outcome: string | undefined,
): string {
  const none = outcome === undefined ? 'none' : `none (${outcome})`;
  const isSaid = mails.length > 0 || (found.length > 0 && outcome === undefined);
  const lines = [...mails, ...found].sort((a, b) => a.at - b.at).map(({ text }) => text);
  return [...lines, ...(isSaid ? [] : [none])].join('\n');
}

const onChannel = (at: string, { says, parts = 1, tag = null }: Omit<ExpectedDirect, 'at'>) =>
  [at, says, ...(parts > 1 ? [`in ${parts} parts`] : []), ...(tag === null ? [] : [tag])].join(' ');

function expected({ mails, directs, happens, outcome }: Row): string {
  return cell(
    [
      ...mails.map(({ at, trigger, news }) => ({ at, text: `${at} ${trigger}: ${news.join(' ')}` })),
      ...directs.map((direct) => ({ at: direct.at, text: onChannel(String(direct.at), direct) })),
    ],
    happens.flatMap((one) => (one.kind === 'finds' ? [{ at: one.at, text: `${one.at} ${one.expected}` }] : [])),
    typeof outcome === 'string' ? outcome : outcome?.A1,
  );
}

function arrived(verdict: Verdict): string {
  if (verdict.kind === 'error') return '';
  const { mails, directs, found, replies } = verdict.arrived;
  return cell(
    [
      ...mails.map(({ at, trigger, news }) => ({ at, text: `${at.toFixed(1)} ${trigger ?? '?'}: ${news.join(' ')}` })),
      ...directs.map((direct) => ({ at: direct.at, text: onChannel(direct.at.toFixed(1), direct) })),
    ],
    found.map(({ at, got }) => ({ at, text: `${at} ${got}` })),
    verdict.row.outcome === null ? undefined : replies[0]?.outcome,
  );
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
