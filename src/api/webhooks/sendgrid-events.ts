import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { applyAll } from '../../apply-reports.ts';
import { SendGridEvents } from '../../contract/webhooks.ts';
import { isTimely, signatureCheck, signatureHeader, timestampHeader } from '../../mail/webhook-signature.ts';
import { measureReports } from '../../operating/measured.ts';
import { storeReports } from '../../store/deliveries/reports.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { body, nothing } from '../routes.ts';
import { limitBody } from '../validation.ts';
import { readEvent } from './report-events.ts';

/** SendGrid posts batches of up to 768 KB. */
const maxBytes = 2 * 1_024 * 1_024;

/** Reports are repeated for 24 hours, so only timestamps that cannot be right are refused. */
const oldestMs = 48 * 3_600_000;

const post = createRoute({
  method: 'post',
  path: '/webhooks/sendgrid/events',
  operationId: 'postSendGridEvents',
  tags: ['Webhooks'],
  summary: "Receive SendGrid's reports",
  description:
    'The signed event webhook of SendGrid: what became of each email. Reports are stored before this answers and applied afterwards; a report that comes twice has no further effect. Without this answer, SendGrid sends a report again for 24 hours.',
  security: [{ reportSignature: [], reportTimestamp: [] }],
  request: { body: body(SendGridEvents) },
  responses: {
    204: nothing('All events are stored, including those that cannot be read.'),
    400: answers.notEvents,
    401: answers.notSigned,
    413: answers.tooLarge(maxBytes),
    500: answers.internal,
    503: answers.storeAway,
  },
});

/**
 * SendGrid's Event Webhook (design, Delivery; api.md, webhooks). Its signature covers the raw bytes, so they are parsed
 * here.
 */
export function sendGridEvents(deps: ApiDeps) {
  const { store, clock, log, notifier } = deps;
  const app = new OpenAPIHono<ApiEnv>();
  app.openAPIRegistry.registerPath(post);
  app.post(post.path, limitBody(maxBytes), async (c) => {
    const now = await clock();
    const bytes = Buffer.from(await c.req.arrayBuffer());
    assertSigned(deps, c.req.header(signatureHeader), c.req.header(timestampHeader), bytes, now);
    const received = eventsIn(bytes).map(readEvent);
    const stored = await storeReports(store, received, now);
    measureReports(received, stored);
    notifier.after(() => applyAll({ store, clock, log }, stored, notifier));
    return c.body(null, 204);
  });
  return app;
}

function assertSigned(
  { reportKeys = [] }: ApiDeps,
  signature: string | undefined,
  timestamp: string | undefined,
  bytes: Buffer,
  now: number,
): void {
  if (reportKeys.length === 0) throw problem('noReportKey');
  if (signature === undefined || timestamp === undefined) throw problem('notSigned', 'missing');
  if (!isTimely(timestamp, now, oldestMs)) throw problem('notSigned', 'untimely');
  const check = signatureCheck(reportKeys, signature, timestamp);
  check.add(bytes);
  if (!check.isValid()) throw problem('notSigned', 'wrong');
}

/** Bytes that are not UTF-8 can occur in a server's answer; they are no reason to lose the batch. */
function eventsIn(bytes: Buffer): unknown[] {
  let events: unknown;
  try {
    events = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw problem('notEvents');
  }
  if (!Array.isArray(events)) throw problem('notEvents');
  return events;
}
