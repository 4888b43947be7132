import type { Counter } from 'prom-client';

/** How often this process has counted just these labels. */
export async function countOf<L extends string>(counter: Counter<L>, labels: Record<L, string>): Promise<number> {
  const { values } = await counter.get();
  const wanted = Object.entries(labels);
  return values.find((each) => wanted.every(([name, is]) => each.labels[name as L] === is))?.value ?? 0;
}
