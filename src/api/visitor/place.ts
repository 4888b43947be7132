import { createHmac } from 'node:crypto';
import { conversationSeedOf } from '../../store/accounts/secrets.ts';
import type { Changed } from '../../store/conversations/change.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { identify, latestConversationOf, type SignedIdentity } from '../../store/conversations/visitors.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { randomId } from '../../store/mongo/ids.ts';
import type { Store } from '../../store/mongo/store.ts';
import type { SessionClaims } from './session-token.ts';

/** The conversation that a visitor's session opens. */
export interface Place {
  readonly visitorId: string;
  readonly conversationId: string;
  readonly isIdentified: boolean;
  /** Null until the visitor first writes or fills in the form. */
  readonly conversation: ConversationDoc | null;
  readonly changed: Changed<unknown> | null;
}

/**
 * Finds the conversation of a session. Without an identity token: the resumed one. With one: the resumed one if it
 * belongs to that visitor or to nobody yet, else that visitor's newest, on whichever device it began. Otherwise a new
 * one, which begins when they first write or fill in the form.
 */
export async function placeOf(
  store: Store,
  account: AccountDoc,
  resumed: SessionClaims | null,
  identity: SignedIdentity | null,
  now: number,
): Promise<Place> {
  const before = resumed && (await stillThere(store, resumed));
  if (identity === null) return before ?? anonymous();
  if (before?.conversation && (!before.isIdentified || before.visitorId === identity.id)) {
    const adopted = await identified(store, before, identity, now);
    if (adopted !== null) return adopted;
  }
  const latest = await latestConversationOf(store, account._id, identity.id);
  if (latest !== null) {
    const conversationId = latest.id;
    const known = { ...anonymous(), visitorId: identity.id, conversationId, conversation: latest };
    return (await identified(store, known, identity, now)) ?? newPlaceOf(store, account, identity);
  }
  return newPlaceOf(store, account, identity);
}

/** Null for a conversation that has been erased since. */
async function stillThere(store: Store, { visitorId, isIdentified, hasBegun, ...ref }: SessionClaims) {
  const conversation = await findConversation(store, ref);
  if (hasBegun && conversation === null) return null;
  return { visitorId, isIdentified, conversationId: ref.conversationId, conversation, changed: null };
}

const anonymous = (): Place => ({
  visitorId: randomId(),
  conversationId: randomId(),
  isIdentified: false,
  conversation: null,
  changed: null,
});

/** The place, after the identity has been written to its conversation; null if that belongs to somebody else. */
async function identified(
  store: Store,
  { visitorId, conversationId, conversation }: Place,
  identity: SignedIdentity,
  now: number,
): Promise<Place | null> {
  if (conversation === null) return null;
  const ref = { accountId: conversation.accountId, conversationId };
  const changed = await identify(store, ref, { identity, anonymousId: visitorId, now });
  if (!changed?.result) return null;
  return {
    visitorId: identity.id,
    conversationId,
    isIdentified: true,
    conversation: changed.conversation,
    changed,
  };
}

/** The same id on all devices of a visitor, so that they share one conversation even before it has begun. */
async function newPlaceOf(store: Store, account: AccountDoc, { id }: SignedIdentity): Promise<Place> {
  const seed = await conversationSeedOf(store, account);
  const conversationId = createHmac('sha256', seed).update(`conversation of ${id}`).digest('hex').slice(0, 32);
  return { visitorId: id, conversationId, isIdentified: true, conversation: null, changed: null };
}
