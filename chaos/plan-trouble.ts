import type { FaultMode } from '../dev/sendgrid/faults.ts';
import type { Random } from './random.ts';

export const partNames = ['api-1', 'api-2', 'worker-1', 'worker-2', 'mongod', 'temporal'] as const;
export type PartName = (typeof partNames)[number];

/** A kill -9 of one part, or of two at once, each started again after a while. */
export interface PlannedKill {
  readonly atMs: number;
  readonly parts: readonly { readonly name: PartName; readonly downMs: number }[];
  /** Temporal starts again with an empty database, and without the namespace, which is made again seconds later. */
  readonly deletesTemporal: boolean;
}

/** One part is frozen: it holds its connections and answers nobody, and goes on later as if nothing had been. */
export interface PlannedFreeze {
  readonly atMs: number;
  readonly name: PartName;
  readonly ms: number;
}

/** MongoDB is killed, and for so long another one, of another set and empty, is at its address. */
export interface PlannedStranger {
  readonly atMs: number;
  readonly ms: number;
}

export interface PlannedFault {
  readonly atMs: number;
  readonly mode: FaultMode;
  /** How many of the next mails meet it. */
  readonly count: number;
  /** How late, for reports that are. */
  readonly seconds?: number;
}

/** The one MongoDB is killed less often than what there are two of: while it is down nothing goes on. */
const killWeights = {
  'api-1': 3,
  'api-2': 3,
  'worker-1': 6,
  'worker-2': 6,
  mongod: 2,
  temporal: 2,
} as const satisfies Record<PartName, number>;

/** Over 24 a minute, so that 20 remain when some find nothing to kill. */
const betweenKillsMs = [1_500, 3_100] as const;
const twoAtOnce = 0.12;

/**
 * What Temporal's deletion leaves to the sweeper takes it minutes (the alarm of an open delivery is doubted after five),
 * so it is not done towards the end, nor in a short run.
 */
const deletions = { leastSeconds: 90, everySeconds: 75, untilShare: 0.5 };

export function planKills(random: Random, seconds: number): PlannedKill[] {
  const kills: PlannedKill[] = [];
  const latestDeletionMs = seconds < deletions.leastSeconds ? 0 : seconds * 1_000 * deletions.untilShare;
  let nextDeletionMs = random.between(15_000, 40_000);
  for (
    let atMs = random.between(...betweenKillsMs);
    atMs < seconds * 1_000;
    atMs += random.between(...betweenKillsMs)
  ) {
    const deletesTemporal = atMs >= nextDeletionMs && atMs < latestDeletionMs;
    if (deletesTemporal) nextDeletionMs = atMs + deletions.everySeconds * random.between(700, 1_300);
    const first = deletesTemporal ? 'temporal' : random.weighted(killWeights);
    const second = random.chance(twoAtOnce) ? random.weighted(killWeights) : first;
    const parts = [...new Set([first, second])].map((name) => ({ name, downMs: downMs(random) }));
    kills.push({ atMs, parts, deletesTemporal });
  }
  return kills;
}

/** Longer than a send's 4 s at times: what a worker meant to send is too late then. Each part has its turn. */
export function planFreezes(random: Random, seconds: number): PlannedFreeze[] {
  const freezes: PlannedFreeze[] = [];
  const first = random.whole(0, partNames.length - 1);
  for (let atMs = random.between(2_000, 4_000); atMs < seconds * 1_000; atMs += random.between(5_000, 9_000)) {
    const name = partNames[(first + freezes.length) % partNames.length] as PartName;
    freezes.push({ atMs, name, ms: random.between(500, 7_000) });
  }
  return freezes;
}

/** About once in two minutes, and once in a short run. */
export function planStrangers(random: Random, seconds: number): PlannedStranger[] {
  const strangers: PlannedStranger[] = [];
  const everyMs = Math.min(120_000, seconds * 1_000);
  for (let atMs = everyMs * random.between(0.3, 0.7); atMs < seconds * 1_000; atMs += everyMs)
    strangers.push({ atMs, ms: random.between(1_000, 4_000) });
  return strangers;
}

/** Mostly restarted at once, as a supervisor does; now and then away for some seconds. */
const downMs = (random: Random) => (random.chance(0.75) ? random.between(0, 300) : random.between(300, 3_000));

/** How often each mode is chosen; what stops all mail for a while is rare. */
const faultWeights = {
  '400': 2,
  '401': 1,
  '403': 2,
  '413': 2,
  '429': 5,
  '500': 5,
  '502': 4,
  '503': 4,
  timeoutBeforeAccept: 5,
  timeoutAfterAccept: 6,
  reset: 6,
} as const satisfies Partial<Record<FaultMode, number>>;

const reportWeights = {
  bounce: 3,
  drop: 2,
  defer: 4,
  blocked: 3,
  spamReport: 1,
  duplicateReports: 6,
  lateReports: 6,
  noReports: 2,
} as const satisfies Partial<Record<FaultMode, number>>;

/** Of late reports so many come after the wait for them, in a run that is long enough to wait for those. */
const tooLate = { share: 0.3, leastSeconds: 90, seconds: 35 };

/** Every so often the next few mails meet a fault, of their answer or of what is reported of them. */
export function planFaults(random: Random, seconds: number, reports: boolean): PlannedFault[] {
  const answers = planEvery(random, seconds, () => ({
    mode: random.weighted(faultWeights),
    count: random.whole(1, 4),
  }));
  if (!reports) return answers;
  const reported = planEvery(random, seconds, () => {
    const mode = random.weighted(reportWeights);
    const count = random.whole(1, 4);
    if (mode !== 'lateReports') return { mode, count };
    const isTooLate = seconds >= tooLate.leastSeconds && random.chance(tooLate.share);
    return { mode, count, seconds: isTooLate ? tooLate.seconds : random.whole(2, 8) };
  });
  return [...answers, ...reported].sort((a, b) => a.atMs - b.atMs);
}

function planEvery(random: Random, seconds: number, fault: () => Omit<PlannedFault, 'atMs'>): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (let atMs = random.between(1_000, 3_000); atMs < seconds * 1_000; atMs += random.between(1_500, 4_500)) {
    faults.push({ atMs, ...fault() });
  }
  return faults;
}
