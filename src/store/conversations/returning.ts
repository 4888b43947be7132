import { isAddressOf, isUnsubscribed, withVerifiedAddress } from '../../policy/visitor/address.ts';
import { findAccount } from '../accounts/accounts.ts';
import { findLink } from '../addresses/links.ts';
import { findSuppression } from '../addresses/suppressions.ts';
import { takeCode } from '../addresses/used-codes.ts';
import type { AccountDoc, ConversationDoc, LinkDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { type Changed, changeConversation } from './change.ts';
import { findConversation } from './conversations.ts';

/** Where an email's return link leads. */
export interface ReturnPlace {
  readonly link: LinkDoc;
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  /**
   * Whether it still opens the conversation: it has not expired, the conversation's emails go to its address, and the
   * address's owner has neither unsubscribed nor said "This was not me".
   */
  readonly isOpen: boolean;
}

/** Null if no such link is known, or its conversation was erased. */
export async function findReturnPlace(store: Store, token: string, now: number): Promise<ReturnPlace | null> {
  const link = await findLink(store, token);
  if (link?.kind !== 'return') return null;
  const { accountId, address } = link;
  const [conversation, account, suppression] = await Promise.all([
    findConversation(store, link),
    findAccount(store, accountId),
    findSuppression(store, accountId, address),
  ]);
  if (conversation === null || account === null) return null;
  const isOpen = isLasting(link, now) && leadsTo(link, conversation) && suppression?.reason !== 'notMe';
  return { link, conversation, account, isOpen };
}

const isLasting = ({ expiresAt }: LinkDoc, now: number) => expiresAt === undefined || now < expiresAt.getTime();

const leadsTo = ({ address }: LinkDoc, conversation: ConversationDoc) =>
  isAddressOf(conversation, address) && !isUnsubscribed(conversation);

/** How many are looked at, because a stranger could give an address in any number of conversations. */
const maxLookedAt = 50;

/** The newest conversations of an address, in any spelling, whose return link would be open. */
export async function conversationsOfAddress(
  store: Store,
  { accountId, addressKey }: { readonly accountId: string; readonly addressKey: string },
): Promise<ConversationDoc[]> {
  const newest = await store.conversations
    .find({ addressKey, accountId }, { sort: { createdAt: -1, id: -1 }, limit: maxLookedAt })
    .toArray();
  return newest.filter((one) => one.channel.kind === 'web' && one.lastSeq > 0 && !isUnsubscribed(one));
}

/** A code that somebody wants to use, with the link that it was given for. */
export interface CodeInUse {
  readonly link: LinkDoc;
  /** SHA-256 of the code, hex. */
  readonly codeHash: string;
  /** The code cannot be used later than this anyway, in epoch milliseconds. */
  readonly expiresAt: number;
  readonly now: number;
}

/**
 * Uses a code: the conversation's address counts as verified from now on (design R1), because only its reader has the
 * link. The result is false, and nothing changes, if the code has been used or its link leads nowhere any more.
 */
export async function useCode(
  store: Store,
  { link, codeHash, expiresAt, now }: CodeInUse,
): Promise<Changed<boolean> | null> {
  const code = { _id: codeHash, by: randomId(), expiresAt: new Date(expiresAt) };
  try {
    return await changeConversation<boolean>(store, {
      ref: link,
      signal: 'visitorIdentified',
      now,
      apply: async (conversation, { session }) => {
        if (!leadsTo(link, conversation)) return { kind: 'unchanged', result: false };
        if (!(await takeCode(store, code, session))) return { kind: 'unchanged', result: false };
        const { kind, conversation: verified } = withVerifiedAddress(conversation);
        return kind === 'unchanged'
          ? { kind, result: true }
          : { kind, conversation: { ...verified, updatedAt: now }, result: true };
      },
    });
  } catch (error) {
    // Another request was faster.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}
