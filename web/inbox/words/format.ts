import { languageTag } from './language.ts';

/** How the page's language writes times, durations and numbers. Times are epoch milliseconds. */

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

const kept = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${languageTag()} ${JSON.stringify(options)}`;
  const known = kept.get(name) ?? new Intl.DateTimeFormat(languageTag(), options);
  kept.set(name, known);
  return known;
}

const isThisYear = (time: number, now: number) => new Date(time).getFullYear() === new Date(now).getFullYear();

/** 12:03, and with a nought at the beginning where the language writes one. */
export const clockTime = (time: number) => format({ timeStyle: 'short' }).format(time);

/** The same by another clock: that of a time zone. */
export const clockTimeIn = (time: number, timeZone: string) => format({ timeStyle: 'short', timeZone }).format(time);

/** A time of day that somebody has set, such as `08:00`, as the page's language writes it. */
export const timeOfDay = (time: string) => clockTimeIn(Date.parse(`2000-01-01T${time}:00Z`), 'UTC');

/** With everything, for a title. */
export const wholeTime = (time: number) => format({ dateStyle: 'full', timeStyle: 'medium' }).format(time);

/** The date and the time, the year only if it is another. */
export function dateTime(time: number, now: number): string {
  const year = isThisYear(time, now) ? {} : ({ year: 'numeric' } as const);
  return `${format({ day: 'numeric', month: 'short', ...year }).format(time)}, ${clockTime(time)}`;
}

/** "Today", "Yesterday", else the date. */
export function day(time: number, now: number): string {
  const days = Math.round((midnight(time) - midnight(now)) / dayMs);
  if (days === 0 || days === -1)
    return capital(new Intl.RelativeTimeFormat(languageTag(), { numeric: 'auto' }).format(days, 'day'));
  const year = isThisYear(time, now) ? {} : ({ year: 'numeric' } as const);
  return format({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(time);
}

/** As short as a list needs it: the time today, else the date. */
export function listTime(time: number, now: number): string {
  if (midnight(time) === midnight(now)) return clockTime(time);
  if (isThisYear(time, now)) return format({ day: 'numeric', month: 'short' }).format(time);
  return format({ day: '2-digit', month: '2-digit', year: '2-digit' }).format(time);
}

/** How long something has lasted, a minute or more, in its largest unit: "4 min", "2 h", "3 d". */
export function lasting(ms: number): string {
  if (ms < hourMs) return unit(Math.floor(ms / minuteMs), 'minute', 'short');
  if (ms < dayMs) return unit(Math.floor(ms / hourMs), 'hour', 'short');
  return unit(Math.floor(ms / dayMs), 'day', 'short');
}

/** What is left of a time: 4:12, or 1:04:12. Never negative. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "5 minutes", "90 seconds", "2 hours": a duration that somebody has set. */
export function duration(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds > 0) return unit(seconds / 86_400, 'day', 'long');
  if (seconds % 3_600 === 0 && seconds > 0) return unit(seconds / 3_600, 'hour', 'long');
  if (seconds % 60 === 0 && seconds > 0) return unit(seconds / 60, 'minute', 'long');
  return unit(seconds, 'second', 'long');
}

export const number = (value: number, options?: Intl.NumberFormatOptions) =>
  value.toLocaleString(languageTag(), options);

const unit = (value: number, unit: string, unitDisplay: 'short' | 'long') =>
  number(value, { style: 'unit', unit, unitDisplay });

const capital = (text: string) => text.charAt(0).toLocaleUpperCase(languageTag()) + text.slice(1);

/** "2 MB", "9 bytes" */
export function bytes(value: number): string {
  if (value < 1e3) return number(value, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  const [amount, name] = value < 1e6 ? [value / 1e3, 'kilobyte'] : [value / 1e6, 'megabyte'];
  return number(amount, { style: 'unit', unit: name, unitDisplay: 'short', maximumSignificantDigits: 3 });
}
