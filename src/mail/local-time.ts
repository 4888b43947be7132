/** Writes moments as the visitor's clock and calendar show them. */
export interface LocalTime {
  /** "2:05 PM", "14:05". */
  time(at: Date): string;
  /** "Friday, March 6, 2026". */
  day(at: Date): string;
  /** "Central European Time (Europe/Paris)", "UTC". */
  zone(at: Date): string;
}

/** Uses the visitor's time zone, or UTC if that is unknown or not supported here (design 'The mail'). */
export function localTime(tag: string, wanted: string | null): LocalTime {
  const timeZone = wanted !== null && isKnown(wanted) ? wanted : 'UTC';
  const time = new Intl.DateTimeFormat(tag, { timeStyle: 'short', timeZone });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeZone });
  return {
    time: (at) => time.format(at),
    day: (at) => day.format(at),
    zone: (at) => {
      if (/^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal)$/i.test(timeZone)) return 'UTC';
      const named = new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: 'longGeneric' });
      const name = named.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value;
      return name === undefined ? timeZone : `${name} (${timeZone})`;
    },
  };
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
