import type { QuietHours } from '../../contract/settings.ts';
import { type LocalTime, offsetAt, timesOf } from './local-clock.ts';

/**
 * When no email goes out (design R4, quiet hours): once for each day of the visitor's calendar, from one time of their
 * clock to another, which may be on the next day. Changes of daylight saving time make them neither vanish nor double:
 * - a time that the clock skips counts as the moment when it skips it
 * - of a time that comes twice, the first one begins quiet hours and the second one ends them, so that the clock shows
 *   none of them while emails go out
 * - hours that the clock skips altogether follow at once, as long as they are
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;

interface Period {
  readonly from: number;
  readonly to: number;
}

/** The earliest time from `at` on that is in no quiet hours; all in epoch milliseconds. */
export function afterQuietHours(at: number, hours: QuietHours, timeZone: string): number {
  let time = at;
  // They may meet the next day's where a zone has changed its date; not for ever.
  for (let days = 0; days < 3; days += 1) {
    const period = periodAt(time, hours, timeZone);
    if (period === null) return time;
    time = period.to;
  }
  return time;
}

/** The quiet hours that a time is in. */
function periodAt(time: number, hours: QuietHours, timeZone: string): Period | null {
  const today = Math.floor((time + offsetAt(time, timeZone)) / dayMs);
  for (const day of [today - 1, today, today + 1]) {
    const period = periodOf(day, hours, timeZone);
    if (period.from <= time && time < period.to) return period;
  }
  return null;
}

/** The quiet hours that begin on a day, counted from 1970 by the local calendar. */
function periodOf(day: number, hours: QuietHours, timeZone: string): Period {
  const begins = day * dayMs + msOf(hours.from);
  const lasts = (msOf(hours.to) - msOf(hours.from) + dayMs) % dayMs;
  const local = (time: LocalTime) => timesOf(time, timeZone);
  const from = local(begins).first;
  const to = local(begins + lasts).last;
  return { from, to: to > from ? to : from + lasts };
}

function msOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * minuteMs;
}
