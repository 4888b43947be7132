import type { Collection, Filter } from 'mongodb';
import type {
  AccountAlertDoc,
  AccountDoc,
  ConversationDoc,
  DeliveryDoc,
  MessageDoc,
  NoteDoc,
  PauseDoc,
} from './documents.ts';
import type { Store } from './store.ts';

interface Documents {
  readonly accountAlerts: AccountAlertDoc;
  readonly accounts: AccountDoc;
  readonly conversations: ConversationDoc;
  readonly messages: MessageDoc;
  readonly notes: NoteDoc;
  readonly deliveries: DeliveryDoc;
  readonly pauses: PauseDoc;
}

/**
 * The documents with these keys as they are now, by key; erased ones are missing. Deliveries come without their
 * request, which is large.
 */
export async function documentsByKey<Name extends keyof Documents>(
  store: Pick<Store, Name>,
  name: Name,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Documents[Name]>> {
  if (keys.length === 0) return new Map();
  const collection = store[name] as unknown as Collection<{ _id: string }>;
  const filter: Filter<{ _id: string }> = { _id: { $in: [...new Set(keys)] } };
  const found = await collection.find(filter, { projection: { request: 0 } }).toArray();
  return new Map(found.map((doc) => [doc._id, doc as unknown as Documents[Name]]));
}
