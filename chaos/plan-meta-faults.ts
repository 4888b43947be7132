import type { FaultRequest } from '../dev/meta/faults.ts';
import { planEvery, tooLate } from './plan-trouble.ts';
import type { Random } from './random.ts';

/** How often Meta answers a send in each way. What would stop a page until a person acts is left out. */
const answerWeights = {
  throttled: 4,
  appThrottled: 2,
  userThrottled: 2,
  unknownError: 4,
  unavailable: 3,
  temporary: 3,
  '500': 4,
  '502': 3,
  timeoutBeforeAccept: 5,
  timeoutAfterAccept: 6,
  reset: 6,
  resetBeforeAccept: 4,
  /** It is parked, and replayed in the end. */
  notReceiving: 1,
} as const;

/** How it tells of what it has taken. */
const reportWeights = { noEchoes: 2, lateEchoes: 4, noDeliveries: 2 } as const;

/** How it posts events. An event that is never posted is nothing that anybody could notice. */
const webhookWeights = {
  duplicateWebhooks: 4,
  parallelWebhooks: 4,
  unorderedWebhooks: 4,
  batchedWebhooks: 3,
  wrongSignature: 2,
  unsigned: 1,
  truncatedWebhooks: 2,
} as const;

export interface PlannedMetaFault extends Pick<FaultRequest, 'seconds'> {
  readonly atMs: number;
  readonly mode: keyof typeof answerWeights | keyof typeof reportWeights | keyof typeof webhookWeights;
  /** How many of the next sends or events it affects. */
  readonly count: number;
}

/** At intervals, the next few sends or events meet a fault: in Meta's answer, in its echoes, or in its posts. */
export function planMetaFaults(random: Random, seconds: number, reports: boolean): PlannedMetaFault[] {
  const answers = planEvery(random, seconds, () => ({
    mode: random.weighted(answerWeights),
    count: random.whole(1, 3),
  }));
  const posts = planEvery(random, seconds, () => ({
    mode: random.weighted(webhookWeights),
    count: random.whole(1, 4),
  }));
  return [...answers, ...posts, ...(reports ? planEchoes(random, seconds) : [])].sort((a, b) => a.atMs - b.atMs);
}

function planEchoes(random: Random, seconds: number): PlannedMetaFault[] {
  return planEvery(random, seconds, () => {
    const mode = random.weighted(reportWeights);
    const count = random.whole(1, 3);
    if (mode !== 'lateEchoes') return { mode, count };
    const isTooLate = seconds >= tooLate.leastSeconds && random.chance(tooLate.share);
    return { mode, count, seconds: isTooLate ? tooLate.seconds : random.whole(2, 8) };
  });
}
