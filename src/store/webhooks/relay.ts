import type { WebhookRelayDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** Which process notes the changes for webhooks, and how far it has. Should two do it, each event is noted once anyway. */

const heldForMs = 15_000;
const relay = { _id: 'relay' } as const;

/** Whether there is any webhook, in any account. */
export const hasWebhooks = async (store: Store): Promise<boolean> =>
  (await store.webhooks.findOne({ enabled: true }, { projection: { _id: 1 } })) !== null;

/**
 * Takes the relay unless another process holds it. Returns where to begin: where it was left, or with the first webhook;
 * null if it is not to be had.
 */
export async function takeRelay(store: Store, holder: string, now: number): Promise<string | null> {
  await store.webhookRelays.updateOne(relay, { $setOnInsert: { ...free } }, { upsert: true });
  const taken = await store.webhookRelays.findOneAndUpdate(
    { ...relay, $or: [{ heldUntil: { $lte: now } }, { holder }] },
    { $set: { holder, heldUntil: now + heldForMs } },
  );
  if (taken === null) return null;
  return taken.position ?? firstSince(store);
}

const free: Omit<WebhookRelayDoc, '_id'> = { position: null, holder: null, heldUntil: 0 };

async function firstSince(store: Store): Promise<string | null> {
  const first = await store.webhooks.findOne({ enabled: true }, { sort: { since: 1 }, projection: { since: 1 } });
  return first?.since ?? null;
}

/** Notes how far it has come; false if another process has taken it meanwhile. */
export async function keepRelay(store: Store, holder: string, position: string, now: number): Promise<boolean> {
  const kept = await store.webhookRelays.updateOne(
    { ...relay, holder },
    { $set: { position, heldUntil: now + heldForMs } },
  );
  return kept.matchedCount === 1;
}

/** Lets others take it at once, and go on from where it was left. */
export async function leaveRelay(store: Store, holder: string): Promise<void> {
  await store.webhookRelays.updateOne({ ...relay, holder }, { $set: { holder: null, heldUntil: 0 } });
}

/** There is no webhook any more: the next one begins with what happens after it. */
export async function endRelay(store: Store, holder: string): Promise<void> {
  await store.webhookRelays.updateOne({ ...relay, holder }, { $set: free });
}

/** MongoDB no longer has what came next: webhooks may have missed events, and the relay begins anew. */
export async function noteGap(store: Store, holder: string, position: string, now: number): Promise<void> {
  await store.webhooks.updateMany({ enabled: true, missedAt: null }, { $set: { missedAt: now } });
  await store.webhookRelays.updateOne({ ...relay, holder }, { $set: { position } });
}
