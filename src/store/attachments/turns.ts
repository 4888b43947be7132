/** Who asks for a turn. */
export interface Asking {
  readonly accountId: string;
  /** Whoever of the account's people it is for, by any name that tells them apart. */
  readonly uploader: string;
}

export interface TurnBounds {
  /** How long anybody waits for a turn. */
  readonly maxWaitMs: number;
  /** How many wait at most: in all, of one account, and for one uploader. */
  readonly maxWaiting: { readonly all: number; readonly ofAccount: number; readonly ofUploader: number };
}

interface Waiting extends Asking {
  readonly begin: () => void;
}

/** Of so many accounts and uploaders it is known when their last turn was. */
const maxRemembered = 1_000;

/**
 * Lets one thing at a time be done. Next is the account whose last turn is the longest ago, and of that account the
 * uploader of whom this is true, so that whoever asks for much waits for their own things.
 * @returns what does the work in its turn; null if none came in time, or too many wait
 */
export function fairTurns({ maxWaitMs, maxWaiting }: TurnBounds) {
  const waiting: Waiting[] = [];
  /** The number of each one's last turn, the oldest first. */
  const lastTurns = new Map<string, number>();
  let turns = 0;
  let isBusy = false;

  function beginNext(): void {
    if (isBusy) return;
    const next = waiting.toSorted(
      (a, b) => lastTurnOf(accountOf(a)) - lastTurnOf(accountOf(b)) || lastTurnOf(nameOf(a)) - lastTurnOf(nameOf(b)),
    )[0];
    if (next === undefined) return;
    waiting.splice(waiting.indexOf(next), 1);
    isBusy = true;
    turns += 1;
    for (const name of [accountOf(next), nameOf(next)]) remember(name);
    next.begin();
  }

  const lastTurnOf = (name: string) => lastTurns.get(name) ?? 0;

  function remember(name: string): void {
    lastTurns.delete(name);
    lastTurns.set(name, turns);
    const [oldest] = lastTurns.keys();
    if (lastTurns.size > maxRemembered && oldest !== undefined) lastTurns.delete(oldest);
  }

  function isFull(asking: Asking): boolean {
    const ofAccount = waiting.filter(({ accountId }) => accountId === asking.accountId);
    const ofUploader = ofAccount.filter(({ uploader }) => uploader === asking.uploader);
    return (
      waiting.length >= maxWaiting.all ||
      ofAccount.length >= maxWaiting.ofAccount ||
      ofUploader.length >= maxWaiting.ofUploader
    );
  }

  function turnOf(asking: Asking): Promise<boolean> {
    if (isFull(asking)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const one = { ...asking, begin: () => end(true) };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1);
        end(false);
      }, maxWaitMs);
      const end = (hasTurn: boolean) => {
        clearTimeout(timer);
        resolve(hasTurn);
      };
      waiting.push(one);
      beginNext();
    });
  }

  return async <Result>(asking: Asking, work: () => Promise<Result>): Promise<Result | null> => {
    if (!(await turnOf(asking))) return null;
    try {
      return await work();
    } finally {
      isBusy = false;
      beginNext();
    }
  };
}

const accountOf = ({ accountId }: Asking) => accountId;
const nameOf = ({ accountId, uploader }: Asking) => `${accountId} ${uploader}`;
