import type { WebhookEventName } from '../../contract/outgoing-webhooks.ts';
import type { DocumentChange } from '../mongo/change-stream.ts';
import type { WebhookEventDoc } from '../mongo/documents.ts';
import { sha256 } from '../mongo/ids.ts';

/** What an event is about. */
export type EventSubject = Pick<WebhookEventDoc, 'id' | 'event' | 'collection' | 'key' | 'conversationId'>;

/**
 * The event that a change is to agents, as streams tell it; null if it is none: looks, held messages, that somebody
 * types, and what presence alone changes, which happens too often to be posted. Its id follows from the change, so that it is the same whoever notes it, and however often.
 */
export function eventOf(change: DocumentChange): EventSubject | null {
  const { collection, key, token } = change;
  const event = nameOf(change);
  if (event === null || collection === 'typing') return null;
  const [, second = null] = key.split(':');
  const conversationId = ['messages', 'notes', 'conversations', 'erasures'].includes(collection) ? second : null;
  return { id: `evt_${sha256(token).slice(0, 32)}`, event, collection, key, conversationId };
}

function nameOf({ collection, isNew, isNews, isHeld, isRelease, isDeletion }: DocumentChange): WebhookEventName | null {
  switch (collection) {
    case 'messages':
      if (isHeld) return null;
      if (isNew || isRelease) return 'message.created';
      return isDeletion ? 'message.deleted' : 'message.updated';
    case 'notes':
      if (isNew) return 'message.created';
      return isDeletion ? 'message.deleted' : 'message.updated';
    case 'conversations':
      return isNews ? 'conversation.updated' : null;
    case 'erasures':
      return isNew ? 'conversation.deleted' : null;
    case 'deliveries':
      return 'delivery.updated';
    case 'accounts':
      return 'agents.updated';
    case 'pauses':
    case 'accountAlerts':
      return 'alert';
    case 'typing':
      return null;
    default:
      return collection satisfies never;
  }
}

/**
 * The events of a batch, with the change that each is of. A conversation or the agents are told as a whole, so only the
 * last change of each counts.
 */
export function eventsOf(
  changes: readonly DocumentChange[],
): { readonly change: DocumentChange; readonly subject: EventSubject }[] {
  const events = changes.flatMap((change) => {
    const subject = eventOf(change);
    return subject === null ? [] : [{ change, subject }];
  });
  const last = new Map(events.map(({ subject }) => [`${subject.collection} ${subject.key}`, subject.id]));
  const isWhole = ({ collection }: EventSubject) => collection === 'conversations' || collection === 'accounts';
  return events.filter(
    ({ subject }) => !isWhole(subject) || last.get(`${subject.collection} ${subject.key}`) === subject.id,
  );
}
