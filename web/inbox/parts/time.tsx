import { minute } from '../account/clock.ts';
import { listTime, wholeTime } from '../words/format.ts';

/** A time as short as a list needs it; with everything when one points at it. */
export function Time({ at, format = listTime }: { readonly at: string; readonly format?: typeof listTime }) {
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={wholeTime(time)} class="numbers">
      {format(time, minute.value)}
    </time>
  );
}
