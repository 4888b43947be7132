import type { Page } from '../kept/pages.ts';

const hourMs = 3_600_000;
/** How many calls an hour count as all that is allowed; Meta reckons it from how many people use the app. */
const callsPerHour = 20_000;
/** Sends a second of an Instagram account (rate limits of the Instagram platform). */
const perSecond = { text: 100, media: 10 } as const;

export type Usage = ReturnType<typeof createUsage>;

/** Counts the calls, and tells of them in headers as Meta does: in percent of what is allowed. */
export function createUsage(clock: () => number) {
  const calls = new Map<string, { since: number; count: number }>();
  const sends = new Map<string, { second: number; count: number }>();

  function count(key: string): number {
    const known = calls.get(key);
    const entry = known === undefined || clock() - known.since >= hourMs ? { since: clock(), count: 0 } : known;
    entry.count += 1;
    calls.set(key, entry);
    return Math.min(100, Math.floor((100 * entry.count) / callsPerHour));
  }

  return {
    /** The headers of an answer to a call of this page. */
    headers(page: Page): Record<string, string> {
      return usageHeaders(page, { app: count('app'), page: count(page.id), regainMinutes: 0 });
    },
    /** Whether this send is one too many in its second; only Instagram has such a limit. */
    isTooFast(page: Page, kind: keyof typeof perSecond): boolean {
      if (page.channel !== 'instagram') return false;
      const second = Math.floor(clock() / 1_000);
      const key = `${page.id} ${kind}`;
      const known = sends.get(key);
      const entry = known?.second === second ? known : { second, count: 0 };
      entry.count += 1;
      sends.set(key, entry);
      return entry.count > perSecond[kind];
    },
  };
}

/** @param percent of the allowance; `regainMinutes`: until calls are answered again */
export function usageHeaders(
  page: Page,
  percent: { readonly app: number; readonly page: number; readonly regainMinutes: number },
): Record<string, string> {
  const of = (used: number) => ({ call_count: used, total_cputime: used, total_time: used });
  const perPage = { type: page.channel, ...of(percent.page), estimated_time_to_regain_access: percent.regainMinutes };
  return {
    'x-app-usage': JSON.stringify(of(percent.app)),
    'x-business-use-case-usage': JSON.stringify({ [page.id]: [perPage] }),
  };
}
