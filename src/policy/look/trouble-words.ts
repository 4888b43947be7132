import { outcomeReasons } from '../../contract/outcomes.ts';
import { newestOf } from '../delivery/troubles.ts';
import type { LookFacts } from './forwarding-state.ts';

type Troubled = Pick<LookFacts, 'parked' | 'troubles'>;

/**
 * What an operator reads in Temporal of a delivery that failed: which one, since when, why, and what to do. Without
 * texts and addresses (design P8). Undefined if all is well.
 */
export function troubleWords(conversation: Troubled): string | undefined {
  if (conversation.parked > 0) return wordsOfParked(conversation);
  const undelivered = newestOf(conversation.troubles, 'undelivered');
  if (undelivered === undefined) return undefined;
  const { deliveryId, reason, since } = undelivered;
  return `Delivery ${deliveryId} did not arrive (${reason}, ${iso(since)}). It can be replayed.`;
}

function wordsOfParked({ parked, troubles }: Troubled): string {
  const newest = newestOf(troubles, 'parked');
  // Older documents do not say which.
  if (newest === undefined) return `${parked === 1 ? '1 delivery is' : `${parked} deliveries are`} parked. ${whatToDo}`;
  const { deliveryId, reason, since } = newest;
  const why = reason === null ? '' : ` (${reason}: ${outcomeReasons[reason].label})`;
  const others =
    parked === 1 ? '' : ` So ${parked === 2 ? 'is 1 other' : `are ${parked - 1} others`} of this conversation.`;
  if (reason === 'unknown' || reason === 'changedWhileUnknown')
    return `Delivery ${deliveryId}, last attempted at ${iso(since)}, is parked${why}.${others} ${mayHaveArrived} ${whatToDo}`;
  return `Delivery ${deliveryId} is parked since ${iso(since)}${why}.${others} ${whatToDo}`;
}

const whatToDo = 'Remove the cause, then send the signal retryDelivery; or dismiss it (afterchat deliveries dismiss).';
const mayHaveArrived = "It may have arrived: look at the provider's activity first.";

const iso = (time: number) => new Date(time).toISOString();
