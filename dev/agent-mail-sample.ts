import type { AgentMailContent } from '../src/mail/agent-mail.ts';
import { messageIdOf } from '../src/mail/thread-headers.ts';

/** An email to an agent to look at. */
export const visitorWaits: AgentMailContent = {
  accountId: 'demo',
  agentEmailId: 'sample',
  attempt: 1,
  to: { name: 'Grace Hopper', address: 'grace@acme.example' },
  locale: 'en',
  timeZone: 'Europe/Paris',
  sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  brand: { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' },
  visitorName: 'Ada Lovelace',
  waitedMs: 5 * 60_000,
  last: {
    preview: 'Hello, where is my parcel? I ordered at https://shop.example/orders/4711',
    at: new Date(Date.UTC(2026, 2, 6, 13, 0)),
  },
  conversationUrl: 'https://chat.acme.example/inbox/c/sample',
  preferencesUrl: 'https://chat.acme.example/inbox/settings/me',
  messageId: messageIdOf('sample', 'chat@acme.example'),
};
