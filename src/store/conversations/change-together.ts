import type { Store } from '../mongo/store.ts';
import { isStoreAway, TransactionTooSlowError } from '../mongo/transaction.ts';
import { type AskedChange, type Changed, changeConversation } from './change.ts';
import { type FairLine, fairLine } from './fair-line.ts';
import { type Member, shareTransaction } from './shared-transaction.ts';

/** At most this many conversations share a transaction. */
const maxTogether = 32;
/** At most this many rounds at a time; one more begins only for a whole round of those who wait. */
const maxRounds = 3;
/** A round that takes longer gives up its place to the next one: it hangs, or MongoDB does. */
const patienceMs = 500;
/** Whoever has waited longer for their turn is refused: MongoDB cannot keep up, or does not answer at all. */
const maxWaitMs = 5_000;

interface Waiting extends Member {
  /** By the process's monotonic clock. */
  readonly since: number;
}

/** The changes of this process. */
interface Rounds {
  readonly line: FairLine<Waiting>;
  running: number;
}

const roundsOf = new WeakMap<Store, Rounds>();

/**
 * Changes a conversation like `changeConversation`, for frequent changes. When they come fast, they share transactions,
 * whatever their accounts, which costs a fraction of the commands: the first goes at once, and those that come meanwhile
 * go together in the next round. Of a conversation one goes at a time, in order; the accounts take turns; and whatever
 * fails in a round fails alone.
 */
export function changeTogether<T>(store: Store, asked: AskedChange<T>): Promise<Changed<T> | null> {
  const rounds = roundsOf.get(store) ?? { line: fairLine<Waiting>(), running: 0 };
  roundsOf.set(store, rounds);
  return new Promise((resolve, reject) => {
    const member: Waiting = {
      ...asked.ref,
      asked,
      since: performance.now(),
      resolve: (changed) => {
        resolve(changed as Changed<T> | null);
        rounds.line.done(member);
        beginRounds(store, rounds);
      },
      reject: (error) => {
        reject(error);
        // Each of those behind would only wait for the same.
        if (isStoreAway(error)) for (const other of rounds.line.giveUp(member)) other.reject(error);
        else rounds.line.done(member);
        beginRounds(store, rounds);
      },
    };
    rounds.line.join(member);
    beginRounds(store, rounds);
  });
}

function beginRounds(store: Store, rounds: Rounds): void {
  const { line } = rounds;
  const isNext = () => line.size() > 0 && (rounds.running === 0 || line.size() >= maxTogether);
  while (rounds.running < maxRounds && isNext()) void runRound(store, rounds, line.take(maxTogether));
}

/** Whoever has failed because of others tries alone, and the next round does not wait for it. */
async function runRound(store: Store, rounds: Rounds, members: readonly Waiting[]): Promise<void> {
  const leave = placeIn(store, rounds);
  const late = setTimeout(leave, patienceMs);
  const left = await triedTogether(store, inTime(members));
  clearTimeout(late);
  leave();
  for (const { asked, resolve, reject } of left) void changeConversation(store, asked).then(resolve, reject);
}

/** Whoever has a round to themselves needs no second try after it. */
async function triedTogether(store: Store, members: readonly Waiting[]): Promise<readonly Member[]> {
  const [first, ...others] = members;
  if (first === undefined || others.length > 0) return shareTransaction(store, members);
  await changeConversation(store, first.asked).then(first.resolve, first.reject);
  return [];
}

function inTime(members: readonly Waiting[]): Waiting[] {
  const since = performance.now() - maxWaitMs;
  const late = members.filter((member) => member.since < since);
  for (const { reject } of late) reject(new TransactionTooSlowError(`${maxWaitMs} ms passed before it could begin`));
  return members.filter((member) => member.since >= since);
}

/** @returns what gives the place to the next round, once */
function placeIn(store: Store, rounds: Rounds): () => void {
  let isTaken = true;
  rounds.running += 1;
  return () => {
    if (!isTaken) return;
    isTaken = false;
    rounds.running -= 1;
    beginRounds(store, rounds);
  };
}
