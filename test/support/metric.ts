import type { Counter, Gauge } from 'prom-client';

/** What this process has counted for just these labels. */
export async function countOf<L extends string>(
  metric: Counter<L> | Gauge<L>,
  labels: Record<L, string>,
): Promise<number> {
  const { values } = await metric.get();
  const wanted = Object.entries(labels);
  return values.find((each) => wanted.every(([name, is]) => each.labels[name as L] === is))?.value ?? 0;
}
