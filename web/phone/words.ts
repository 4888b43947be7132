import type { Channel } from './api.ts';

export const channelNames = { messenger: 'Messenger', instagram: 'Instagram' } as const satisfies Record<
  Channel,
  string
>;

const hour = 3_600_000;

/** How long any answer is still let through, for people; the platform's 24 hours. */
export function windowInWords(endsAt: string | null, now: number): string {
  if (endsAt === null) return 'Not written yet';
  const left = Date.parse(endsAt) - now;
  if (left <= 0) return 'The 24 hours for answers are over';
  if (left < hour) return `${Math.max(1, Math.floor(left / 60_000))} min left for answers`;
  return `${Math.floor(left / hour)} h left for answers`;
}
