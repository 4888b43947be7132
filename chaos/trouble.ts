import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedTrouble } from './plan.ts';
import type { PlannedMetaFault } from './plan-meta-faults.ts';
import type { PlannedFault, PlannedFreeze, PlannedKill, PlannedStranger } from './plan-trouble.ts';
import type { Stack } from './stack.ts';

/** What was done to the stack. */
export interface Trouble {
  /** The number of kills by part. */
  readonly kills: Record<string, number>;
  twoAtOnce: number;
  temporalDeleted: number;
  /** The number of freezes by part. */
  readonly frozen: Record<string, number>;
  /** How often another MongoDB listened at our address. */
  strangers: number;
  /** How many emails met each fault, at most. */
  readonly faults: Record<string, number>;
  /** How many messages or events of the channels met each fault, at most. */
  readonly metaFaults: Record<string, number>;
}

export const noTrouble = (): Trouble => ({
  kills: {},
  twoAtOnce: 0,
  temporalDeleted: 0,
  frozen: {},
  strangers: 0,
  faults: {},
  metaFaults: {},
});

/** Plays kills and faults, each at its time. Resolves when all are done and no fault is active any more. */
export async function makeTrouble(
  plan: PlannedTrouble,
  stack: Stack,
  startedAt: number,
  trouble: Trouble,
  stop: AbortSignal,
) {
  const at = async (atMs: number) => {
    await sleep(Math.max(0, startedAt + atMs - Date.now()), undefined, { signal: stop }).catch(() => {});
    return !stop.aborted;
  };
  const killing = async () => {
    for (const planned of plan.kills) if (await at(planned.atMs)) kill(planned, stack, trouble);
  };
  const freezing = async () => {
    for (const planned of plan.freezes) if (await at(planned.atMs)) freeze(planned, stack, trouble);
  };
  const replacing = async () => {
    for (const planned of plan.strangers) if (await at(planned.atMs)) replace(planned, stack, trouble);
  };
  const failing = async () => {
    for (const planned of plan.faults)
      if (await at(planned.atMs)) await setFault(stack.mailbox, planned, trouble.faults);
  };
  const failingAtMeta = async () => {
    for (const planned of plan.metaFaults)
      if (await at(planned.atMs)) await setFault(stack.meta.url, planned, trouble.metaFaults);
  };
  await Promise.all([killing(), freezing(), replacing(), failing(), failingAtMeta()]);
  await fetch(`${stack.mailbox}/api/faults`, { method: 'DELETE' });
  await stack.meta.clearFaults();
}

function kill({ parts, deletesTemporal }: PlannedKill, stack: Stack, trouble: Trouble): void {
  let killed = 0;
  for (const { name, downMs } of parts) {
    const isDeletion = name === 'temporal' && deletesTemporal;
    const hasDied = stack.parts[name].kill(downMs, isDeletion ? stack.loseTemporal : undefined);
    if (!hasDied) continue;
    killed += 1;
    if (isDeletion) trouble.temporalDeleted += 1;
    trouble.kills[name] = (trouble.kills[name] ?? 0) + 1;
  }
  if (killed > 1) trouble.twoAtOnce += 1;
}

function freeze({ name, ms }: PlannedFreeze, stack: Stack, trouble: Trouble): void {
  if (stack.parts[name].freeze(ms)) trouble.frozen[name] = (trouble.frozen[name] ?? 0) + 1;
}

function replace({ ms }: PlannedStranger, stack: Stack, trouble: Trouble): void {
  const hasDied = stack.parts.mongod.kill(0, async () => {
    await stack.anotherMongod(ms);
    trouble.strangers += 1;
  });
  if (hasDied) trouble.kills.mongod = (trouble.kills.mongod ?? 0) + 1;
}

async function setFault(
  provider: string,
  { mode, count, seconds }: PlannedFault | PlannedMetaFault,
  met: Record<string, number>,
): Promise<void> {
  const body = JSON.stringify({ mode, count, seconds });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${provider}/api/faults`, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`the fault ${mode} was answered ${answer.status}: ${await answer.text()}`);
  met[mode] = (met[mode] ?? 0) + count;
}
