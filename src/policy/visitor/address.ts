import { addressKey, canonicalAddress, isSameAddress } from '../../contract/email-address.ts';
import { defined } from '../../contract/merge-patch.ts';
import type { Settings } from '../../contract/settings.ts';
import type { ConversationFacts } from '../facts.ts';
import { notRefused } from '../pending.ts';
import { captured } from './address-in-text.ts';
import { returned } from './presence.ts';

/** Who a conversation is with, as far as known. */
export interface Visitor {
  readonly id: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** Who gave the address (design R1). */
  readonly emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
  readonly emailVerified: boolean;
  readonly suggestedEmail: string | null;
  /** Someone removed a captured address, so later ones are only suggested. */
  readonly captureDeclined: boolean;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

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

/** The part of a conversation that depends on its visitor. */
export interface WithVisitor
  extends Pick<ConversationFacts, 'presence' | 'pending' | 'limitedUntil' | 'unsubscribedAt' | 'troubles'> {
  readonly visitor: Visitor;
  /** The key by which the visitor's address is found in any spelling; empty if none is known. */
  readonly addressKey?: string;
}

/** What a client may report about a visitor; undefined fields stay as they are. */
export interface VisitorInput {
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

export type EmailSource = NonNullable<Visitor['emailSource']>;

/** What is reported about a visitor, by whom and when. */
export interface Told {
  readonly input: VisitorInput;
  readonly source: EmailSource;
  readonly silenceSeconds: number;
  readonly now: number;
}

/** The conversation afterwards, and whether it changed. */
export interface Identified<C> {
  readonly kind: 'unchanged' | 'changed';
  readonly conversation: C;
}

/**
 * A new address is unverified unless a signed identity gave it, which also verifies a known one. Replies that bounced
 * may go to it, unless it is the old one in another spelling. Filled in again in the contact form, it is subscribed
 * again; the same address from elsewhere is not, because frontends repeat it. Given by the visitor on the site, it
 * counts as activity (design R1).
 */
export function withVisitor<C extends WithVisitor>(conversation: C, told: Told): Identified<C> {
  const { input, source, silenceSeconds, now } = told;
  const { visitor } = conversation;
  const merged: Visitor = { ...visitor, ...defined(input) };
  if (isSpeltAlike(merged.email, visitor.email)) return withKnownAddress(conversation, merged, told);
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
    kind: 'changed',
    conversation: {
      ...withAddressKey({ ...conversation, visitor: identified }),
      limitedUntil: null,
      unsubscribedAt: isCorrected && source === 'contactForm' ? null : conversation.unsubscribedAt,
      // What did not arrive at another address says nothing about this one.
      ...(isCorrected && conversation.troubles !== undefined
        ? { troubles: conversation.troubles.filter(({ kind }) => kind !== 'undelivered') }
        : {}),
      pending: isCorrected
        ? conversation.pending.map((reply) => ({ ...notRefused(reply), rides: false }))
        : conversation.pending,
      presence: isHere ? returned(conversation.presence, now, silenceSeconds) : conversation.presence,
    },
  };
}

function withKnownAddress<C extends WithVisitor>(
  conversation: C,
  merged: Visitor,
  { input, source, silenceSeconds, now }: Told,
): Identified<C> {
  const { visitor } = conversation;
  if (source === 'identity' && input.email && !visitor.emailVerified)
    return {
      kind: 'changed',
      conversation: {
        ...conversation,
        visitor: { ...merged, emailSource: source, emailVerified: true },
        limitedUntil: null,
        presence: returned(conversation.presence, now, silenceSeconds),
      },
    };
  const isSame = Object.keys(merged).every((key) => merged[key as keyof Visitor] === visitor[key as keyof Visitor]);
  return isSame
    ? { kind: 'unchanged', conversation }
    : { kind: 'changed', conversation: { ...conversation, visitor: merged } };
}

/**
 * The address's owner has shown that it is theirs: they answered an email, or came back by its link (design R1). So the
 * limit for addresses that are not verified no longer holds.
 */
export function withVerifiedAddress<C extends WithVisitor>(conversation: C): Identified<C> {
  const { visitor } = conversation;
  if (visitor.email === null || visitor.emailVerified) return { kind: 'unchanged', conversation };
  return {
    kind: 'changed',
    conversation: { ...conversation, visitor: { ...visitor, emailVerified: true }, limitedUntil: null },
  };
}

/** The conversation with its `addressKey`. */
export function withAddressKey<C extends WithVisitor>(conversation: C): C {
  const { email } = conversation.visitor;
  return { ...conversation, addressKey: email === null ? '' : addressKey(email) };
}

/** Older documents contain addresses as they were written. */
const isSpeltAlike = (a: string | null, b: string | null) =>
  a === b || (a !== null && b !== null && canonicalAddress(a) === canonicalAddress(b));

/** Whether the conversation's emails go to this address, in any spelling. */
export function isAddressOf({ visitor }: Pick<ConversationFacts, 'visitor'>, address: string): boolean {
  return visitor.email !== null && isSameAddress(visitor.email, address);
}

/** Whether the visitor has unsubscribed from the conversation. Older documents lack this field. */
export const isUnsubscribed = ({ unsubscribedAt }: Pick<ConversationFacts, 'unsubscribedAt'>): boolean =>
  typeof unsubscribedAt === 'number';

/** The visitor filled in the form: they want its emails again, even at the address that they unsubscribed. */
export function resubscribed<C extends Pick<ConversationFacts, 'unsubscribedAt'>>(conversation: C): C {
  return isUnsubscribed(conversation) ? { ...conversation, unsubscribedAt: null } : conversation;
}

/** What a visitor wrote, as far as addresses are concerned. */
export interface Written {
  /** What `addressesIn` found in the message. */
  readonly addresses: readonly string[];
  readonly settings: Settings;
  /** The addresses of the account's agents, which are never a visitor's. */
  readonly agentAddresses: readonly string[];
  readonly now: number;
}

/**
 * The conversation with the address that the visitor wrote in a message, if no address is known yet and the account
 * wants this. A later one, or one after a captured one was removed, is only suggested to the agent (design R1).
 */
export function withCapturedAddress<C extends WithVisitor>(conversation: C, written: Written): C {
  const { addresses, settings, agentAddresses, now } = written;
  if (addresses.length === 0 || !settings.identity.captureEmailFromMessages) return conversation;
  const address = captured(addresses, settings, agentAddresses);
  const { visitor } = conversation;
  if (address === null || isAddressOf(conversation, address)) return conversation;
  const { silenceSeconds } = settings.timing;
  if (visitor.email === null && !visitor.captureDeclined)
    return withVisitor(conversation, { input: { email: address }, source: 'conversation', silenceSeconds, now })
      .conversation;
  return { ...conversation, visitor: { ...visitor, suggestedEmail: address } };
}
