import { Timestamp } from '../contract/primitives.ts';
import { UsageError } from './command.ts';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** Converts a time as people type it, an age (`90m`, `2h`, `3d`) or an ISO-8601 time or date, to ISO-8601. */
export function moment(option: string, text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago !== null) return new Date(now - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs]).toISOString();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const time = Timestamp.safeParse(day);
  if (!time.success)
    throw new UsageError(`${option} must be an age (90m, 2h, 3d) or a time such as 2026-01-31T09:30:00Z`);
  return new Date(time.data).toISOString();
}

/** A time of an answer as people read it, in UTC: `2026-01-31 09:30:00Z`. */
export const readable = (iso: string) => `${iso.slice(0, 19).replace('T', ' ')}Z`;
