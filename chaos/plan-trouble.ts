import { type FaultMode, faultModes } from '../dev/sendgrid/faults.ts';
import type { Random } from './random.ts';

export const partNames = ['api', 'worker-1', 'worker-2', 'mongod', 'temporal'] as const;
export type PartName = (typeof partNames)[number];

/** A kill -9 of one part, or of two at once, each started again after a while. */
export interface PlannedKill {
  readonly atMs: number;
  readonly parts: readonly { readonly name: PartName; readonly downMs: number }[];
  /** Temporal starts again with an empty database. */
  readonly deletesTemporal: boolean;
}

export interface PlannedFault {
  readonly atMs: number;
  readonly mode: FaultMode;
  /** How many of the next mails meet it. */
  readonly count: number;
}

const killWeights = { api: 5, 'worker-1': 6, 'worker-2': 6, mongod: 3, temporal: 2 } as const satisfies Record<
  PartName,
  number
>;

/** Over 24 a minute, so that 20 remain when some find nothing to kill. */
const betweenKillsMs = [1_500, 3_100] as const;
const twoAtOnce = 0.12;

/**
 * What Temporal's deletion leaves to the sweeper takes it minutes (the alarm of an open delivery is doubted after five),
 * so it is not done towards the end, nor in a short run.
 */
const deletions = { leastSeconds: 90, everySeconds: 75, untilShare: 0.65 };

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

/** Every so often the next few mails meet a fault. Those about reports come only where there are any. */
export function planFaults(random: Random, seconds: number, _reports: boolean): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (let atMs = random.between(1_000, 3_000); atMs < seconds * 1_000; atMs += random.between(1_500, 4_500)) {
    faults.push({ atMs, mode: random.weighted(faultWeights), count: random.whole(1, 4) });
  }
  return faults;
}

export const knownModes = Object.keys(faultModes) as FaultMode[];
