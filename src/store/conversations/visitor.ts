import { addressKey, canonicalAddress, isSameAddress } from '../../contract/email-address.ts';
import { notRefused } from '../../policy/forwarding/news.ts';
import { captured } from '../../policy/visitor/address-in-text.ts';
import { returned } from '../../policy/visitor/presence.ts';
import type { AccountDoc, ConversationDoc } from '../mongo/documents.ts';

type Visitor = ConversationDoc['visitor'];

/** What a client may tell of a visitor; what is undefined stays as it is. */
export interface VisitorInput {
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

/** Who gave a visitor's address (design R1). */
export type EmailSource = NonNullable<Visitor['emailSource']>;

export const unknownVisitor: Visitor = {
  id: null,
  name: null,
  email: null,
  emailSource: null,
  emailVerified: false,
  suggestedEmail: null,
  captureDeclined: false,
  locale: null,
  timeZone: null,
};

/**
 * A new address is unverified unless a signed identity gave it, which verifies a known one too. Replies that bounced
 * may go to it, unless it is the old one spelt otherwise. Given anew in the contact form it is subscribed; the same one
 * is not, since frontends tell it again and again. Given by the visitor on the site, it shows that they are there (design R1).
 */
export function withVisitor(
  conversation: ConversationDoc,
  input: VisitorInput,
  source: EmailSource,
  silenceSeconds: number,
  now: number,
): ConversationDoc {
  const { visitor } = conversation;
  const merged: Visitor = { ...visitor, ...defined(input) };
  const isNewAddress = !isSpeltAlike(merged.email, visitor.email);
  if (!isNewAddress && source === 'identity' && input.email && !visitor.emailVerified)
    return {
      ...conversation,
      visitor: { ...merged, emailSource: source, emailVerified: true },
      limitedUntil: null,
      presence: returned(conversation.presence, now, silenceSeconds),
    };
  if (
    !isNewAddress &&
    Object.keys(merged).every((key) => merged[key as keyof Visitor] === visitor[key as keyof Visitor])
  )
    return conversation;
  if (!isNewAddress) return { ...conversation, visitor: merged };
  const identified: Visitor = {
    ...merged,
    emailSource: merged.email === null ? null : source,
    emailVerified: merged.email !== null && source === 'identity',
    suggestedEmail: null,
    captureDeclined: visitor.captureDeclined || (merged.email === null && visitor.emailSource === 'conversation'),
  };
  const isCorrected = merged.email !== null && !isAddressOf(conversation, merged.email);
  const isHere = merged.email !== null && (source === 'contactForm' || source === 'identity');
  return {
    ...withAddressKey({ ...conversation, visitor: identified }),
    limitedUntil: null,
    unsubscribedAt: isCorrected && source === 'contactForm' ? null : conversation.unsubscribedAt,
    pending: isCorrected
      ? conversation.pending.map((reply) => ({ ...notRefused(reply), rides: false }))
      : conversation.pending,
    presence: isHere ? returned(conversation.presence, now, silenceSeconds) : conversation.presence,
  };
}

/** With what it is found by: the key of its visitor's address, empty where none is known. */
export function withAddressKey(conversation: ConversationDoc): ConversationDoc {
  const { email } = conversation.visitor;
  const key = email === null ? '' : addressKey(email);
  return key === conversation.addressKey ? conversation : { ...conversation, addressKey: key };
}

/** Older documents hold addresses as they were written. */
const isSpeltAlike = (a: string | null, b: string | null) =>
  a === b || (a !== null && b !== null && canonicalAddress(a) === canonicalAddress(b));

/** Whether this is where the conversation's mail goes, however it is spelt. */
export function isAddressOf({ visitor }: ConversationDoc, address: string): boolean {
  return visitor.email !== null && isSameAddress(visitor.email, address);
}

/** The visitor filled in the form: they want its mail again, even at the address that they unsubscribed. */
export function resubscribed(conversation: ConversationDoc): ConversationDoc {
  return conversation.unsubscribedAt ? { ...conversation, unsubscribedAt: null } : conversation;
}

/**
 * The conversation with the address that the visitor wrote in a message, if it is the first that is known and the
 * account wants that; a later one, or one after they took a captured one back, is suggested to the agent (design R1).
 * @param written what `addressesIn` found in the message
 */
export function withCapturedAddress(
  conversation: ConversationDoc,
  written: readonly string[],
  account: AccountDoc,
  now: number,
): ConversationDoc {
  const { settings, agents } = account;
  if (written.length === 0 || !settings.identity.captureEmailFromMessages) return conversation;
  const address = captured(
    written,
    settings,
    agents.flatMap(({ email }) => (email === null ? [] : [email])),
  );
  const { visitor } = conversation;
  if (address === null || isAddressOf(conversation, address)) return conversation;
  if (visitor.email === null && !visitor.captureDeclined)
    return withVisitor(conversation, { email: address }, 'conversation', settings.timing.silenceSeconds, now);
  return { ...conversation, visitor: { ...visitor, suggestedEmail: address } };
}

/** Only what was given: JSON merge semantics for optional fields. */
export function defined<T extends object>(input: T | undefined): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== undefined)) as never;
}
