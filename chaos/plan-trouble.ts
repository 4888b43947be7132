import type { FaultMode } from '../dev/sendgrid/faults.ts';
import type { Random } from './random.ts';

export const partNames = ['api-1', 'api-2', 'worker-1', 'worker-2', 'mongod', 'temporal'] as const;
export type PartName = (typeof partNames)[number];

/** A kill -9 of one part, or of two at once, each restarted after a while. */
export interface PlannedKill {
  readonly atMs: number;
  readonly parts: readonly { readonly name: PartName; readonly downMs: number }[];
  /** Temporal restarts with an empty database and without the namespace, which is created again seconds later. */
  readonly deletesTemporal: boolean;
}

/** One part is frozen: it keeps its connections but answers nobody, and later continues as if nothing had happened. */
export interface PlannedFreeze {
  readonly atMs: number;
  readonly name: PartName;
  readonly ms: number;
}

/** MongoDB is killed, and for this time an empty one of another replica set listens at its address. */
export interface PlannedStranger {
  readonly atMs: number;
  readonly ms: number;
}

export interface PlannedFault {
  readonly atMs: number;
  readonly mode: FaultMode;
  /** How many of the next emails it affects. */
  readonly count: number;
  /** The delay of late reports. */
  readonly seconds?: number;
}

/**
 * How often each part is chosen. MongoDB, of which there is only one, is killed less often: nothing works without it.
 */
const killWeights = {
  'api-1': 3,
  'api-2': 3,
  'worker-1': 6,
  'worker-2': 6,
  mongod: 2,
  temporal: 2,
} as const satisfies Record<PartName, number>;

/** More than 24 a minute, so that 20 remain even if some find nothing to kill. */
const betweenKillsMs = [1_500, 3_100] as const;
const twoAtOnce = 0.12;

/**
 * After Temporal's database is deleted, the sweeper needs minutes (it doubts the alarm of an open delivery after five),
 * so this is not done towards the end, nor in a short run.
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

/**
 * Sometimes longer than the 4 s that a send may take: what a worker was about to send is then too late. Each part in
 * turn.
 */
export function planFreezes(random: Random, seconds: number): PlannedFreeze[] {
  const freezes: PlannedFreeze[] = [];
  const first = random.whole(0, partNames.length - 1);
  for (let atMs = random.between(2_000, 4_000); atMs < seconds * 1_000; atMs += random.between(5_000, 9_000)) {
    const name = partNames[(first + freezes.length) % partNames.length] as PartName;
    freezes.push({ atMs, name, ms: random.between(500, 7_000) });
  }
  return freezes;
}

/** About every two minutes, and once in a short run. */
export function planStrangers(random: Random, seconds: number): PlannedStranger[] {
  const strangers: PlannedStranger[] = [];
  const everyMs = Math.min(120_000, seconds * 1_000);
  for (let atMs = everyMs * random.between(0.3, 0.7); atMs < seconds * 1_000; atMs += everyMs)
    strangers.push({ atMs, ms: random.between(1_000, 4_000) });
  return strangers;
}

/** Usually restarted at once, as by a supervisor; sometimes down for some seconds. */
const downMs = (random: Random) => (random.chance(0.75) ? random.between(0, 300) : random.between(300, 3_000));

/** How often each mode is chosen; modes that stop all emails for a while are rare. */
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

/** How the visitor's emails are posted: often twice, which must count once. */
const inboundWeights = {
  inboundTwice: 3,
  inboundInParallel: 3,
  inboundBrokenOff: 3,
} as const satisfies Partial<Record<FaultMode, number>>;

/** The share of late reports that come after the wait for them, if the run is long enough to wait for these. */
export const tooLate = { share: 0.3, leastSeconds: 90, seconds: 35 };

/** At intervals, the next few emails meet a fault, in the provider's answer, in its reports or in its posts. */
export function planFaults(random: Random, seconds: number, reports: boolean): PlannedFault[] {
  const answers = planEvery(random, seconds, () => ({
    mode: random.weighted(faultWeights),
    count: random.whole(1, 4),
  }));
  const reported = reports ? planReportFaults(random, seconds) : [];
  return [...answers, ...reported, ...planInboundFaults(random, seconds)].sort((a, b) => a.atMs - b.atMs);
}

export function planInboundFaults(random: Random, seconds: number): PlannedFault[] {
  return planEvery(random, seconds, () => ({ mode: random.weighted(inboundWeights), count: random.whole(1, 2) }));
}

function planReportFaults(random: Random, seconds: number): PlannedFault[] {
  return planEvery(random, seconds, () => {
    const mode = random.weighted(reportWeights);
    const count = random.whole(1, 4);
    if (mode !== 'lateReports') return { mode, count };
    const isTooLate = seconds >= tooLate.leastSeconds && random.chance(tooLate.share);
    return { mode, count, seconds: isTooLate ? tooLate.seconds : random.whole(2, 8) };
  });
}

export function planEvery<F extends object>(
  random: Random,
  seconds: number,
  fault: () => F,
): (F & { readonly atMs: number })[] {
  const faults: (F & { readonly atMs: number })[] = [];
  for (let atMs = random.between(1_000, 3_000); atMs < seconds * 1_000; atMs += random.between(1_500, 4_500)) {
    faults.push({ atMs, ...fault() });
  }
  return faults;
}
