import type { WordKey } from '../words/language.ts';

/** How far back a list goes, in seconds. */
export const times = { hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
export type TimeName = keyof typeof times;

export const isTimeName = (name: string | undefined): name is TimeName =>
  name !== undefined && Object.hasOwn(times, name);

export const timeWords: Readonly<Record<TimeName, WordKey>> = {
  hour: 'deliveries.lastHour',
  day: 'deliveries.lastDay',
  week: 'deliveries.lastWeek',
  month: 'deliveries.lastMonth',
};
