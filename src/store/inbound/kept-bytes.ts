import type { IndexDescription } from 'mongodb';
import { inboundKept, type Keeping } from '../../policy/account/inbound-keeping.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

export const inboundBytesIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

const dayMs = 86_400_000;

const maxBytes = {
  answers: inboundKept.answersBytesADay,
  ofStrangers: inboundKept.ofStrangersBytesADay,
} as const satisfies Record<Keeping['counts'], number>;

export interface Content {
  /** Null: it belongs to no account. */
  readonly accountId: string | null;
  /** Null: it answers none. */
  readonly conversationId: string | null;
  readonly counts: Keeping['counts'];
  readonly bytes: number;
  readonly now: number;
}

/** Counts the content of an email among what is kept of this day (UTC); false if there is no room for it. */
export async function takeRoom(store: Store, content: Content): Promise<boolean> {
  const { accountId, conversationId, counts } = content;
  const whose = accountId ?? '';
  // First, so that what one conversation cannot keep takes nothing from the others.
  if (counts === 'answers' && conversationId !== null) {
    const ofConversation = { whose: `${whose}:${conversationId}`, atMost: inboundKept.ofConversationBytesADay };
    if (!(await takeFrom(store, ofConversation, content))) return false;
  }
  return takeFrom(store, { whose, atMost: maxBytes[counts] }, content);
}

async function takeFrom(
  store: Store,
  { whose, atMost }: { readonly whose: string; readonly atMost: number },
  { counts, bytes, now }: Content,
): Promise<boolean> {
  const day = Math.floor(now / dayMs);
  const hasRoom = { _id: `${whose}:${counts}:${day}`, bytes: { $lte: atMost - bytes } };
  const counted = { $inc: { bytes }, $setOnInsert: { expiresAt: new Date((day + 2) * dayMs) } };
  try {
    await store.inboundBytes.updateOne(hasRoom, counted, { upsert: true });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // It is full, or somebody else has just counted the first email of the day.
    const { modifiedCount } = await store.inboundBytes.updateOne(hasRoom, counted);
    return modifiedCount === 1;
  }
}
