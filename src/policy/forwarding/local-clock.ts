/**
 * What a clock of a time zone shows, by the platform's own copy of the zones (Intl). Times are epoch milliseconds; a
 * local time is what the clock shows, written as if it were UTC.
 */

export type LocalTime = number;

const dayMs = 86_400_000;
/** More zones than there are, and days enough for what is due at a time; beyond that it is worked out anew. */
const maxZones = 1_000;
const maxDays = 200;

interface Zone {
  readonly format: Intl.DateTimeFormat | null;
  /** The offset that holds all of a UTC day; null for a day on which it changes. */
  readonly days: Map<number, number | null>;
}

const zones = new Map<string, Zone>();

/** How far the zone's clock is ahead of UTC at a time. A zone that the platform does not know counts as UTC. */
export function offsetAt(time: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  return offsetOfDay(zone, Math.floor(time / dayMs)) ?? measured(zone, time);
}

/**
 * When the clock shows a local time: the first and the last time that it does, where it is set back. If it is set
 * forward and never shows it, both are the moment when it skips it.
 */
export function timesOf(local: LocalTime, timeZone: string): { readonly first: number; readonly last: number } {
  const offsets = [local - dayMs, local + dayMs].map((near) => offsetAt(near, timeZone));
  const times = offsets.map((offset) => local - offset).filter((time) => time + offsetAt(time, timeZone) === local);
  if (times.length > 0) return { first: Math.min(...times), last: Math.max(...times) };
  const skipped = firstTimeFrom(local, {
    before: local - Math.max(...offsets),
    after: local - Math.min(...offsets),
    timeZone,
  });
  return { first: skipped, last: skipped };
}

/** The first time at which the clock shows at least `local`, between one at which it does not and one at which it does. */
function firstTimeFrom(
  local: LocalTime,
  { before, after, timeZone }: { readonly before: number; readonly after: number; readonly timeZone: string },
): number {
  let [early, late] = [before, after];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (middle + offsetAt(middle, timeZone) >= local) late = middle;
    else early = middle;
  }
  return late;
}

function offsetOfDay(zone: Zone, day: number): number | null {
  const known = zone.days.get(day);
  if (known !== undefined) return known;
  const [begins, ends] = [measured(zone, day * dayMs), measured(zone, (day + 1) * dayMs)];
  const offset = begins === ends ? begins : null;
  if (zone.days.size >= maxDays) zone.days.clear();
  zone.days.set(day, offset);
  return offset;
}

function measured({ format }: Zone, time: number): number {
  if (format === null) return 0;
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(time)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000;
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  if (zones.size >= maxZones) zones.clear();
  const zone: Zone = { format: formatOf(timeZone), days: new Map() };
  zones.set(timeZone, zone);
  return zone;
}

/** A stored zone was known to the platform that took it, which may have been a newer one. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}
