/** How many lines of one kind may be written in which time. */
export interface Bounds {
  readonly most: number;
  readonly perMs: number;
}

interface Window {
  readonly since: number;
  readonly count: number;
}

/** Beyond this, the kind that was first seen the longest ago is forgotten, with what was left out of it. */
const maxKinds = 1_000;

/** Decides which lines of a log are written, so that nobody who causes them can fill it. */
export function boundedLines({ most, perMs }: Bounds) {
  const windows = new Map<string, Window>();
  return {
    /**
     * Counts a line.
     * @param now in epoch milliseconds
     * @returns how many of its kind were left out since the last that was written; null if it is to be left out itself
     */
    take(kind: string, now: number): number | null {
      const open = windows.get(kind);
      if (open !== undefined && now - open.since < perMs) {
        windows.set(kind, { ...open, count: open.count + 1 });
        return open.count < most ? 0 : null;
      }
      windows.delete(kind);
      windows.set(kind, { since: now, count: 1 });
      if (windows.size > maxKinds) windows.delete(windows.keys().next().value as string);
      return open === undefined ? 0 : Math.max(0, open.count - most);
    },
  };
}
