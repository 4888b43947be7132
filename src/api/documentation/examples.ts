import type { z } from 'zod';
import {
  type Agent,
  type Me,
  type PatchPreferences,
  type Preferences,
  type PutAgent,
  type PutStatus,
  usualPreferences,
} from '../../contract/agents.ts';
import type { Attachment } from '../../contract/attachments.ts';
import type {
  Conversation,
  PatchVisitor,
  PostForwarding,
  PostRead,
  PutAssignee,
  PutConversation,
} from '../../contract/conversations.ts';
import type { ConversationExport } from '../../contract/export.ts';
import type { Message, PostMessage } from '../../contract/messages.ts';
import type { PostPresence } from '../../contract/presence.ts';
import { Settings } from '../../contract/settings.ts';
import { warningsOf } from '../../policy/account/settings-warnings.ts';
import { examplesForIntegrations } from './examples-for-integrations.ts';
import { examplesForOperators, onePage } from './examples-for-operators.ts';
import { examplesForVisitors } from './examples-for-visitors.ts';

/** One example of each body, by its schema's name; they follow the same conversation. */

const conversation: Conversation = {
  id: 'order-4711',
  channel: { kind: 'web', pageId: null, recipientId: null },
  state: 'open',
  visitor: {
    id: 'customer-12',
    name: 'Grace Hopper',
    email: 'grace@example.com',
    emailSource: 'contactForm',
    emailVerified: false,
    suggestedEmail: null,
    locale: 'en',
    timeZone: 'Europe/Paris',
    presence: {
      state: 'left',
      activeAt: '2026-01-31T09:30:00.000Z',
      seenAt: '2026-01-31T09:31:00.000Z',
      leftAt: '2026-01-31T09:31:00.000Z',
    },
  },
  page: 'https://acme.example/orders/4711',
  lastSeq: 2,
  lastMessage: {
    author: { kind: 'agent', id: 'ada', name: 'Ada', avatarUrl: 'https://acme.example/people/ada.png' },
    kind: 'message',
    preview: 'The parcel ships tomorrow.',
    at: '2026-01-31T09:30:30.000Z',
  },
  lastMessageAt: '2026-01-31T09:30:30.000Z',
  waitingSince: null,
  assignee: 'ada',
  readUpTo: 1,
  forwarding: {
    state: 'waiting',
    dueAt: '2026-01-31T09:36:00.000Z',
    trigger: 'left',
    reason: 'beforeTrigger',
  },
  createdAt: '2026-01-31T09:29:00.000Z',
  updatedAt: '2026-01-31T09:31:00.000Z',
};

const message: Message = {
  kind: 'message',
  id: 'answer-1',
  conversationId: 'order-4711',
  seq: 2,
  state: 'sent',
  author: { kind: 'agent', id: 'ada', name: 'Ada', avatarUrl: 'https://acme.example/people/ada.png' },
  text: 'The parcel ships tomorrow.',
  via: 'api',
  at: '2026-01-31T09:30:30.000Z',
  receivedAt: '2026-01-31T09:30:30.000Z',
  editedAt: null,
  deletedAt: null,
  readAt: null,
  readVia: null,
  flags: [],
  attachments: [],
  forwardedTo: [
    {
      channel: 'email',
      address: 'grace@example.com',
      at: '2026-01-31T09:36:01.000Z',
      deliveryId: '7gh2k1',
      status: 'accepted',
      reason: null,
    },
  ],
  forwarding: 'auto',
  outcome: { state: 'mailed', reason: 'accepted', until: null, deliveryId: '7gh2k1' },
};

const attachment: Attachment = {
  id: 'k3v9x2m4p7w1c8r5k3v9x2m4p7',
  name: 'invoice.pdf',
  type: 'application/pdf',
  bytes: 48_213,
  url: 'https://chat.acme.example/v1/attachments/k3v9x2m4p7w1c8r5k3v9x2m4p7?expires=1769947200&signature=…',
  expiresAt: '2026-02-01T12:00:00.000Z',
};

const agent: Agent = {
  id: 'ada',
  name: 'Ada',
  email: 'ada@acme.example',
  avatarUrl: null,
  role: 'agent',
  status: { status: 'online', since: '2026-01-31T08:00:00.000Z', expiresAt: null },
  createdAt: '2026-01-05T10:00:00.000Z',
};

export const examples = {
  ...examplesForIntegrations,
  ...examplesForVisitors,
  ...examplesForOperators,
  PutConversation: {
    visitor: { id: 'customer-12', name: 'Grace Hopper', email: 'grace@example.com', timeZone: 'Europe/Paris' },
    page: 'https://acme.example/orders/4711',
  } satisfies z.input<typeof PutConversation>,
  PatchVisitor: { email: 'grace@example.com', source: 'agent' } satisfies z.input<typeof PatchVisitor>,
  PostPresence: { state: 'left', tab: 'tab-1' } satisfies z.input<typeof PostPresence>,
  PostForwarding: { action: 'cancel' } satisfies z.input<typeof PostForwarding>,
  PutAssignee: { agentId: 'ada' } satisfies z.input<typeof PutAssignee>,
  Forwarding: conversation.forwarding,
  PostRead: { upTo: 2 } satisfies z.input<typeof PostRead>,
  ReadState: { readUpTo: 2 },
  RotatedSecret: {
    kind: 'identity',
    secret: 'Nq0Vb0F0sWc2n7rQO3m6mJ5bZ1fQy8uTt0l6kq2x9dE',
    rotatedAt: '2026-01-31T09:30:00.000Z',
    previous: 1,
  },
  Conversation: conversation,
  MergedConversation: {
    ...conversation,
    ignored: [{ field: 'visitor.timeZone', why: 'must be an IANA time zone such as Europe/Paris' }],
  },
  ConversationPage: onePage(conversation),
  ConversationExport: {
    exportedAt: '2026-02-03T10:00:00.000Z',
    conversation,
    messages: [message],
    notes: [],
    deliveries: [],
    inboundEmails: [],
    links: [
      {
        kind: 'unsubscribe',
        address: 'grace@example.com',
        createdAt: '2026-01-31T09:36:00.000Z',
        expiresAt: null,
        revokedAt: null,
      },
    ],
    suppressions: [],
  } satisfies ConversationExport,
  PostMessage: {
    id: 'answer-1',
    author: { kind: 'agent', id: 'ada', name: 'Ada' },
    text: 'The parcel ships tomorrow.',
  } satisfies z.input<typeof PostMessage>,
  AttachmentUpload: { file: '(the content of invoice.pdf)' },
  Attachment: attachment,
  FileContent: '(the content of the file)',
  PatchMessage: { text: 'The parcel ships on Monday.' },
  Message: message,
  PostedVisitorMessage: {
    ...message,
    ...{ id: 'question-1', seq: 1, author: { kind: 'visitor', id: null, name: null, avatarUrl: null } },
    ...{ text: 'When does it ship?', via: 'widget', forwardedTo: [], outcome: undefined },
  },
  MessagePage: onePage(message),
  PutAgent: { name: 'Ada', email: 'ada@acme.example' } satisfies z.input<typeof PutAgent>,
  PutStatus: { status: 'online', expiresInSeconds: 120 } satisfies z.input<typeof PutStatus>,
  AgentStatus: {
    status: 'online',
    since: '2026-01-31T08:00:00.000Z',
    expiresAt: '2026-01-31T08:02:00.000Z',
  } satisfies Agent['status'],
  Agent: agent,
  Me: {
    agent,
    account: {
      id: 'acme',
      name: 'Acme',
      siteKey: 'site_k3v9x2m4p7w1c8r5k3v9x2m4p7',
      siteUrl: 'https://acme.example',
      timeZone: 'Europe/Paris',
      locale: 'en',
      forwarding: {
        emailForwarding: 'unreadReplies',
        afterLeavingSeconds: 300,
        paused: false,
        quietHours: null,
        outsideWindow: 'notSent',
      },
    },
    preferences: usualPreferences,
  } satisfies z.output<typeof Me>,
  PatchPreferences: { sendWith: 'ctrlEnter' } satisfies PatchPreferences,
  Preferences: { ...usualPreferences, sendWith: 'ctrlEnter' } satisfies Preferences,
  AgentPage: onePage(agent),
  SettingsPatch: { emailForwarding: 'unreadReplies', timing: { afterLeavingSeconds: 600 } },
  Settings: Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }),
  ChangedSettings: {
    ...Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }),
    warnings: [...warningsOf(Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }))],
  },
  EventStream: `retry: 2000\nid: wLq3R0dT\n\nevent: message.updated\nid: Zk7cVb2M\ndata: ${JSON.stringify(message)}\n\n`,
};
