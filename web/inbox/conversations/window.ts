/** Rows of one height, of which only those in sight are drawn, so that a list of ten thousand scrolls like one of ten. */

export interface Scrolled {
  /** In pixels. */
  readonly top: number;
  readonly height: number;
}

/** Rows drawn above and below those in sight, so that fast scrolling shows no gaps. */
const beyond = 8;

/** Which rows to draw: from `first` up to, not including, `end`. */
export function rowsInSight(count: number, rowHeight: number, { top, height }: Scrolled) {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - beyond));
  const end = Math.max(first, Math.min(count, Math.ceil((top + height) / rowHeight) + beyond));
  return { first, end };
}

/** Where to scroll so that a row is wholly in sight; null if it is already. */
export function scrollToRow(index: number, rowHeight: number, { top, height }: Scrolled): number | null {
  const [from, to] = [index * rowHeight, (index + 1) * rowHeight];
  if (from < top) return from;
  return to > top + height ? to - height : null;
}
