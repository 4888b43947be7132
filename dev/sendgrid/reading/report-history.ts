import type { PlannedReport } from '../story.ts';

/** As many emails as are remembered, and reports of each. */
const maxMails = 5_000;
const maxReports = 60;

/** A report about an email, as a person reads of it. */
export interface ShownReport {
  readonly event: string;
  readonly email: string;
  /** ISO-8601, UTC: when it happened, or will. */
  readonly happenedAt: string;
  /** What the recipient's server said; null if nothing. */
  readonly said: string | null;
  /** `waiting`: it is not accepted by the receiver yet. */
  readonly state: 'waiting' | 'accepted';
}

export type ReportHistory = ReturnType<typeof createReportHistory>;

/** What was reported about each email since the start, the oldest emails dropped. Only for people to look at. */
export function createReportHistory() {
  const mails = new Map<string, ShownReport[]>();
  const entries = new WeakMap<PlannedReport['event'], { readonly of: ShownReport[]; readonly at: number }>();

  return {
    planned({ mailId, event }: PlannedReport): void {
      // One that is posted several times is one report.
      if (mailId === undefined || entries.has(event)) return;
      const reports = mails.get(mailId) ?? [];
      mails.set(mailId, reports);
      if (reports.length >= maxReports) return;
      entries.set(event, { of: reports, at: reports.length });
      reports.push(shown(event));
      for (const id of mails.keys()) {
        if (mails.size <= maxMails) break;
        mails.delete(id);
      }
    },
    accepted({ event }: PlannedReport): void {
      const entry = entries.get(event);
      const report = entry?.of[entry.at];
      if (entry !== undefined && report !== undefined) entry.of[entry.at] = { ...report, state: 'accepted' };
    },
    /** In the order in which they were planned. */
    ofMail: (mailId: string): readonly ShownReport[] => mails.get(mailId) ?? [],
  };
}

function shown({ event, type, email, timestamp, response, reason }: PlannedReport['event']): ShownReport {
  const said = response ?? reason;
  return {
    event: type === 'blocked' ? 'blocked' : event,
    email,
    happenedAt: new Date(timestamp * 1_000).toISOString(),
    said: said === undefined ? null : String(said),
    state: 'waiting',
  };
}
