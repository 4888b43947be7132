import { firstGraphemes } from '../graphemes.ts';

/** How wide a line may be: as wide as the terminal. Without one, such as in a pipe, nothing is cut. */
export const lineWidth = () => process.stdout.columns ?? Number.POSITIVE_INFINITY;

const gap = 2;
const shortestCut = 6;

/**
 * Rows below their titles. If a line would be longer than `width`, its last column is cut; the others contain what
 * people type into the next command, or are short.
 */
export function table(titles: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const lines = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)) + gap);
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one, 0);
  const room = Math.max(width - before, shortestCut);
  return lines.map((line) =>
    line
      .map((cell, column) => (column === titles.length - 1 ? cut(cell, room) : cell.padEnd(widths[column] ?? 0)))
      .join(''),
  );
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${firstGraphemes(text, length - 1)}…`;
}

/** Names and values below each other; a value of several lines stays in its column. */
export function record(
  fields: readonly (readonly [name: string, value: string | readonly string[] | null])[],
): string[] {
  const width = Math.max(...fields.map(([name]) => name.length)) + gap;
  return fields.flatMap(([name, value]) => {
    if (value === null || value.length === 0) return [];
    const lines = typeof value === 'string' ? [value] : value;
    return lines.map((line, nth) => `${(nth === 0 ? name : '').padEnd(width)}${line}`);
  });
}
