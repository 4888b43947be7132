/** Lists that are kept in order while what is in them changes. */

export interface Placed {
  readonly id: string;
  /** Compared as text, such as a time in ISO 8601. */
  readonly key: string;
}

export interface PlacedList {
  /** In order: by key, then by id. */
  readonly rows: readonly Placed[];
  readonly isDescending: boolean;
  /** Whether there is nothing after the last row; otherwise only what belongs before it can be placed. */
  readonly isComplete: boolean;
}

/** Whether one belongs before the other. */
function isBefore(one: Placed, other: Placed, isDescending: boolean): boolean {
  if (one.key !== other.key) return one.key > other.key === isDescending;
  return one.id > other.id === isDescending;
}

/** The list with this row at its place, and nowhere else. A row after the last one of a list with more stays out. */
export function place(list: PlacedList, row: Placed): readonly Placed[] {
  const { isDescending, isComplete } = list;
  const at = list.rows.findIndex(({ id }) => id === row.id);
  if (at !== -1 && list.rows[at]?.key === row.key) return list.rows;
  const rows = at === -1 ? list.rows : list.rows.toSpliced(at, 1);
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(rows[middle] as Placed, row, isDescending)) low = middle + 1;
    else high = middle;
  }
  return low === rows.length && !isComplete && at === -1 ? rows : rows.toSpliced(low, 0, row);
}

export const without = (rows: readonly Placed[], id: string): readonly Placed[] =>
  rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows;

/** The list with the rows of a further page after it; what has come by itself meanwhile stays once. */
export function append(rows: readonly Placed[], page: readonly Placed[]): readonly Placed[] {
  const there = new Set(rows.map(({ id }) => id));
  return [...rows, ...page.filter(({ id }) => !there.has(id))];
}
