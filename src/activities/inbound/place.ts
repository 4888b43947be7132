import { isSameAddress } from '../../contract/email-address.ts';
import type { DeadLetterReason } from '../../contract/inbound.ts';
import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { readReplyAddress } from '../../mail/reply-address.ts';
import { findAccount, isReplyDomainOfOther } from '../../store/accounts/accounts.ts';
import { findLinkOf, findLinks } from '../../store/addresses/links.ts';
import { deliveriesByMessageId } from '../../store/deliveries/deliveries.ts';
import type { AccountDoc, LinkDoc } from '../../store/mongo/documents.ts';
import { conversationKey } from '../../store/mongo/ids.ts';
import type { Store } from '../../store/mongo/store.ts';
import { isErased } from '../../store/mongo/tombstones.ts';

/** Where an email belongs in a conversation: the reply address that it was sent to, and its account. */
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

/** More conversations than these do not get an email that is sent to them all. */
const maxPlaces = 10;

/** For each conversation that an email came to, where it belongs there or why it does not; never empty. */
export type Places = readonly [Place | NoPlace, ...(Place | NoPlace)[]];

/**
 * Finds the conversations that an email answers. The tokens of its reply addresses decide, as they are in the envelope.
 * Some mail programs answer to another address at the same domain; then the Message-IDs that the email names decide.
 * They are less secret than a token, since each answer passes them on: they count only in a verified email from the
 * address that the named one went to.
 */
export async function placesOf(store: Store, mail: InboundMail, now: number): Promise<Places> {
  const recipients = mail.envelope.to.map((address) => ({ host: hostOf(address), read: readReplyAddress(address) }));
  const tokens = recipients.flatMap(({ read }) => (read === null ? [] : [read]));
  if (tokens.length > 0) return placesByToken(store, tokens, now);
  const link = await linkNamed(store, mail);
  const hosts = recipients.map(({ host }) => host);
  const found = await checked(store, link, hosts, now);
  return ['reason' in found ? found : { ...found, isByToken: false }];
}

/** Of several addresses of a conversation, the first one counts at which answers are taken. */
async function placesByToken(
  store: Store,
  tokens: readonly { readonly token: string; readonly host: string }[],
  now: number,
): Promise<Places> {
  const links = await findLinks(
    store,
    tokens.map(({ token }) => token),
  );
  const places = new Map<string, Place | NoPlace>();
  for (const { token, host } of tokens) {
    const link = links.get(token);
    if (link?.kind !== 'reply') continue;
    const conversation = conversationKey(link);
    const known = places.get(conversation);
    if (known === undefined ? places.size === maxPlaces : 'account' in known) continue;
    const found = await checked(store, link, [host], now);
    if (!('reason' in found)) places.set(conversation, { ...found, isByToken: true });
    else if (known === undefined) places.set(conversation, found);
  }
  const [first = nowhere, ...others] = places.values();
  return [first, ...others];
}

export const nowhere: NoPlace = { kind: 'none', reason: 'unknownAddress', link: null };

/** The link, if answers to it are still taken, at this account. */
async function checked(
  store: Store,
  link: LinkDoc | null,
  hosts: readonly string[],
  now: number,
): Promise<Omit<Place, 'isByToken'> | NoPlace> {
  if (link === null || link.kind !== 'reply') return nowhere;
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
