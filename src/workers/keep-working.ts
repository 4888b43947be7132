import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { fine, type PartCondition, unfit } from '../operating/condition.ts';
import { partUp } from '../operating/metrics.ts';
import { conditionOf } from '../operating/temporal-condition.ts';
import { pollersOfQueues } from '../temporal/pollers.ts';
import { registerSearchAttributes, SearchAttributeTypeError } from '../temporal/search-attributes.ts';
import { askTemporal, type TemporalAccess, troubleOf } from '../temporal/trouble.ts';
import type { Workers } from './temporal-workers.ts';

export interface KeepWorkingOptions {
  readonly temporal: TemporalAccess;
  readonly log: Logger;
  readonly connect: () => Promise<NativeConnection>;
  readonly create: (connection: NativeConnection, identity: string) => Promise<Workers>;
  /** How long work under way may take to end after `stop`. */
  readonly graceMs: number;
}

export interface KeptWorkers {
  /** Resolves when the workers poll for the first time. */
  readonly working: Promise<void>;
  /** Rejects if only an operator, or a new process, can help. */
  readonly ended: Promise<void>;
  /** Whether these workers poll all queues, according to what Temporal said some seconds ago. */
  condition(): PartCondition;
  /** Accepts no more work and lets what runs end, for at most `graceMs`. */
  stop(): Promise<void>;
}

const betweenLooksMs = 500;
const betweenQuestionsMs = 5_000;
/** If Temporal answers but has not seen a worker for this long, the worker does not poll. */
const unheardMs = 30_000;
/** A first answer may take longer, with the connection, where a machine or the way to Temporal is slow. */
const firstAnswerMs = 10_000;
const longestPauseMs = 15_000;
/** Native workers that do not end cannot be freed; with more than this many, a new process is better. */
const maxWedged = 5;

/**
 * Runs the two Temporal workers, and replaces them whenever they have stopped polling, because a worker failed or
 * Temporal's namespace was lost and created again. A failed worker of the SDK may never end and not say so; therefore
 * Temporal itself is asked who polls.
 */
export function keepWorking({ temporal, log, connect, create, graceMs }: KeepWorkingOptions): KeptWorkers {
  const { client } = temporal;
  const stopping = new AbortController();
  const ending = new Set<Promise<void>>();
  let condition: PartCondition = unfit('the worker is starting');
  let told: string | null | undefined;
  let hasWorked = () => {};
  const working = new Promise<void>((resolve) => {
    hasWorked = resolve;
  });
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {});

  function now(is: PartCondition): void {
    condition = is;
    partUp.set({ part: 'temporal' }, is.state === 'ok' ? 1 : 0);
    if (is.says === told) return;
    if (is.says === null) log.info('Temporal is there: all queues are polled');
    else log.warn({ state: is.state }, is.says);
    told = is.says;
    if (is.says === null) hasWorked();
  }

  async function keep(): Promise<void> {
    for (let generation = 1, failures = 0; !stopping.signal.aborted; generation += 1) {
      const startedAt = performance.now();
      try {
        const trouble = await askTemporal(temporal, firstAnswerMs);
        const lost = trouble === null ? await work(generation) : conditionOf(trouble);
        if (lost !== null && !stopping.signal.aborted) now(lost);
      } catch (error) {
        if (error instanceof SearchAttributeTypeError) throw error;
        now(await cannotWork(error, temporal));
      }
      if (ending.size > maxWedged) throw new Error('too many failed Temporal workers do not stop');
      failures = performance.now() - startedAt > 60_000 ? 1 : failures + 1;
      if (!stopping.signal.aborted) await rest(Math.min(2 ** (failures - 1) * 1_000, longestPauseMs));
    }
  }

  /**
   * Returns null when told to stop, or the condition if the workers do not poll although they could, and must be
   * replaced.
   */
  async function work(generation: number): Promise<PartCondition | null> {
    await registerSearchAttributes(client);
    const connection = await connect();
    const identity = `${process.pid}@${hostname()}${generation === 1 ? '' : `#${generation}`}`;
    const workers = await create(connection, identity).catch(async (error) => {
      await connection.close().catch(() => {});
      throw error;
    });
    const lost = await untilLost(workers, identity);
    letEnd(workers, connection);
    return lost;
  }

  async function untilLost(workers: Workers, identity: string): Promise<PartCondition | null> {
    let heardAt = performance.now();
    let askedAt = Number.NEGATIVE_INFINITY;
    for (; !stopping.signal.aborted; await rest(betweenLooksMs)) {
      if (!workers.arePolling()) return unfit('a Temporal worker has failed and is being restarted');
      const isDue = condition.state !== 'ok' || performance.now() - askedAt > betweenQuestionsMs;
      if (!isDue) continue;
      askedAt = performance.now();
      const found = await asked(identity);
      if (found.kind === 'unheard') {
        if (performance.now() - heardAt > unheardMs) return unfit(found.says);
        if (condition.state === 'ok' && performance.now() - heardAt > 2 * betweenQuestionsMs) now(unfit(found.says));
        continue;
      }
      heardAt = performance.now();
      // The namespace is gone, and with it everything that these workers hold.
      if (found.is.state === 'unfit') return found.is;
      if (found.is.state === 'ok' && condition.state === 'away') await registerSearchAttributes(client).catch(() => {});
      now(found.is);
    }
    return null;
  }

  type Found =
    | { readonly kind: 'is'; readonly is: PartCondition }
    | { readonly kind: 'unheard'; readonly says: string };

  async function asked(identity: string): Promise<Found> {
    try {
      const pollers = await client.withDeadline(Date.now() + 3_000, () => pollersOfQueues(client));
      const without = pollers.filter(({ identities }) => !identities.includes(identity)).map(({ queue }) => queue);
      if (without.length === 0) return { kind: 'is', is: fine };
      return { kind: 'unheard', says: `the worker does not poll ${without.join(', ')}` };
    } catch (error) {
      return { kind: 'is', is: conditionOf(await troubleOf(error, temporal)) };
    }
  }

  /** Failed workers may never end, so only `stop` waits for them, and not forever. */
  function letEnd(workers: Workers, connection: NativeConnection): void {
    workers.shutdown();
    const end = workers.running
      .catch((err) => {
        if (!stopping.signal.aborted) log.warn({ err }, 'a Temporal worker failed');
      })
      .then(() => connection.close())
      .catch(() => {})
      .finally(() => ending.delete(end));
    ending.add(end);
  }

  const kept = keep();
  kept.catch(() => {});
  return {
    working: Promise.race([working, kept]),
    ended: kept,
    condition: () => condition,
    stop: async () => {
      stopping.abort();
      await kept.catch(() => {});
      const wedged = new AbortController();
      await Promise.race([Promise.all(ending), pause(graceMs, undefined, { signal: wedged.signal })]);
      wedged.abort();
    },
  };
}

/** A key that may not describe a namespace may still work, but one with which no worker starts does not. */
async function cannotWork(error: unknown, temporal: TemporalAccess): Promise<PartCondition> {
  const trouble = await troubleOf(error, temporal);
  if (trouble !== null) return conditionOf(trouble);
  return unfit(
    `Temporal does not permit what a worker needs in the namespace ${temporal.client.options.namespace}: ${(error as Error).message}`,
  );
}
