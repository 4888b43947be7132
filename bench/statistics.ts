/** A measured figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** The value at a fraction `part` of values in ascending order. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The spread is left out where there is none. */
export function show({ median, min, max }: Spread, digits = 0): string {
  const [middle, from, to] = [median, min, max].map((value) => value.toFixed(digits));
  return from === to ? `${middle}` : `${middle} (${from} to ${to})`;
}

/** Seconds of the monotonic clock. */
export const secondsSince = (start: number) => (performance.now() - start) / 1_000;
