import type { WordKey } from '../words/language.ts';

/** How far back a list goes, in seconds. */
export const times = { hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
export type TimeName = keyof typeof times;

export const timeWords: Readonly<Record<TimeName, WordKey>> = {
  hour: 'deliveries.lastHour',
  day: 'deliveries.lastDay',
  week: 'deliveries.lastWeek',
  month: 'deliveries.lastMonth',
};

/** The time that a list is about. */
export type Period =
  | { readonly kind: 'any' }
  | { readonly kind: 'last'; readonly name: TimeName }
  | {
      readonly kind: 'between';
      /** As fields for a time have it, by this computer's clock: `2026-03-01T14:30`; empty if it has no beginning. */
      readonly from: string;
      /** Not included; empty if it has no end. */
      readonly until: string;
    };

/** From the fields behind the `?` of a page's address. */
export function periodOf({ time = '', from = '', until = '' }: Readonly<Record<string, string>>): Period {
  if (time === 'between') return { kind: 'between', from: localTime(from), until: localTime(until) };
  return Object.hasOwn(times, time) ? { kind: 'last', name: time as TimeName } : { kind: 'any' };
}

const localTime = (text: string) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';

/** The same fields again; those that are empty need not be in the address. */
export function periodFields(period: Period): Readonly<Record<'time' | 'from' | 'until', string>> {
  switch (period.kind) {
    case 'any':
      return { time: '', from: '', until: '' };
    case 'last':
      return { time: period.name, from: '', until: '' };
    case 'between':
      return { time: 'between', from: period.from, until: period.until };
    default:
      return period satisfies never;
  }
}

interface Range {
  readonly since?: string;
  readonly until?: string;
}

/**
 * What the service is asked for.
 * @param now in epoch milliseconds
 */
export function rangeOf(period: Period, now: number): Range {
  switch (period.kind) {
    case 'any':
      return {};
    case 'last':
      return { since: new Date(now - times[period.name] * 1_000).toISOString() };
    case 'between': {
      const { from, until } = period;
      return {
        ...(from === '' ? {} : { since: new Date(from).toISOString() }),
        ...(until === '' ? {} : { until: new Date(until).toISOString() }),
      };
    }
    default:
      return period satisfies never;
  }
}
