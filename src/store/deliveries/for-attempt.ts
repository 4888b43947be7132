import { isDirect } from '../../policy/delivery/delivery.ts';
import { emailDueBy } from '../../policy/forwarding/forwarding.ts';
import { accountFacts } from '../accounts/accounts.ts';
import { hasRoomFor, limitOf } from '../addresses/address-limits.ts';
import { knownAs, withSuppression } from '../addresses/suppressions.ts';
import {
  allPauses,
  deliveryOfId,
  isKeyed,
  type Join,
  limitsAt,
  linksToAddress,
  newestMessages,
  readTogether,
  suppressions,
} from '../conversations/read-together.ts';
import { type Newest, newestOf } from '../conversations/shown-messages.ts';
import { type SendingState, sendingStateOf } from '../deployment/sending-pause.ts';
import type {
  AccountDoc,
  AddressLimitDoc,
  ConversationRef,
  DeliveryInConversation,
  LinkDoc,
} from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { claimed, claimOf, newestFact } from './claim.ts';

/** Everything that an attempt is decided by and composed from, in one snapshot. */
export interface ForAttempt extends DeliveryInConversation, SendingState {
  readonly ref: ConversationRef;
  readonly readAt: number;
  readonly account: AccountDoc;
  /** False: its claim is made with the note of its first attempt. */
  readonly isClaimed: boolean;
  readonly newest: Newest;
  /** The links to the visitor's address. */
  readonly links: readonly LinkDoc[];
  /** Which conversations email the visitor's address today; null if none does. */
  readonly limit: AddressLimitDoc | null;
}

/**
 * What an attempt at a claimed delivery needs; null if there is nothing to attempt. The conversation is as it is known
 * by the suppression of its address.
 */
export async function readForAttempt(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  now: number,
): Promise<ForAttempt | null> {
  const read = await readAll(store, ref, [deliveryOfId(store, ref, deliveryId, 'whole')], now);
  const delivery = read?.delivery;
  if (!read || delivery?.status !== 'claimed') return null;
  return { ...(isDirect(delivery) ? { ...read.asRead, limit: null } : await read.known()), delivery, isClaimed: true };
}

/**
 * What the first attempt at an email needs that is due now and not claimed yet; null if none is, or if what was sent
 * before, or an address's limit, has to be looked at first.
 */
export async function readToClaim(store: Store, ref: ConversationRef, now: number): Promise<ForAttempt | null> {
  const read = await readAll(store, ref, [], now);
  if (read === null) return null;
  const known = await read.known();
  const { conversation, account, limit } = known;
  const at = Math.max(now, newestFact(conversation, null));
  const due = emailDueBy(at, conversation, accountFacts(account), at);
  if (due === null) return null;
  if (!conversation.visitor.emailVerified && !hasRoomFor(ref, limit)) return null;
  const { delivery } = claimed(conversation, claimOf(due), at);
  // The alarm still promises a later time: what made it due is the event that the account is flagged for.
  const dueAt = Math.min(at, Math.max(due.at, account.fanOut?.raisedAt ?? 0));
  return { ...known, delivery: { ...delivery, dueAt }, isClaimed: false };
}

async function readAll(store: Store, ref: ConversationRef, more: readonly Join<'delivery'>[], now: number) {
  const ofAddress = [suppressions(store), limitsAt(store, ref, now), linksToAddress(store, ref)];
  const joins = [...more, allPauses(store), newestMessages(store, ref), ...ofAddress];
  const read = await readTogether(store, ref, joins);
  if (read === null) return null;
  const { conversation, account, joined } = read;
  const both = { ref, readAt: now, account, conversation, newest: newestOf(joined.messages), links: joined.links };
  const asRead = { ...both, ...sendingStateOf(joined.pauses) };
  /** As it is known by the suppression of its address, and that address's limit. */
  const known = async () => {
    const { email } = conversation.visitor;
    if (email === null) return { ...asRead, limit: null };
    if (!isKeyed(conversation)) {
      const limit = await limitOf(store, { ref, address: email, now });
      return { ...asRead, conversation: (await withSuppression(store, conversation)).conversation, limit };
    }
    const { conversation: told } = knownAs(conversation, joined.suppressions[0] ?? null);
    return { ...asRead, conversation: told, limit: joined.limits[0] ?? null };
  };
  return { asRead, delivery: more.length > 0 ? joined.delivery[0] : undefined, known };
}
