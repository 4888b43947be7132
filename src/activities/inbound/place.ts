import { isSameAddress } from '../../contract/email-address.ts';
import type { DeadLetterReason } from '../../contract/inbound.ts';
import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { readReplyAddress } from '../../mail/reply-address.ts';
import { findAccount, isReplyDomainOfOther } from '../../store/accounts/accounts.ts';
import { findLink, findLinkOf } from '../../store/addresses/links.ts';
import { deliveriesByMessageId } from '../../store/deliveries/deliveries.ts';
import type { AccountDoc, LinkDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import { isErased } from '../../store/mongo/tombstones.ts';

/** Where an email belongs: the reply address that it answers to, and its account. */
export interface Place {
  readonly link: LinkDoc;
  readonly account: AccountDoc;
  /** Whether it came to that address; otherwise it only names an email that had it. */
  readonly isByToken: boolean;
}

export interface NoPlace {
  readonly kind: 'none';
  readonly reason: DeadLetterReason;
  readonly link: LinkDoc | null;
}

/**
 * Finds the conversation that an email answers. The token of its reply address decides, as it is in the envelope. Some
 * mail programs answer to another address at the same domain; then the Message-IDs that the email names decide. They are
 * less secret than the token, since each answer passes them on: they count only in a verified email from the address
 * that the named one went to.
 */
export async function placeOf(store: Store, mail: InboundMail, now: number): Promise<Place | NoPlace> {
  const recipients = mail.envelope.to.map((address) => ({ hosts: hostOf(address), read: readReplyAddress(address) }));
  const tokens = recipients.flatMap(({ read }) => (read === null ? [] : [read]));
  let refused: NoPlace = { kind: 'none', reason: 'unknownAddress', link: null };
  for (const { token, host } of tokens) {
    const link = await findLink(store, token);
    const found = await checked(store, link, [host], now);
    if (!('reason' in found)) return { ...found, isByToken: true };
    if (found.link !== null) refused = found;
  }
  if (tokens.length > 0) return refused;
  const link = await linkNamed(store, mail);
  const hosts = recipients.map(({ hosts }) => hosts);
  const found = await checked(store, link, hosts, now);
  return 'reason' in found ? found : { ...found, isByToken: false };
}

/** The link, if answers to it are still taken, at this account. */
async function checked(
  store: Store,
  link: LinkDoc | null,
  hosts: readonly string[],
  now: number,
): Promise<Omit<Place, 'isByToken'> | NoPlace> {
  if (link === null || link.kind !== 'reply') return { kind: 'none', reason: 'unknownAddress', link: null };
  if (await isErased(store, link)) return { kind: 'none', reason: 'erased', link };
  if (link.revokedAt !== undefined) return { kind: 'none', reason: 'revokedAddress', link };
  if (link.expiresAt !== undefined && link.expiresAt.getTime() <= now)
    return { kind: 'none', reason: 'expiredAddress', link };
  const account = await findAccount(store, link.accountId);
  if (account === null) return { kind: 'none', reason: 'erased', link };
  const own = account.settings.sender?.replyDomain?.toLowerCase();
  // At a domain that is nobody's, it may be the one that the account had before.
  const isElsewhere = async (host: string) => host !== own && (await isReplyDomainOfOther(store, account._id, host));
  for (const host of hosts) if (await isElsewhere(host)) return { kind: 'none', reason: 'otherAccount', link };
  return { link, account };
}

/** The reply address of the newest email of ours that this one names. */
async function linkNamed(store: Store, { references, from, isAuthenticated }: InboundMail): Promise<LinkDoc | null> {
  if (from === null || !isAuthenticated || references.length === 0) return null;
  const named = await deliveriesByMessageId(store, references);
  const theirs = named.find(({ to }) => to !== null && isSameAddress(to, from.address));
  if (theirs === undefined || theirs.to === null) return null;
  return findLinkOf(store, theirs, 'reply', theirs.to);
}

const hostOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
