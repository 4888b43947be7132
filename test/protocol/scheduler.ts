/** One actor of the protocol: it runs by itself from gate to gate, and passes a gate when the scheduler lets it. */
export interface Actor {
  readonly name: string;
  /** Waits to be let through. Rejects with CrashError if its process dies here instead, and from then on. */
  gate(label: string, wait?: Wait): Promise<void>;
  /** Records what it has learnt since it was last at rest; together with the code, that is its whole state. */
  learn(fact: unknown): void;
  /** Forgets everything else. */
  rest(state: unknown): void;
  readonly known: readonly unknown[];
  /** Its process was restarted. */
  revive(): void;
  /** Since when it has been in a transaction, including repetitions; a transaction ends within 5 s. */
  busySince: number | null;
  /** Whether what it read has been changed, so that its transaction cannot commit. */
  isStale: () => boolean;
}

/** A wait for something to happen or for a time, not for a turn. */
export interface Wait {
  readonly isOver: () => boolean;
  readonly until?: () => number | null;
  /** A transaction that follows at once needs no gate of its own to begin. */
  readonly opensNext?: boolean;
}

/** The wait of an actor that may begin at any time, and cannot be killed before. */
export const whenever: Wait = { isOver: () => true, opensNext: true };

export interface Gate {
  readonly actor: Actor;
  readonly label: string;
  readonly wait: Wait | null;
  pass(): void;
  crash(): void;
}

/** A process was killed at a gate. */
export class CrashError extends Error {
  constructor() {
    super('the process was killed');
    this.name = 'CrashError';
  }
}

export interface Scheduler {
  readonly actors: ReadonlySet<Actor>;
  readonly gates: readonly Gate[];
  readonly failures: readonly unknown[];
  start(name: string, work: (actor: Actor) => Promise<void>): void;
  /** Resolves when every actor is at a gate or has ended. */
  quiet(): Promise<void>;
}

/** Lets only what the explorer chooses happen next; everything else waits at gates. */
export function createScheduler(): Scheduler {
  const actors = new Set<Actor>();
  const dead = new Set<Actor>();
  const failures: unknown[] = [];
  let gates: Gate[] = [];
  let running = 0;
  let onQuiet: (() => void) | null = null;

  const pause = () => {
    running -= 1;
    if (running === 0) onQuiet?.();
  };

  function stand(actor: Actor, label: string, wait: Wait | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (go: () => void) => () => {
        gates = gates.filter((other) => other !== gate);
        running += 1;
        go();
      };
      const crash = () => {
        dead.add(actor);
        reject(new CrashError());
      };
      const gate: Gate = { actor, label, wait, pass: leave(resolve), crash: leave(crash) };
      gates.push(gate);
      pause();
    });
  }

  return {
    actors,
    failures,
    get gates() {
      return gates;
    },
    start: (name, work) => {
      let known: unknown[] = [];
      let isNextOpen = false;
      const actor: Actor = {
        name,
        gate: async (label, wait) => {
          if (dead.has(actor)) throw new CrashError();
          const isOpen = isNextOpen && label === 'begin';
          isNextOpen = wait?.opensNext ?? false;
          if (!isOpen) await stand(actor, label, wait ?? null);
        },
        revive: () => {
          dead.delete(actor);
          actor.busySince = null;
        },
        learn: (fact) => {
          known.push(fact);
        },
        rest: (state) => {
          actor.busySince = null;
          known = [state];
        },
        get known() {
          return known;
        },
        busySince: null,
        isStale: () => false,
      };
      actors.add(actor);
      running += 1;
      work(actor)
        .catch((error: unknown) => {
          if (!(error instanceof CrashError)) failures.push(error);
        })
        .finally(() => {
          actors.delete(actor);
          pause();
        });
    },
    quiet: async () => {
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        onQuiet = resolve;
      });
      onQuiet = null;
    },
  };
}
