import { createHmac } from 'node:crypto';
import { conversationSeedOf } from '../../store/accounts/secrets.ts';
import type { Changed } from '../../store/conversations/change.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { identify, isOpenTo, latestConversationOf, type SignedIdentity } from '../../store/conversations/visitors.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { isRandomId, keyOfAddress, randomId } from '../../store/mongo/ids.ts';
import type { Store } from '../../store/mongo/store.ts';
import { isErased } from '../../store/mongo/tombstones.ts';
import type { SessionClaims } from './session-token.ts';

/** The conversation that a visitor's session opens. */
export interface Place {
  readonly visitorId: string;
  readonly conversationId: string;
  readonly isIdentified: boolean;
  /** A digest of the address to which the link was sent that the session came by; null if it did not. */
  readonly linkAddress: string | null;
  /** Null until the visitor first writes or fills in the form. */
  readonly conversation: ConversationDoc | null;
  /** What was written on the way. */
  readonly changes: readonly Changed<unknown>[];
}

/**
 * Finds the conversation of a session. Without an identity token: the resumed one. With one: the resumed one if it
 * belongs to that visitor or to nobody yet, else that visitor's newest, on whichever device it began. Otherwise a new
 * one, which begins when they first write or fill in the form. A session that came by an email's link is resumed as
 * such: it never makes the conversation somebody else's.
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
  const adopted = before && (await adoptedBy(store, before, identity, now));
  if (adopted !== null) return adopted;
  const latest = await latestConversationOf(store, account._id, identity.id);
  if (latest !== null) {
    const conversationId = latest.id;
    const known = { ...anonymous(), visitorId: identity.id, conversationId, conversation: latest };
    return (await identified(store, known, identity, identity.id, now)) ?? newPlaceOf(store, account, identity);
  }
  return newPlaceOf(store, account, identity);
}

/** Null for a conversation that has been erased since, or to which the session's link no longer leads. */
async function stillThere(store: Store, claims: SessionClaims): Promise<Place | null> {
  const { visitorId, isIdentified, hasBegun, linkAddress, ...ref } = claims;
  const conversation = await findConversation(store, ref);
  if (hasBegun && !isOpenTo(conversation, linkAddress)) return null;
  if (conversation === null && (await isErased(store, ref))) return null;
  return { visitorId, isIdentified, linkAddress, conversationId: ref.conversationId, conversation, changes: [] };
}

async function adoptedBy(store: Store, before: Place, identity: SignedIdentity, now: number): Promise<Place | null> {
  if (before.linkAddress !== null) return reclaimed(store, before, identity, now);
  const isTaken = before.isIdentified && before.visitorId !== identity.id;
  return isTaken ? null : identified(store, before, identity, before.visitorId, now);
}

/**
 * The place of a session that came by a link, as that of the visitor whom the site signed for: if the conversation is
 * theirs, or if it is nobody's and the site signed for the address to which the link was sent. Otherwise null: who holds
 * a forwarded email may read and write in the conversation, but it does not become theirs.
 */
export async function reclaimed(
  store: Store,
  place: Place,
  identity: SignedIdentity,
  now: number,
): Promise<Place | null> {
  if (place.conversation === null) return null;
  const { visitor } = place.conversation;
  const isSameAddress = identity.email !== null && keyOfAddress(identity.email) === place.linkAddress;
  const isNobodys = visitor.emailSource !== 'identity' && (visitor.id === null || isRandomId(visitor.id));
  if (visitor.id !== identity.id && !(isNobodys && isSameAddress)) return null;
  return identified(store, place, identity, visitor.id, now);
}

const anonymous = (): Place => ({
  visitorId: randomId(),
  conversationId: randomId(),
  isIdentified: false,
  linkAddress: null,
  conversation: null,
  changes: [],
});

/**
 * The place, after the identity has been written to its conversation; null if that belongs to somebody else.
 * @param owner who may have it besides: the visitor as whom it was known until now
 */
async function identified(
  store: Store,
  { conversationId, conversation }: Place,
  identity: SignedIdentity,
  owner: string | null,
  now: number,
): Promise<Place | null> {
  if (conversation === null) return null;
  const ref = { accountId: conversation.accountId, conversationId };
  const changed = await identify(store, ref, { identity, anonymousId: owner, now });
  if (!changed?.result) return null;
  return {
    visitorId: identity.id,
    conversationId,
    isIdentified: true,
    linkAddress: null,
    conversation: changed.conversation,
    changes: [changed],
  };
}

/**
 * The same id on all devices of a visitor, so that they share one conversation even before it has begun. If that was
 * erased, they share the next one.
 */
async function newPlaceOf(store: Store, account: AccountDoc, { id }: SignedIdentity): Promise<Place> {
  const seed = await conversationSeedOf(store, account);
  const place = (conversationId: string): Place => {
    return { ...anonymous(), visitorId: id, conversationId, isIdentified: true };
  };
  for (let erased = 0; erased < maxErasedLookedAt; erased += 1) {
    const which = erased === 0 ? '' : ` after ${erased}`;
    const conversationId = createHmac('sha256', seed)
      .update(`conversation of ${id}${which}`)
      .digest('hex')
      .slice(0, 32);
    if (!(await isErased(store, { accountId: account._id, conversationId }))) return place(conversationId);
  }
  return place(randomId());
}

/** Somebody whose conversations were erased more often gets one that their devices share only once it has begun. */
const maxErasedLookedAt = 20;
