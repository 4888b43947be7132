import type { z } from 'zod';
import type { AgentEmail } from '../../contract/agent-emails.ts';
import type { Delivery, DismissRequest, ReplayRequest } from '../../contract/deliveries.ts';
import type { ErasureUnderWay } from '../../contract/erasure.ts';
import type { Readiness } from '../../contract/health.ts';
import { deadLetterReasons } from '../../contract/inbound.ts';
import type { InboundEmail, InboundReplayed, InboundReplayRequest } from '../../contract/inbound-emails.ts';
import type { BulkDismissRequest, BulkReplayRequest, Job } from '../../contract/jobs.ts';
import { alertMessages, type Status } from '../../contract/status.ts';
import type { PutSuppression, Suppression } from '../../contract/suppressions.ts';

/** Examples of deliveries, suppressions, jobs and status. */

const delivery: Delivery = {
  id: '7gh2k1',
  conversationId: 'order-4711',
  channel: 'email',
  to: 'grace@example.com',
  status: 'accepted',
  reason: null,
  trigger: 'left',
  newsSeqs: [2],
  attempts: [{ at: '2026-01-31T09:36:00.000Z', end: 'accepted', result: null }],
  nextAttemptAt: null,
  reports: [{ event: 'processed', at: '2026-01-31T09:36:02.000Z', attempt: 1, detail: null }],
  mayHaveBounced: false,
  replayAskedAt: null,
  dismissed: null,
  withdrawn: null,
  supersededBy: null,
  mailRemovedAt: null,
  createdAt: '2026-01-31T09:36:00.000Z',
  acceptedAt: '2026-01-31T09:36:01.000Z',
};

const agentEmail: AgentEmail = {
  id: '0f3a6b1c9d2e4f5a8b7c6d5e4f3a2b1c',
  conversationId: 'order-4711',
  agentId: 'ada',
  waitingSince: '2026-01-31T09:30:00.000Z',
  status: 'parked',
  reason: 'providerBusy',
  notNeeded: null,
  attempts: [{ at: '2026-01-31T09:35:00.000Z', end: 'refused', result: 'the provider answered 503' }],
  nextAttemptAt: null,
  createdAt: '2026-01-31T09:35:00.000Z',
  acceptedAt: null,
};

const suppression: Suppression = {
  address: 'grace@example.com',
  reason: 'bounced',
  detail: '550 5.1.1 The email account that you tried to reach does not exist.',
  by: null,
  at: '2026-01-31T09:36:30.000Z',
  conversationId: 'order-4711',
  deliveryId: '7gh2k1',
};

const inboundEmail: InboundEmail = {
  id: 'k3q5w7xj2m4n6p8r2t4v6x8z2b',
  channel: 'email',
  state: 'deadLetter',
  reason: 'expiredAddress',
  result: null,
  says: `It was not processed: ${deadLetterReasons.expiredAddress}.`,
  from: 'grace@example.com',
  subject: 'Re: Your order 4711',
  attachments: ['photo.jpg'],
  conversationId: 'order-4711',
  messageId: null,
  bytes: 248_310,
  receivedAt: '2026-01-31T10:02:00.000Z',
  processedAt: '2026-01-31T10:02:01.000Z',
  dismissed: null,
  expiresAt: '2026-05-01T10:02:00.000Z',
  contentUntil: '2026-05-01T10:02:00.000Z',
};

const status: Status = {
  dueToAccepted: { mails: 120, p50Seconds: 0.3, p99Seconds: 1.8 },
  overdueAlarms: 0,
  parked: {
    providerBusy: 0,
    providerAuth: 13,
    outOfCredits: 0,
    senderRejected: 0,
    contentRejected: 0,
    tooLarge: 0,
    blocked: 2,
    channelNotConnected: 0,
    channelTokenDead: 0,
    channelRestricted: 0,
    recipientUnavailable: 0,
    messagingWindowClosed: 0,
    unknown: 1,
    internal: 0,
    changedWhileUnknown: 0,
  },
  oldestUnknown: { deliveryId: '8hk3m2', conversationId: 'order-4712', since: '2026-01-31T10:55:00.000Z' },
  secondsSinceLastReport: 4,
  inbound: { deadLetters: 2, deadLettersOfNobody: 0, oldestUnprocessed: null },
  paused: {
    account: false,
    deployment: null,
    provider: { since: '2026-01-31T09:58:00.000Z', reason: 'providerAuth', nextProbeAt: '2026-01-31T11:01:00.000Z' },
  },
  alerts: [
    {
      kind: 'providerAuth',
      since: '2026-01-31T09:58:00.000Z',
      endedAt: null,
      message: alertMessages.providerAuth,
    },
  ],
};

const job: Job = {
  id: 'after-the-new-key',
  does: 'replay',
  state: 'running',
  total: 340,
  done: 13,
  refused: [{ id: '7gh2k1', reason: 'already-read' }],
  refusedCount: 1,
  byReason: [{ reason: 'providerAuth', count: 340 }],
  mayArriveTwice: 0,
  leftOut: 0,
  filter: {
    status: 'parked',
    reason: 'providerAuth',
    conversation: null,
    byAddress: false,
    ids: null,
    since: '2026-01-31T09:00:00.000Z',
    until: null,
  },
  createdAt: '2026-01-31T11:00:00.000Z',
  updatedAt: '2026-01-31T11:00:01.000Z',
};

/** A dry run: everything was examined, and nothing was replayed. */
export const dryRunExample: Job = { ...job, state: 'dryRun', done: 340 };
export const dismissalExample: Job = { ...dryRunExample, does: 'dismiss', refused: [], refusedCount: 0 };

/** The readiness of an API that cannot serve requests. */
export const unreadyExample: z.infer<typeof Readiness> = {
  status: 'unavailable',
  parts: { mongodb: 'away', temporal: 'ok', provider: 'ok', indexes: 'ok' },
  says: ['MongoDB does not answer'],
};

export const onePage = <Item>(item: Item) => ({ items: [item], nextCursor: null });

export const examplesForOperators = {
  DismissRequest: { reason: 'the visitor was called' } satisfies z.input<typeof DismissRequest>,
  ReplayRequest: { evenIfRead: true } satisfies z.input<typeof ReplayRequest>,
  BulkReplayRequest: {
    id: 'after-the-new-key',
    reason: 'providerAuth',
    since: '2026-01-31T09:00:00.000Z',
  } satisfies z.input<typeof BulkReplayRequest>,
  BulkDismissRequest: {
    id: 'too-late-for-them',
    why: 'the sale is over',
    reason: 'providerBusy',
    until: '2026-01-31T09:00:00.000Z',
  } satisfies z.input<typeof BulkDismissRequest>,
  Job: job,
  JobPage: onePage(job),
  Delivery: delivery,
  DeliveryPage: onePage(delivery),
  DeliveryHtml: '<!doctype html><html><head>…</head><body><p>Your parcel ships today.</p></body></html>',
  ErasureUnderWay: { state: 'erasing' } satisfies z.infer<typeof ErasureUnderWay>,
  PutSuppression: { detail: 'asked by phone to get no email' } satisfies z.input<typeof PutSuppression>,
  Suppression: suppression,
  SuppressionPage: onePage(suppression),
  AgentEmail: agentEmail,
  AgentEmailPage: onePage(agentEmail),
  InboundEmail: inboundEmail,
  PostTestEmail: { to: 'ada@example.com' },
  TestEmail: { to: 'ada@example.com', result: 'accepted', detail: null },
  EmailChecks: {
    checks: [{ check: 'SendGrid senders', state: 'ok', says: '1 on an authenticated domain', todo: null }],
  },
  EmailHtml: '<!doctype html><html><head>…</head><body><p>It comes tomorrow.</p></body></html>',
  InboundHtml: '<!doctype html><html><head>…</head><body><p>Thank you!</p></body></html>',
  InboundEmailPage: onePage(inboundEmail),
  InboundReplayRequest: { reason: 'expiredAddress', since: '2026-01-31T09:00:00.000Z' } satisfies z.input<
    typeof InboundReplayRequest
  >,
  InboundReplayed: { replayed: 12, left: 0 } satisfies InboundReplayed,
  Status: status,
  MetaChallenge: '1158201444',
  MetaEvents: {
    object: 'page',
    entry: [
      {
        id: '104857600000001',
        time: 1_769_852_100_000,
        messaging: [
          {
            sender: { id: '24857600000000042' },
            recipient: { id: '104857600000001' },
            timestamp: 1_769_852_099_120,
            message: { mid: 'm_Ag3JxGKXv5', text: 'When does my parcel ship?' },
          },
        ],
      },
    ],
  },
  PostedEmail: {
    to: 'reply+k3q5w7xj2m4n6p8r2t4v6x8z2b@reply.acme.example',
    from: 'Grace Hopper <grace@example.com>',
    subject: 'Re: Your order 4711',
    envelope: '{"to":["reply+k3q5w7xj2m4n6p8r2t4v6x8z2b@reply.acme.example"],"from":"grace@example.com"}',
    email: 'From: Grace Hopper <grace@example.com>\r\nSubject: Re: Your order 4711\r\n\r\nThank you!\r\n',
  },
  SendGridEvents: [
    {
      email: 'grace@example.com',
      event: 'delivered',
      timestamp: 1769852164,
      sg_event_id: 'ZGVsaXZlcmVkLTAtMTIzNDU2Nzg',
      sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
      response: '250 OK',
      account: 'acme',
      delivery: '7gh2k1',
      attempt: '1',
    },
  ],
  Health: { status: 'ok' },
  Readiness: {
    status: 'ok',
    parts: { mongodb: 'ok', temporal: 'ok', provider: 'paused', indexes: 'ok' },
    says: [
      'sending has been paused since 2026-01-31T09:58:00.000Z: the provider does not accept email sent with the key',
    ],
  },
};
