import { lineOf } from './line.ts';

interface SparklineProps {
  /** The oldest first; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** What it shows, in words. */
  readonly label: string;
}

const size = { width: 240, height: 48 };

/** How a figure went, as small as a word; the figure itself stands beside it. */
export function Sparkline({ values, label }: SparklineProps) {
  const { line, area, last } = lineOf(values, size);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="area" d={area} />
      <path class="line" d={line} vector-effect="non-scaling-stroke" />
      {last !== null && <path class="end" d={`M${last.x} ${last.y}h0`} vector-effect="non-scaling-stroke" />}
    </svg>
  );
}
