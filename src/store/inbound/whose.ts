import { findLink, looksLikeToken } from '../addresses/links.ts';
import type { Store } from '../mongo/store.ts';

/** More recipients are not looked at. */
const maxRecipients = 20;

export interface Owner {
  readonly accountId: string;
  readonly conversationId: string | null;
}

/**
 * Whose an email is that cannot be processed, by the addresses that it was sent to: by a reply address, even one that
 * has expired, otherwise by a reply domain that exactly one account has. Null if that does not tell.
 */
export async function ownerOf(store: Store, recipients: readonly string[]): Promise<Owner | null> {
  const addresses = recipients.slice(0, maxRecipients).map((address) => address.toLowerCase());
  for (const address of addresses) {
    const token = address.slice(address.indexOf('+') + 1, address.lastIndexOf('@'));
    const link = looksLikeToken(token) ? await findLink(store, token) : null;
    if (link?.kind === 'reply') return { accountId: link.accountId, conversationId: link.conversationId };
  }
  const domains = [...new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)))];
  const accounts = await store.accounts
    .find(
      { 'settings.sender.replyDomain': { $in: domains } },
      {
        projection: { _id: 1 },
        limit: 2,
        collation: { locale: 'en', strength: 2 },
        maxTimeMS: 2_000,
      },
    )
    .toArray();
  const [account] = accounts;
  return account !== undefined && accounts.length === 1 ? { accountId: account._id, conversationId: null } : null;
}
