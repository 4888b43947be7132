import type { WebhookEventDoc } from '../../store/mongo/documents.ts';
import type { BasicDeps } from '../env.ts';
import { happeningOf } from './happenings.ts';
import { type AccountChange, resourcesOf } from './resources.ts';

/**
 * What events say, as streams do: each resource as it is now, in JSON, by the event's key. What is gone since, and what
 * agents are not shown, is missing. One query for each collection.
 */
export async function webhookData(
  deps: Pick<BasicDeps, 'store' | 'clock' | 'publicUrl'>,
  events: readonly WebhookEventDoc[],
): Promise<ReadonlyMap<string, string>> {
  const changes = events.map((event) => ({ event, change: changeOf(event) }));
  const resources = await resourcesOf(
    deps,
    changes.map(({ change }) => change),
  );
  const data = new Map<string, string>();
  for (const { event, change } of changes) {
    const account = resources.accounts.get(event.accountId);
    const shown = account && happeningOf(change, account, resources)?.shownTo('agent');
    if (shown) data.set(event._id, shown.data);
  }
  return data;
}

const changeOf = ({ accountId, collection, key, event }: WebhookEventDoc): AccountChange => ({
  token: '',
  accountId,
  collection,
  key,
  isNew: event === 'message.created' || event === 'conversation.deleted',
  isDeletion: event === 'message.deleted',
  isHeld: false,
  isRelease: false,
  isNews: true,
  typing: null,
});
