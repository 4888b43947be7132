import type { z } from 'zod';
import type { CannedReply, PutCannedReply } from '../../contract/canned-replies.ts';
import type { Channel, ChannelList, PutChannel } from '../../contract/channels.ts';
import type {
  PostWebhookReplay,
  PutWebhook,
  RotatedWebhookSecret,
  Webhook,
  WebhookFailure,
  WebhookReplayed,
  WebhookTest,
} from '../../contract/outgoing-webhooks.ts';
import { onePage } from './examples-for-operators.ts';

/** Examples of what an account adds to the inbox and connects to it. */

const cannedReply: CannedReply = {
  id: 'greeting',
  agentId: 'ada',
  shortcut: 'hi',
  title: 'Greeting',
  text: 'Hello {{visitor.name|there}}, this is {{agent.name}}. How can I help?',
  createdAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-05T10:00:00.000Z',
};

const { agentId, shortcut, title, text } = cannedReply;

const webhook: Webhook = {
  id: 'crm',
  url: 'https://acme.example/hooks/afterchat',
  events: ['message.created', 'delivery.updated'],
  enabled: true,
  state: 'ok',
  failingSince: null,
  disabledBecauseFailing: false,
  missedSince: null,
  waiting: 0,
  failed: 0,
  previousSecrets: 0,
  createdAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-05T10:00:00.000Z',
};

const channel: Channel = {
  kind: 'messenger',
  id: '104857600000001',
  login: 'facebook',
  name: 'Acme',
  status: 'ok',
  statusSince: '2026-01-05T10:00:00.000Z',
  tokenExpiresAt: null,
  checkedAt: '2026-01-31T03:00:00.000Z',
  confirmedAt: '2026-01-05T10:00:00.000Z',
  createdAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-05T10:00:00.000Z',
};

const failure: WebhookFailure = {
  id: 'evt_0b5e3c1f9a7d4e2f8c6b5a4938271605',
  event: 'message.created',
  conversationId: 'order-4711',
  state: 'failed',
  attempts: 30,
  lastAttempt: { at: '2026-02-01T09:29:00.000Z', status: 503, error: null, answer: 'Service Unavailable' },
  nextAttemptAt: null,
  createdAt: '2026-01-31T09:30:00.000Z',
};

const secret = 'whsec_3q2-7w…';

export const examplesForIntegrations = {
  Channel: channel,
  ChannelList: {
    items: [channel],
    setup: { webhookUrl: 'https://chat.acme.example/webhooks/meta', verifyTokenHint: 'ora…', missing: [] },
  } satisfies ChannelList,
  PutChannel: { login: 'facebook', accessToken: 'EAAGm0PX4ZCpsBO1Zk' } as PutChannel,
  Webhook: webhook,
  CreatedWebhook: { ...webhook, secret },
  WebhookList: { items: [webhook] },
  PutWebhook: { url: webhook.url, events: webhook.events } satisfies z.input<typeof PutWebhook>,
  RotatedWebhookSecret: { secret, previous: 1 } satisfies z.output<typeof RotatedWebhookSecret>,
  WebhookTest: { ok: true, status: 204, error: null, answer: null, milliseconds: 84 } satisfies z.output<
    typeof WebhookTest
  >,
  WebhookFailurePage: onePage(failure),
  PostWebhookReplay: { ids: [failure.id] } satisfies z.input<typeof PostWebhookReplay>,
  WebhookReplayed: { replayed: 1, left: 0 } satisfies z.output<typeof WebhookReplayed>,
  CannedReply: cannedReply,
  PutCannedReply: { agentId, shortcut, title, text } satisfies z.input<typeof PutCannedReply>,
  CannedReplyPage: onePage(cannedReply),
};
