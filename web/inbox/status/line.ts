interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** So much room is left above and below, so that the line is not cut. */
const margin = 3;

const round = (value: number) => Math.round(value * 10) / 10;

/**
 * The values as an SVG path from left to right, from zero at the bottom to the greatest at the top; where nothing is known the
 * line has a gap. `area` is what lies below it.
 */
export function lineOf(values: readonly (number | null)[], { width, height }: Size) {
  const top = Math.max(0, ...values.filter((value) => value !== null));
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const pointOf = (value: number, index: number): Point => ({
    x: round(values.length > 1 ? index * step : width),
    y: round(height - margin - (top === 0 ? 0 : (value / top) * (height - 2 * margin))),
  });
  const runs = runsOf(values.map((value, index) => (value === null ? null : pointOf(value, index))));
  const lines = runs.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}`);
  const areas = runs.map((run, index) => `${lines[index]}L${run.at(-1)?.x} ${height}L${run[0]?.x} ${height}Z`);
  return { line: lines.join(''), area: areas.join(''), last: runs.at(-1)?.at(-1) ?? null };
}

/** The points that follow each other without a gap. */
function runsOf(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let isOpen = false;
  for (const point of points) {
    if (point === null) isOpen = false;
    else if (isOpen) runs.at(-1)?.push(point);
    else {
      runs.push([point]);
      isOpen = true;
    }
  }
  return runs;
}
