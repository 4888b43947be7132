import type { z } from 'zod';
import type { AgentSession } from '../../contract/agents.ts';
import type { AuditPage } from '../../contract/audit.ts';
import type { CreatedKey, Key, PostKey } from '../../contract/keys.ts';
import type { PostTyping, PostVisitorTyping } from '../../contract/typing.ts';
import type {
  AgentsForVisitors,
  FilledContactForm,
  PostContactForm,
  PostRestoreLink,
  PostVisitorMessage,
  PostVisitorPresence,
  PostVisitorSession,
  VisitorConversation,
  VisitorSession,
} from '../../contract/visitors.ts';
import type { WidgetConfiguration } from '../../contract/widget.ts';

/** Examples of keys and sessions, and of what the widget sends and receives. */

const conversation: VisitorConversation = {
  id: 'k3v9x2m4',
  state: 'open',
  visitor: {
    id: 'p7w1c8r5',
    name: 'Grace Hopper',
    email: 'grace@example.com',
    emailSource: 'contactForm',
    emailVerified: false,
    locale: 'en',
    timeZone: 'Europe/Paris',
  },
  page: 'https://acme.example/orders/4711',
  lastSeq: 1,
  readUpTo: 0,
  form: { state: 'done', fields: ['email', 'name'] },
  createdAt: '2026-01-31T09:29:00.000Z',
  updatedAt: '2026-01-31T09:31:00.000Z',
};

const agents: AgentsForVisitors = {
  online: true,
  people: [{ name: 'Ada', avatarUrl: 'https://acme.example/people/ada.png' }],
  contactForm: 'optional',
};

const key: Key = {
  id: '5f0c1e9a7b3d2c4e6f80',
  name: 'Chat frontend',
  scopes: ['chat'],
  createdAt: '2026-01-05T10:00:00.000Z',
};

export const examplesForVisitors = {
  AgentSession: {
    token: 'as_4f1d…',
    inboxUrl: 'https://chat.acme.example/inbox',
    expiresAt: '2026-01-31T21:30:00.000Z',
  } satisfies z.output<typeof AgentSession>,
  PostKey: { scopes: ['chat'], name: 'Chat frontend' } satisfies z.input<typeof PostKey>,
  CreatedKey: { ...key, key: 'ac_9b2e…' } satisfies z.output<typeof CreatedKey>,
  AuditPage: {
    items: [
      {
        id: 'k3v9x2m4p7w1c8r5k3v9x2m4p7',
        at: '2026-01-31T09:30:00.000Z',
        actor: { kind: 'agent', id: 'ada' },
        action: 'settings.changed',
        object: { kind: 'settings', id: null },
        fields: ['timing.settleSeconds'],
        requestId: 'k3v9x2m4p7w1c8r5k3v9x2m4p8',
      },
    ],
    nextCursor: null,
  } satisfies z.output<typeof AuditPage>,
  KeyPage: { items: [key], nextCursor: null },
  PostVisitorSession: {
    siteKey: 'site_2c7a…',
    page: 'https://acme.example/orders/4711',
    locale: 'en',
  } satisfies z.input<typeof PostVisitorSession>,
  VisitorSession: {
    token: 'eyJhbGciOiJIUzI1NiJ9.…',
    visitor: conversation.visitor,
    conversation,
    form: { state: 'done', fields: ['email', 'name'] },
    agents,
    presence: { heartbeatSeconds: 30, silenceSeconds: 90 },
  } satisfies z.output<typeof VisitorSession>,
  WidgetConfiguration: {
    app: '/widget/app-Dq3x81aB.js',
    name: 'Acme',
    colors: {
      light: { brand: '#0b7a75', onBrand: '#ffffff', accent: '#0b7a75', brandEdge: '#0b7a75' },
      dark: { brand: '#0b7a75', onBrand: '#ffffff', accent: '#54a29e', brandEdge: '#0b7a75' },
    },
    logoUrl: null,
    locale: 'en',
    attachments: { maxFiles: 10, maxBytes: 20_971_520 },
    agents,
  } satisfies z.output<typeof WidgetConfiguration>,
  VisitorConversation: conversation,
  PostVisitorMessage: {
    id: 'question-1',
    text: 'When does it ship?',
    page: 'https://acme.example/orders/4711',
    tab: 'tab-1',
  } satisfies z.input<typeof PostVisitorMessage>,
  PostRestoreLink: { siteKey: 'site_2c7a…', email: 'grace@example.com' } satisfies z.input<typeof PostRestoreLink>,
  PostContactForm: { email: 'grace@example.com', name: 'Grace Hopper', tab: 'tab-1' } satisfies z.input<
    typeof PostContactForm
  >,
  FilledContactForm: {
    conversation,
    form: { state: 'done', fields: ['email', 'name'] },
    released: [],
  } satisfies z.output<typeof FilledContactForm>,
  PostVisitorTyping: { state: 'typing' } satisfies z.input<typeof PostVisitorTyping>,
  PostTyping: { agent: { id: 'ada' } } satisfies z.input<typeof PostTyping>,
  PostVisitorPresence: { state: 'active', tab: 'tab-1' } satisfies z.input<typeof PostVisitorPresence>,
  PresenceBeacon: { token: 'eyJhbGciOiJIUzI1NiJ9.…', state: 'left', tab: 'tab-1' },
};
