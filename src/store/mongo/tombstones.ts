import type { ClientSession } from 'mongodb';
import type { ConversationRef, ErasureDoc } from './documents.ts';
import { conversationKey } from './ids.ts';
import type { Store } from './store.ts';

/** What is left of an erased conversation. */
export function findErasure(store: Store, ref: ConversationRef, session?: ClientSession): Promise<ErasureDoc | null> {
  return store.erasures.findOne({ _id: conversationKey(ref) }, session ? { session } : {});
}

export async function isErased(store: Store, ref: ConversationRef): Promise<boolean> {
  return (await findErasure(store, ref)) !== null;
}
