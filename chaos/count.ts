import type { DoneAct } from './acts.ts';
import { countNeverArrived } from './count-arrival.ts';
import { countDirect } from './count-direct.ts';
import { countDirectWords } from './count-direct-words.ts';
import { countDoubled } from './count-doubled.ts';
import { countLost } from './count-lost.ts';
import { countReplies } from './count-replies.ts';
import { countReportsLost } from './count-reports-lost.ts';
import { countWronglySent } from './count-wrongly-sent.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, type FindingKind, findingKinds, openCase } from './findings.ts';
import type { ChaosOptions } from './options.ts';
import { correspondentOf } from './pages.ts';

/** What became of everything, according to the API and the provider at the end. */
export interface Count {
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** Messages that were emailed twice, which the setting `resend` allows. */
  readonly explainedDoubles: number;
  /** Parts that came twice on a channel, likewise. */
  readonly explainedDirectDoubles: number;
  readonly findings: readonly Finding[];
  /** How many of the agents' messages have each outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly mails: number;
  readonly deliveries: number;
  readonly reports: number;
  /** How many replies by email the service accepted. */
  readonly replies: number;
  /** How many parts of messages the platform took, by channel. */
  readonly directs: Readonly<Record<string, number>>;
  /** How many of Meta's echoes the service accepted. */
  readonly echoes: number;
  /** How many messages were written at Meta, by visitors and in its own inbox. */
  readonly written: number;
}

export function count(
  acts: readonly DoneAct[],
  evidence: Evidence,
  { onUnknown }: Pick<ChaosOptions, 'onUnknown'>,
): Count {
  const from = openCase(acts, evidence);
  const conversations = [...new Set(acts.flatMap(({ conversation }) => conversation ?? []))];
  const doubles = countDoubled(from, onUnknown);
  const direct = countDirect(from, onUnknown);
  const findings = [
    ...countLost(from, conversations),
    ...countReportsLost(from),
    ...countReplies(from),
    ...countDirectWords(from),
    ...countNeverArrived(from, conversations),
    ...doubles.findings,
    ...direct.findings,
    ...countWronglySent(from),
  ];
  const counts = Object.fromEntries(
    findingKinds.map((kind) => [kind, findings.filter((finding) => finding.kind === kind).length]),
  ) as Record<FindingKind, number>;
  return {
    counts,
    explainedDoubles: doubles.explained,
    explainedDirectDoubles: direct.explained,
    findings,
    outcomes: outcomesOf(evidence),
    messages: [...evidence.messages.values()].reduce((sum, { length }) => sum + length, 0),
    mails: evidence.mails.length,
    deliveries: evidence.deliveries.size,
    reports: evidence.reports.length,
    replies: evidence.acceptedReplies.size,
    directs: byChannel(evidence),
    echoes: evidence.echoes.length,
    written: acts.filter(({ act }) => act.kind === 'writeDirect' || act.kind === 'ownInbox').length,
  };
}

function byChannel({ directs }: Evidence): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { conversation } of directs) {
    const channel = correspondentOf(conversation)?.channel ?? 'unknown';
    counts[channel] = (counts[channel] ?? 0) + 1;
  }
  return counts;
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
