import type { Message } from '../src/contract/messages.ts';
import { cameWhole } from './count-direct.ts';
import { type Case, type Finding, isDeletion, mayBeRead, repliesIn } from './findings.ts';
import { correspondentOf } from './pages.ts';

/** Agents' messages that did not reach the visitor, although nothing says why (design P1, R10). */
export function countNeverArrived(from: Case, conversations: readonly string[]): Finding[] {
  return conversations.flatMap((conversation) =>
    from.posts(conversation).flatMap(({ act: { author, messageId } }): Finding[] => {
      const message = from.evidence.messages.get(conversation)?.find(({ id }) => id === messageId);
      if (author.kind !== 'agent' || message === undefined) return [];
      const what = unexplained(from, conversation, message);
      return what === null
        ? []
        : [{ kind: 'neverArrived', conversation, what, messageId, mails: from.carriersOf(messageId) }];
    }),
  );
}

/** Why the message's outcome is not true, or not final; null if it is both. */
function unexplained(from: Case, conversation: string, { id, seq, outcome, readVia }: Message): string | null {
  const acts = from.actsOf(conversation);
  if (outcome === undefined) return `${id} has no outcome`;
  const says = `${id} is ${outcome.state}${outcome.reason === null ? '' : `: ${outcome.reason}`}`;
  switch (outcome.state) {
    case 'sentDirectly':
      if (correspondentOf(conversation) === null) return `${says}, but it is on no channel`;
      return cameWhole(from, id) ? null : `${says}, but the visitor does not have it whole`;
    case 'read':
      if (correspondentOf(conversation) !== null)
        return cameWhole(from, id) ? null : `${says}, but the visitor does not have it whole`;
      // A reply by email reads what the emails before it carried.
      return mayBeRead(acts, seq ?? 0) || (readVia === 'email' && repliesIn(acts).length > 0)
        ? null
        : `${says}, but nobody read it`;
    case 'mailed':
      return from.carriersOf(id).some(({ deliveryId }) => deliveryId === outcome.deliveryId)
        ? null
        : `${says} by ${outcome.deliveryId}, but no email of that delivery shows it as new`;
    case 'parked':
      return from.evidence.deliveries.get(outcome.deliveryId ?? '')?.status === 'parked'
        ? null
        : `${says}, but its delivery ${outcome.deliveryId} is not`;
    case 'notMailed':
      return isWhy(from, conversation, id, outcome.reason) ? null : `${says}, without a cause`;
    case 'waiting':
      if (outcome.reason === 'earlierParked')
        return isBehindParked(from, conversation, seq) ? null : `${says}, but nothing earlier is parked`;
      return outcome.reason === 'notIdentified' && from.evidence.conversations.get(conversation)?.visitor.email === null
        ? null
        : `${says}, when all is over`;
    case 'sending':
    case 'unknown':
      return `${says}, when all is over`;
    default:
      return outcome.state satisfies never;
  }
}

function isBehindParked({ evidence }: Case, conversation: string, seq: number | null): boolean {
  const messages = evidence.messages.get(conversation) ?? [];
  return messages.some((earlier) => (earlier.seq ?? 0) < (seq ?? 0) && earlier.outcome?.state === 'parked');
}

/** Whether something happened that explains this reason. */
function isWhy({ evidence, actsOf }: Case, conversation: string, messageId: string, reason: string | null): boolean {
  switch (reason) {
    case 'deleted':
      return actsOf(conversation).some((act) => isDeletion(act, messageId));
    case 'addressSuppressed':
    case 'unsubscribed':
      return [...evidence.deliveries.values()].some(
        (delivery) => delivery.conversationId === conversation && delivery.reports.length > 0,
      );
    default:
      return false;
  }
}
