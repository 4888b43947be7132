import type { z } from 'zod';
import type { Message } from '../../contract/messages.ts';
import {
  type AgentsForVisitors,
  type ContactFormState,
  maxPeopleShown,
  type VisitorConversation,
  type VisitorSession,
} from '../../contract/visitors.ts';
import { agentsAwaySince } from '../../policy/account/agents.ts';
import { formRule, formState } from '../../policy/visitor/contact-form.ts';
import { heartbeatSecondsFor } from '../../policy/visitor/presence.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import { agentsOnline } from '../../store/accounts/agents.ts';
import type { AccountDoc, ConversationDoc, MessageDoc } from '../../store/mongo/documents.ts';
import { type MessageContext, messageView } from '../views.ts';

/** What a visitor sees: their own messages and address, the answers, but nothing about agents' work or emails. */

export function visitorConversationView(
  conversation: ConversationDoc,
  account: AccountDoc,
  now: number,
): VisitorConversation {
  const { id, closedAt, page, lastSeq, readUpTo, createdAt, updatedAt } = conversation;
  return {
    id,
    state: closedAt === null ? 'open' : 'closed',
    visitor: visitorView(conversation.visitor),
    page,
    lastSeq,
    readUpTo,
    form: formView(conversation.visitor.email, account, now),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

export function visitorView(visitor: ConversationDoc['visitor']): VisitorConversation['visitor'] {
  const { id, name, email, emailSource, emailVerified, locale, timeZone } = visitor;
  return { id: id ?? '', name, email, emailSource, emailVerified, locale, timeZone };
}

export function visitorMessageView(message: MessageDoc, context: Omit<MessageContext, 'deliveries' | 'view'>): Message {
  const shown = messageView(message, { ...context, deliveries: [], view: 'visitor' });
  return { ...shown, forwardedTo: [] };
}

export function formView(email: string | null, account: AccountDoc, now: number): ContactFormState {
  const state = formState(email, accountFacts(account), now);
  return { state, fields: state === 'notNeeded' ? [] : ['email', 'name'] };
}

export function presenceView({ settings: { timing } }: AccountDoc): z.output<typeof VisitorSession>['presence'] {
  const { silenceSeconds } = timing;
  return { heartbeatSeconds: heartbeatSecondsFor(silenceSeconds), silenceSeconds };
}

export function agentsView(account: AccountDoc, now: number): AgentsForVisitors {
  const facts = accountFacts(account);
  const people = agentsOnline(account, now).slice(0, maxPeopleShown);
  return {
    online: agentsAwaySince(facts.agents, now) === null,
    people: people.map(({ name, avatarUrl }) => ({ name, avatarUrl })),
    contactForm: formRule(facts, now),
  };
}
