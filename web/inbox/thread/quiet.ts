/** The hours in which no email goes out, by the visitor's clock; `to` may be on the next day. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/**
 * Until when it is quiet at a visitor's now, as their clock will show it; null if it is not. It only says what the
 * service will do, which reckons with changes of daylight saving time.
 * @param timeZone theirs
 * @param now epoch milliseconds
 */
export function quietUntil(hours: QuietHours | null, timeZone: string, now: number): string | null {
  if (hours === null) return null;
  const { from, to } = hours;
  const shown = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const time = shown.format(now);
  const isQuiet = from < to ? from <= time && time < to : from <= time || time < to;
  return isQuiet ? to : null;
}

/** The first of these time zones that this browser knows: the visitor's, else the account's. */
export function zoneOf(...zones: readonly (string | null | undefined)[]): string {
  return zones.find((zone) => typeof zone === 'string' && isKnown(zone)) ?? 'UTC';
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null;
  } catch {
    return false;
  }
}
