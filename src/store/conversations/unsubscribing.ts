import { isAddressOf, isUnsubscribed, resubscribed } from '../../policy/visitor/address.ts';
import { findAccount } from '../accounts/accounts.ts';
import { findLink } from '../addresses/links.ts';
import { findSuppression, liftSuppression, suppress, withSuppression } from '../addresses/suppressions.ts';
import type { AccountDoc, ConversationDoc, LinkDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Changed, changeConversation, reconsiderConversation } from './change.ts';
import { findConversation } from './conversations.ts';

/** What an email's unsubscribe link leads to. */
export interface UnsubscribePlace {
  readonly link: LinkDoc;
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  /** The conversation's emails go to the link's address, so its holder decides about them. */
  readonly isCurrent: boolean;
  /** The address is not verified, so its holder may say that it is not theirs (design R1). */
  readonly isDisownable: boolean;
  /** Its holder has said so. */
  readonly isDisowned: boolean;
}

/** Null for an unknown or expired token. */
export async function findUnsubscribePlace(store: Store, token: string): Promise<UnsubscribePlace | null> {
  const link = await findLink(store, token);
  if (link === null) return null;
  const { accountId, address } = link;
  const [conversation, account, suppression] = await Promise.all([
    findConversation(store, link),
    findAccount(store, accountId),
    findSuppression(store, accountId, address),
  ]);
  if (conversation === null || account === null) return null;
  const isCurrent = isAddressOf(conversation, address);
  const isDisownable = !(isCurrent && conversation.visitor.emailVerified);
  return { link, conversation, account, isCurrent, isDisownable, isDisowned: suppression?.reason === 'notMe' };
}

/** Stops the conversation's emails, if they still go to this link's address. */
export function unsubscribe(store: Store, link: LinkDoc, now: number): Promise<Changed<null> | null> {
  return changeConversation(store, {
    ...identifying(link, now),
    apply: (conversation) =>
      isUnsubscribed(conversation) || !isAddressOf(conversation, link.address)
        ? { kind: 'unchanged', result: null }
        : { kind: 'changed', conversation: { ...conversation, unsubscribedAt: now, updatedAt: now }, result: null },
  });
}

/** Takes that back. */
export function resubscribe(store: Store, link: LinkDoc, now: number): Promise<Changed<null> | null> {
  return changeConversation(store, {
    ...identifying(link, now),
    apply: (conversation) =>
      isUnsubscribed(conversation) && isAddressOf(conversation, link.address)
        ? { kind: 'changed', conversation: { ...resubscribed(conversation), updatedAt: now }, result: null }
        : { kind: 'unchanged', result: null },
  });
}

/**
 * "This was not me": the account no longer emails the address, whatever conversation it is given in. Has no effect once
 * the address is verified.
 * @returns whether a fan-out has to be woken
 */
export function disown(store: Store, link: LinkDoc, now: number): Promise<Changed<boolean> | null> {
  return changeConversation<boolean>(store, {
    ...identifying(link, now),
    apply: async (conversation, { session }) => {
      if (isAddressOf(conversation, link.address) && conversation.visitor.emailVerified)
        return { kind: 'unchanged', result: false };
      const { accountId, conversationId, address } = link;
      const told = {
        accountId,
        conversationId,
        deliveryId: null,
        address,
        reason: 'notMe',
        detail: null,
        now,
      } as const;
      const isFlagged = await suppress(store, told, session);
      return { ...(await withSuppression(store, conversation, session)), result: isFlagged };
    },
  });
}

/** A decision at a link counts as a change of the address. */
const identifying = (ref: LinkDoc, now: number) => ({ ref, signal: 'visitorIdentified' as const, now });

/** Takes that back; a suppression for another reason stays. */
export async function undisown(store: Store, link: LinkDoc, now: number): Promise<Changed<boolean> | null> {
  const { accountId, address } = link;
  const isLifted = await liftSuppression(store, { accountId, address, only: 'notMe', now });
  const changed = await reconsiderConversation(store, link, 'visitorIdentified', now);
  return changed && { ...changed, result: isLifted };
}
