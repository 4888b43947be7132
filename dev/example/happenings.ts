import type { ReplyForwarding } from '../../src/contract/messages.ts';
import type { ForwardingChoice } from '../../src/contract/settings.ts';
import type { SettingsPatch } from '../chat.ts';
import type { MailClient } from '../sendgrid/reply/mail-clients.ts';

/** Something that a chat frontend reports to the API, or asks it, at a minute of the row. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'agentSays'; readonly forwarding: ReplyForwarding }
  | { readonly kind: 'agentSaysAtLength' | 'agentSaidYesterday' | 'botSays' | 'answeredInOwnInbox' }
  | { readonly kind: 'visitorSays'; readonly words: VisitorsWords }
  | { readonly kind: 'leaves' | 'isActive' | 'beats' | 'reads' | 'closes' | 'replays' }
  | { readonly kind: 'addressGiven'; readonly by: 'contactForm' | 'agent' | 'identity'; readonly isNone: boolean }
  | { readonly kind: 'asksFor'; readonly action: 'sendNow' | 'cancel' }
  | { readonly kind: 'deletes'; readonly label: string }
  | { readonly kind: 'agentBecomes'; readonly agent: string; readonly status: AgentStatus }
  | { readonly kind: 'accountSets'; readonly settings: SettingsPatch }
  | { readonly kind: 'othersAreMailed'; readonly count: number }
  | { readonly kind: 'repliesByMail'; readonly from: 'visitor' | 'another'; readonly client: MailClient }
  | { readonly kind: 'stopsByMail'; readonly by: 'oneClick' | 'notMe' }
  | { readonly kind: 'finds'; readonly finding: Finding; readonly expected: string }
);

/** What the visitor writes: a question, or something that contains addresses. */
export type VisitorsWords = 'question' | 'address' | 'twoAddresses' | 'anotherAddress';

export const agentSays = (at: number, forwarding: ReplyForwarding = 'auto'): Happening => ({
  at,
  kind: 'agentSays',
  forwarding,
});
/** The message arrives now, but was written 25 hours ago. */
export const agentSaidYesterday = (at: number): Happening => ({ at, kind: 'agentSaidYesterday' });
/** Text of several parts on a channel. */
export const agentSaysAtLength = (at: number): Happening => ({ at, kind: 'agentSaysAtLength' });
/** Somebody of the page answers in Meta's own inbox; the message's label is that of an agent's. */
export const answeredInOwnInbox = (at: number): Happening => ({ at, kind: 'answeredInOwnInbox' });
export const botSays = (at: number): Happening => ({ at, kind: 'botSays' });
export const visitorSays = (at: number, words: VisitorsWords = 'question'): Happening => ({
  at,
  kind: 'visitorSays',
  words,
});
export const leaves = (at: number): Happening => ({ at, kind: 'leaves' });
export const isActive = (at: number): Happening => ({ at, kind: 'isActive' });
/** The visitor reads everything so far. */
export const reads = (at: number): Happening => ({ at, kind: 'reads' });
export const closes = (at: number): Happening => ({ at, kind: 'closes' });
/** An agent sends the email now, or cancels it. */
export const sendsNow = (at: number): Happening => ({ at, kind: 'asksFor', action: 'sendNow' });
export const cancels = (at: number): Happening => ({ at, kind: 'asksFor', action: 'cancel' });
/** Somebody replays the parked delivery. */
export const replays = (at: number): Happening => ({ at, kind: 'replays' });
export const addressEntered = (at: number): Happening => ({ at, kind: 'addressGiven', by: 'agent', isNone: false });
export const fillsInForm = (at: number): Happening => ({ at, kind: 'addressGiven', by: 'contactForm', isNone: false });
export const siteSigns = (at: number): Happening => ({ at, kind: 'addressGiven', by: 'identity', isNone: false });
export const takesAddressBack = (at: number): Happening => ({
  at,
  kind: 'addressGiven',
  by: 'contactForm',
  isNone: true,
});
export const deletes = (at: number, label: string): Happening => ({ at, kind: 'deletes', label });
export const agentBecomes = (at: number, agent: string, status: AgentStatus): Happening => ({
  at,
  kind: 'agentBecomes',
  agent,
  status,
});
export const accountSets = (at: number, settings: SettingsPatch): Happening => ({ at, kind: 'accountSets', settings });
export const accountChooses = (at: number, choice: ForwardingChoice): Happening =>
  accountSets(at, { emailForwarding: choice });
/** In this many other conversations with the same address, an agent answers and the visitor leaves. */
export const othersAreMailed = (at: number, count: number): Happening => ({ at, kind: 'othersAreMailed', count });

/** The visitor answers the newest email in their email program; their message's label is V1, V2 …, as in the chat. */
export const repliesByMail = (at: number, client: MailClient = 'gmail'): Happening => ({
  at,
  kind: 'repliesByMail',
  from: 'visitor',
  client,
});
/** The same from another address, such as the one at work. */
export const repliesFromAnotherAddress = (at: number): Happening => ({
  at,
  kind: 'repliesByMail',
  from: 'another',
  client: 'outlook',
});

/** The recipient stops the emails: with their email program's button, or with "This was not me" in the email. */
export const unsubscribes = (at: number): Happening => ({ at, kind: 'stopsByMail', by: 'oneClick' });
export const saysNotMe = (at: number): Happening => ({ at, kind: 'stopsByMail', by: 'notMe' });

/** The visitor's tab is open: a heartbeat every half minute. The first one after an absence is their return. */
export const isThere = (from: number, to: number): readonly Happening[] =>
  every(0.5, from, to, (at) => ({ at, kind: 'beats' }));

export const every = (step: number, from: number, to: number, what: (at: number) => Happening): readonly Happening[] =>
  Array.from({ length: Math.floor((to - from) / step + 1e-6) + 1 }, (_, index) => what(from + index * step));

/** What the API is asked during a row. */
export type Finding =
  | { readonly of: 'outcome'; readonly label: string }
  | { readonly of: 'address' | 'agentsView' | 'visitorsView' | 'conversation' | 'otherMails' };

const finds = (at: number, finding: Finding, expected: string): Happening => ({ at, kind: 'finds', finding, expected });

export const outcomeIs = (at: number, label: string, outcome: string) =>
  finds(at, { of: 'outcome', label }, `${label} ${outcome}`);
export const addressIs = (at: number, address: string) => finds(at, { of: 'address' }, `address ${address}`);
/** Labels of messages, or `nothing`. */
export const agentsSee = (at: number, labels: string) => finds(at, { of: 'agentsView' }, `agents see ${labels}`);
export const visitorSees = (at: number, labels: string) => finds(at, { of: 'visitorsView' }, `visitor sees ${labels}`);
export const conversationIs = (at: number, state: 'open' | 'closed') =>
  finds(at, { of: 'conversation' }, `conversation ${state}`);
export const otherMails = (at: number, count: number) => finds(at, { of: 'otherMails' }, `${count} other emails`);

export type AgentStatus = 'online' | 'offline' | 'invisible';
