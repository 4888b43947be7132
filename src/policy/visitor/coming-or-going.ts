import type { VisitorPresence } from '../facts.ts';
import { leftAt } from './presence.ts';

/** A visitor who comes and goes faster is not signalled more often: each signal costs, and lengthens the history. */
const betweenTellingsMs = 5_000;

interface Facts {
  readonly before: VisitorPresence;
  readonly after: VisitorPresence;
  /** When the workflow was last signalled, if ever. */
  readonly toldAt: number | undefined;
  readonly silenceSeconds: number;
  readonly now: number;
}

/** Whether to signal that the visitor came or went, so that the operator sees it; nothing depends on it. */
export function comingOrGoing(facts: Facts): 'visitorActive' | 'visitorLeft' | null {
  const { before, after, toldAt, silenceSeconds, now } = facts;
  if (now < (toldAt ?? 0) + betweenTellingsMs) return null;
  const wasHere = leftAt(before, silenceSeconds, now) === null;
  const isHere = leftAt(after, silenceSeconds, now) === null;
  if (wasHere === isHere) return null;
  return isHere ? 'visitorActive' : 'visitorLeft';
}
