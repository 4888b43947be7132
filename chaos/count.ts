import type { DoneAct } from './acts.ts';
import { countNeverArrived } from './count-arrival.ts';
import { countDoubled } from './count-doubled.ts';
import { countLost } from './count-lost.ts';
import { countReplies } from './count-replies.ts';
import { countReportsLost } from './count-reports-lost.ts';
import { countWronglySent } from './count-wrongly-sent.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, type FindingKind, findingKinds, openCase } from './findings.ts';
import type { ChaosOptions } from './options.ts';

/** What became of everything, according to the API and the provider at the end. */
export interface Count {
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** Messages that came twice, which the setting `resend` allows. */
  readonly explainedDoubles: number;
  readonly findings: readonly Finding[];
  /** How many of the agents' messages have each outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly mails: number;
  readonly deliveries: number;
  readonly reports: number;
  /** How many replies by email the service accepted. */
  readonly replies: number;
}

export function count(
  acts: readonly DoneAct[],
  evidence: Evidence,
  { onUnknown }: Pick<ChaosOptions, 'onUnknown'>,
): Count {
  const from = openCase(acts, evidence);
  const conversations = [...new Set(acts.flatMap(({ conversation }) => conversation ?? []))];
  const doubles = countDoubled(from, onUnknown);
  const findings = [
    ...countLost(from, conversations),
    ...countReportsLost(from),
    ...countReplies(from),
    ...countNeverArrived(from, conversations),
    ...doubles.findings,
    ...countWronglySent(from),
  ];
  const counts = Object.fromEntries(
    findingKinds.map((kind) => [kind, findings.filter((finding) => finding.kind === kind).length]),
  ) as Record<FindingKind, number>;
  return {
    counts,
    explainedDoubles: doubles.explained,
    findings,
    outcomes: outcomesOf(evidence),
    messages: [...evidence.messages.values()].reduce((sum, { length }) => sum + length, 0),
    mails: evidence.mails.length,
    deliveries: evidence.deliveries.size,
    reports: evidence.reports.length,
    replies: evidence.acceptedReplies.size,
  };
}

function outcomesOf({ messages }: Evidence): Record<string, number> {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of [...messages.values()].flat()) {
    if (outcome === undefined) continue;
    const name = outcome.reason === null ? outcome.state : `${outcome.state}: ${outcome.reason}`;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(outcomes).sort(([, a], [, b]) => b - a));
}
