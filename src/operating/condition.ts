import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { partUp } from './metrics.ts';

/** The state of a part that the service needs: an `unfit` one answers, but cannot be used as it is. */
export type PartState = 'ok' | 'away' | 'unfit' | 'paused';

export interface PartCondition {
  readonly state: PartState;
  /** What is wrong and what to do about it, in one sentence; null if all is well. */
  readonly says: string | null;
}

export const fine: PartCondition = { state: 'ok', says: null };
export const away = (says: string): PartCondition => ({ state: 'away', says });
export const unfit = (says: string): PartCondition => ({ state: 'unfit', says });

/** The conditions of the parts that a process needs, by name; without those in `needed` it is not ready. */
export interface Condition<Part extends string = string> {
  readonly parts: Readonly<Record<Part, PartCondition>>;
  readonly needed: readonly Part[];
}

export const isReady = ({ parts, needed }: Condition): boolean => needed.every((name) => parts[name]?.state === 'ok');

/** Everything that is wrong, beginning with the needed parts. */
export function sentences({ parts, needed }: Condition): string[] {
  const names = Object.keys(parts).sort((a, b) => Number(needed.includes(b)) - Number(needed.includes(a)));
  return names.flatMap((name) => parts[name]?.says ?? []);
}

const patienceMs = 2_000;

/**
 * If there is no answer within two seconds, the part is away.
 * @param known says what is known by then; null: nothing
 */
export async function withPatience(
  what: string,
  ask: () => Promise<PartCondition>,
  known: () => PartCondition | null = () => null,
): Promise<PartCondition> {
  const waiting = new AbortController();
  try {
    return await Promise.race([
      ask(),
      pause(patienceMs, undefined, { signal: waiting.signal }).then(
        () => known() ?? away(`${what} does not answer within ${patienceMs / 1_000} s`),
      ),
    ]);
  } finally {
    waiting.abort();
  }
}

/** How long to rest before the parts are asked again: shortly while one is wrong, whose cause may be known later. */
const usualRests = { whileWellMs: 5_000, whileWrongMs: 1_000 };

/** Logs at once what is wrong, and each change of it, including when a part recovers. Returns a function that ends this. */
export function tellChanges(log: Logger, ask: () => Promise<Condition>, rests = usualRests): () => void {
  let last = new Map<string, string | null>();
  const over = new AbortController();
  void keepTelling();
  return () => over.abort();

  async function keepTelling(): Promise<void> {
    while (!over.signal.aborted) {
      const isWell = await round().catch((err) => {
        log.warn({ err }, 'the state of the parts could not be checked');
        return false;
      });
      const ms = isWell ? rests.whileWellMs : rests.whileWrongMs;
      await pause(ms, undefined, { ref: false, signal: over.signal }).catch(() => {});
    }
  }

  async function round(): Promise<boolean> {
    const { parts } = await ask();
    for (const [name, { state, says }] of Object.entries(parts)) {
      partUp.set({ part: name }, state === 'ok' ? 1 : 0);
      if ((last.get(name) ?? null) === says || over.signal.aborted) continue;
      if (says === null) log.info(`${name} has recovered`);
      else log.warn({ state }, says);
    }
    last = new Map(Object.entries(parts).map(([name, { says }]) => [name, says]));
    return Object.values(parts).every(({ state }) => state === 'ok' || state === 'paused');
  }
}
