import type { AuditEntry, Delivery } from '../../../packages/client/src/index.ts';
import type { Tone } from '../parts/badge.tsx';
import { say, type WordKey } from '../words/language.ts';
import { reportWords, triggerWords } from './delivery-words.ts';

/** One thing that happened to a delivery. */
export interface Happened {
  readonly at: string;
  readonly words: string;
  /** In the provider's, the receiving server's or a person's words, or why. */
  readonly detail: string | null;
  readonly tone: Tone;
}

const ends: Readonly<Record<NonNullable<Delivery['attempts'][number]['end']>, readonly [WordKey, Tone]>> = {
  accepted: ['deliveries.attemptAccepted', 'good'],
  refused: ['deliveries.attemptRefused', 'warn'],
  rejected: ['deliveries.attemptRejected', 'bad'],
  unknown: ['deliveries.attemptUnknown', 'warn'],
};

const badReports = ['bounce', 'dropped', 'blocked', 'spamreport'];

/** Somebody who replayed or dismissed it, by the audit record. */
export interface Acted extends Pick<AuditEntry, 'at' | 'action'> {
  readonly who: string;
}

/** What happened to a delivery, the earliest first. */
export function storyOf(
  { createdAt, trigger, attempts, reports, dismissed, withdrawn, parts = [] }: Delivery,
  acted: readonly Acted[] = [],
): readonly Happened[] {
  const begin: Happened = {
    at: createdAt,
    words: say('deliveries.begun', { why: say(triggerWords[trigger]) }),
    detail: null,
    tone: 'quiet',
  };
  const tries = attempts.map(({ at, end, result, part }): Happened => {
    const [words, tone] = end === null ? (['deliveries.attemptOpen', 'accent'] as const) : ends[end];
    const what = say(words);
    const isOneOfMany = part !== undefined && parts.length > 1;
    return {
      at,
      words: isOneOfMany ? say('deliveries.partOf', { number: part, words: what }) : what,
      detail: result,
      tone,
    };
  });
  const told = reports.map(({ event, at, detail }): Happened => {
    const words = reportWords[event];
    const tone = badReports.includes(event) ? 'bad' : event === 'delivered' ? 'good' : 'quiet';
    return { at, words: say('deliveries.reported', { what: words === undefined ? event : say(words) }), detail, tone };
  });
  const end =
    dismissed === null
      ? []
      : [{ at: dismissed.at, words: dismissal(acted), detail: dismissed.reason, tone: 'quiet' as const }];
  const withdrawal =
    withdrawn === null
      ? []
      : [
          {
            at: withdrawn.at,
            words: say('deliveries.withdrawn'),
            detail: say(`withdrawals.${withdrawn.reason}`),
            tone: 'quiet' as const,
          },
        ];
  const byPeople = acted
    .filter(({ action }) => action === 'delivery.replayed')
    .map(
      ({ at, who }): Happened => ({ at, words: say('deliveries.replayedBy', { who }), detail: null, tone: 'accent' }),
    );
  return [begin, ...tries, ...told, ...byPeople, ...end, ...withdrawal].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
}

function dismissal(acted: readonly Acted[]): string {
  const by = acted.find(({ action }) => action === 'delivery.dismissed');
  return by === undefined ? say('deliveries.dismissed') : say('deliveries.dismissedBy', { who: by.who });
}
