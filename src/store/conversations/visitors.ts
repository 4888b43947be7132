import { defined } from '../../contract/merge-patch.ts';
import { resubscribed, withVisitor } from '../../policy/visitor/address.ts';
import { returnedIn } from '../../policy/visitor/presence.ts';
import { findAccount } from '../accounts/accounts.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import type { ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import { conversationKey, keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { insertConversation } from './erasures.ts';
import { heldMessages, release } from './held-messages.ts';
import { newConversation } from './new-conversation.ts';

/** What the site signed about a visitor. */
export interface SignedIdentity {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** What is known about a visitor before their conversation begins. */
export interface Newcomer {
  readonly id: string;
  readonly identity: SignedIdentity | null;
  readonly page: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** Addresses that a visitor may give in the contact form, ever: a stranger could give those of many victims. */
const maxAddresses = 3;

/** A visitor gave more addresses than one person has. Waiting does not help. */
export class TooManyAddressesError extends Error {
  constructor() {
    super(`A visitor may give ${maxAddresses} addresses. An agent can enter another one.`);
    this.name = 'TooManyAddressesError';
  }
}

/**
 * Begins a visitor's conversation unless it has begun: with what they first write, so that page views cost nothing.
 * False if the account is gone or the conversation was erased.
 */
export async function beginConversation(
  store: Store,
  ref: ConversationRef,
  { id, identity, page, locale, timeZone }: Newcomer,
  now: number,
): Promise<boolean> {
  if ((await findAccount(store, ref.accountId)) === null) return false;
  const blank = newConversation(ref, { kind: 'web', pageId: null, recipientId: null }, now);
  const input = { id, locale, timeZone, ...(identity && { email: identity.email, name: identity.name }) };
  const identified = withVisitor(blank, { input, source: 'identity', silenceSeconds: 0, now });
  const { conversation } = await withSuppression(store, identified.conversation);
  const begun = { ...conversation, presence: blank.presence, page, isLive: true };
  return (await insertConversation(store, begun)) !== 'erased';
}

/** A conversation that a session opens, and what its link was sent to, if it came by one. */
export interface Opened extends ConversationRef {
  /** A digest of the address. */
  readonly linkAddress: string | null;
}

/** Whether a session still opens its conversation, which had begun. */
export async function isStillOpen(store: Store, { linkAddress, ...ref }: Opened): Promise<boolean> {
  const found = await store.conversations.findOne(
    { _id: conversationKey(ref) },
    { projection: { _id: 1, 'visitor.email': 1 } },
  );
  return isOpenTo(found, linkAddress);
}

/** One that is gone was erased. A session that came by a link ends when emails go to another address. */
export function isOpenTo(
  conversation: { readonly visitor: Pick<ConversationDoc['visitor'], 'email'> } | null,
  linkAddress: string | null,
): boolean {
  if (conversation === null || linkAddress === null) return conversation !== null;
  const { email } = conversation.visitor;
  return email !== null && keyOfAddress(email) === linkAddress;
}

/** The newest conversation on the site of a visitor whom the site signed for. */
export function latestConversationOf(
  store: Store,
  accountId: string,
  visitorId: string,
): Promise<ConversationDoc | null> {
  const theirs = { accountId, 'visitor.id': visitorId, 'channel.kind': 'web' as const };
  return store.conversations.findOne(theirs, { sort: { createdAt: -1 } });
}

export interface Identifying {
  readonly identity: SignedIdentity;
  /** The visitor's id while the conversation was anonymous; null if it had none. */
  readonly anonymousId: string | null;
  readonly now: number;
}

/**
 * Records who the visitor of a conversation is: one that is already theirs, or an anonymous one that they adopt. The
 * result is false, and nothing changes, if it belongs to somebody else by now.
 */
export function identify(
  store: Store,
  ref: ConversationRef,
  { identity: { id, email, name }, anonymousId, now }: Identifying,
): Promise<Changed<boolean> | null> {
  const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<boolean>> => {
    const owner = conversation.visitor.id;
    if (owner !== id && owner !== anonymousId) return { kind: 'unchanged', result: false };
    const input = { id, ...(email === null ? {} : { email }), ...(name === null ? {} : { name }) };
    const { silenceSeconds } = context.account.settings.timing;
    const identified = withVisitor(conversation, { input, source: 'identity', silenceSeconds, now });
    if (identified.kind === 'unchanged') return { kind: 'unchanged', result: true };
    const released = await release(store, identified.conversation, context);
    return { kind: 'changed', conversation: { ...released, updatedAt: now }, result: true };
  };
  return changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}

interface FilledIn {
  readonly email: string | null;
  readonly name?: string | null | undefined;
  /** The visitor's tab, if the page sends heartbeats. */
  readonly tab?: string | undefined;
  readonly session?: string | undefined;
}

/**
 * The visitor filled in the contact form, or removed their address (`email: null`): they are present, and held messages
 * are released. Returns the released messages. Throws TooManyAddressesError.
 */
export function fillContactForm(
  store: Store,
  ref: ConversationRef,
  { email, name, tab, session }: FilledIn,
  now: number,
): Promise<Changed<readonly MessageDoc[]> | null> {
  const apply = async (
    conversation: ConversationDoc,
    context: ChangeContext,
  ): Promise<Change<readonly MessageDoc[]>> => {
    const { silenceSeconds } = context.account.settings.timing;
    const held = await heldMessages(store, ref, context.session);
    const wanting = email === null ? conversation : resubscribed(conversation);
    const input = { email, ...defined({ name }) };
    const identified = withVisitor(wanting, { input, source: 'contactForm', silenceSeconds, now });
    const released = await release(store, identified.conversation, context);
    const presence = returnedIn(released.presence, { tab: tab ?? null, session, at: now, silenceSeconds, now });
    const after = { ...released, presence, updatedAt: now, addressesGiven: given(conversation, email) };
    const isReleased = released.held.now === 0;
    return {
      kind: 'changed',
      conversation: after,
      result: isReleased ? held.map((message, index) => ({ ...message, seq: conversation.lastSeq + 1 + index })) : [],
    };
  };
  return changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}

function given({ addressesGiven = [] }: ConversationDoc, email: string | null): readonly string[] {
  if (email === null) return addressesGiven;
  const hash = keyOfAddress(email);
  if (addressesGiven.includes(hash)) return addressesGiven;
  if (addressesGiven.length >= maxAddresses) throw new TooManyAddressesError();
  return [...addressesGiven, hash];
}
