import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DoneAct } from './acts.ts';
import { type Count, count } from './count.ts';
import { drain } from './drain.ts';
import { type Evidence, gather } from './evidence.ts';
import type { ChaosOptions } from './options.ts';
import { patientClient } from './patient-client.ts';
import { makePlan } from './plan.ts';
import { type Journal, play, playAnswers } from './play.ts';
import { clock, showProgress } from './progress.ts';
import { chaosSettings } from './settings.ts';
import { allParts, type Stack, startStack } from './stack.ts';
import { makeTrouble, noTrouble, type Trouble } from './trouble.ts';

const drainSeconds = 300;

/** A run and its results. */
export interface ChaosRun {
  readonly options: ChaosOptions;
  readonly folder: string;
  /** The start, from which the times of acts and kills are counted; epoch milliseconds. */
  readonly startedAt: number;
  readonly trouble: Trouble;
  /** How often each part exited without being killed. */
  readonly endedItself: Readonly<Record<string, number>>;
  /** Answers of 500 and above, except 503. */
  readonly serverErrors: readonly string[];
  readonly acts: readonly DoneAct[];
  readonly drainedSeconds: number;
  /** Conversations in which something was still to happen when the wait ended. */
  readonly restless: readonly string[];
  readonly evidence: Evidence;
  readonly count: Count;
}

/**
 * Plays the whole plan on a stack of its own and counts. Null if it was stopped. Data and logs are kept in `folder`.
 */
export async function runChaos(options: ChaosOptions, stop: AbortSignal): Promise<ChaosRun | { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-chaos-'));
  const plan = makePlan(options);
  const trouble = noTrouble();
  const journal: Journal = { acts: [] };
  let phase = 'starting';
  let startedAt = Date.now();
  const progress = showProgress(() => {
    const kills = Object.values(trouble.kills).reduce((sum, number) => sum + number, 0);
    return `${clock((Date.now() - startedAt) / 1_000)} ${phase}: ${kills} kills, ${journal.acts.length} acts acknowledged`;
  });
  progress.say(
    `chaos: seed ${options.seed}, ${options.conversations} conversations in ${clock(options.seconds)}; ${folder}`,
  );
  let stack: Stack | null = null;
  try {
    stack = await startStack(folder, chaosSettings(options), options.reports, stop);
    const client = patientClient(stack.api.urls, stack.api.key, stop);
    startedAt = Date.now();
    phase = `of ${clock(options.seconds)}`;
    await Promise.all([
      makeTrouble(plan, stack, startedAt, trouble, stop).then(() => {
        phase = 'no more kills, acts under way are finished';
      }),
      play(plan, options.seconds, { client, mailbox: stack.mailbox, meta: stack.meta.url, journal, stop }),
    ]);
    if (stop.aborted) return { folder };
    await stack.whole();
    // An unanswered request to pause may have been carried out after the pause was lifted.
    await client.ask((api) => api.settings.patch({ delivery: { paused: false } }));
    const settle = (whole: Stack) =>
      drain(client, whole, drainSeconds, (busy) => (phase = `until ${busy} are quiet`), stop);
    const drainStart = Date.now();
    const restlessBefore = await settle(stack);
    const drainedSeconds = (Date.now() - drainStart) / 1_000;
    if (stop.aborted) return { folder };
    phase = 'visitors answer by email, and what is parked is replayed';
    await Promise.all([
      makeTrouble(plan.answering.trouble, stack, Date.now(), trouble, stop),
      playAnswers(plan.answering, { client, mailbox: stack.mailbox, meta: stack.meta.url, journal, stop }),
    ]);
    if (stop.aborted) return { folder };
    await stack.whole();
    const restless = [...restlessBefore, ...(await settle(stack))];
    if (stop.aborted) return { folder };
    phase = 'counting';
    const running = stack;
    const counted = async () => {
      const ids = [...plan.conversations, ...plan.direct].map(({ id }) => id);
      const evidence = await gather(client, running, ids);
      return { evidence, count: count(journal.acts, evidence, options) };
    };
    let last = await counted();
    // After MongoDB was away for long, stored reports are applied within a minute or two.
    for (let waits = 0; waits < 12 && last.count.counts.lost > 0 && !stop.aborted; waits += 1) {
      await sleep(10_000, undefined, { signal: stop }).catch(() => {});
      last = await counted();
    }
    return {
      options,
      folder,
      startedAt,
      trouble,
      endedItself: Object.fromEntries(allParts(stack).map(({ name, counts }) => [name, counts.endedItself])),
      serverErrors: client.serverErrors,
      acts: journal.acts,
      drainedSeconds,
      restless,
      ...last,
    };
  } catch (error) {
    if (stop.aborted) return { folder };
    throw new Error(`${error instanceof Error ? error.message : error}; see ${join(folder, 'logs')}`);
  } finally {
    progress.end();
    await stack?.stop();
  }
}
