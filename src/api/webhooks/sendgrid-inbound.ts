import { createHash, timingSafeEqual } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { PostedEmail } from '../../contract/webhooks.ts';
import { isTimely, signatureCheck, signatureHeader, timestampHeader } from '../../mail/webhook-signature.ts';
import { measureReceived } from '../../operating/measured.ts';
import { keepPosted } from '../../store/inbound/received.ts';
import type { InboundDoc } from '../../store/mongo/documents.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { limitInFlight } from '../in-flight.ts';
import { problem } from '../problems.ts';
import { nothing } from '../routes.ts';

/** Emails that arrive at a time in this process, of which each keeps a piece of a quarter of a megabyte in memory. */
const maxAtATime = 50;

/** SendGrid posts again for three days, maybe with the first signature. */
const oldestMs = 4 * 86_400_000;

const post = createRoute({
  method: 'post',
  path: '/webhooks/sendgrid/inbound/{secret}',
  operationId: 'postSendGridInbound',
  tags: ['Webhooks'],
  summary: 'Receive an email from SendGrid',
  description:
    'SendGrid\'s Inbound Parse: an email to one of your reply addresses, as it came ("send raw") or in its parts. It is stored before this answers and processed afterwards; one that comes twice counts once. SendGrid drops what is answered with 4xx without notice, so an email that is not signed, too large or unreadable is accepted too: it is a dead letter, which support can read and replay. Without this answer, and after 5xx, SendGrid posts it again for three days.',
  request: {
    params: z.object({
      secret: z
        .string()
        .meta({ description: 'One of INBOUND_PARSE_SECRET.', example: 'the-secret-that-you-have-chosen' }),
    }),
    body: { required: true, content: { 'multipart/form-data': { schema: PostedEmail } } },
  },
  security: [{}, { reportSignature: [], reportTimestamp: [] }],
  responses: {
    204: nothing('The email is stored.'),
    401: answers.notTheSecret,
    500: answers.internal,
    503: answers.storeAway,
  },
});

/**
 * SendGrid's Inbound Parse (design, Replies by mail; api.md, webhooks). The body is never whole in memory here, and no
 * byte of it is changed.
 */
export function sendGridInbound(deps: ApiDeps) {
  const { store, clock, log, notifier } = deps;
  const app = new OpenAPIHono<ApiEnv>();
  app.openAPIRegistry.registerPath(post);
  app.post('/webhooks/sendgrid/inbound/:secret', limitInFlight(maxAtATime), async (c) => {
    assertSecret(deps, c.req.param('secret'));
    const now = await clock();
    const { body } = c.req.raw;
    const check = checkOf(deps, c.req.header(signatureHeader), c.req.header(timestampHeader), now);
    const source = body === null ? nothingPosted() : added(body, check.add);
    const contentType = c.req.header('content-type') ?? '';
    const email = await keepPosted(store, { source, contentType, signature: check.result, now });
    measureReceived(email);
    if (email.reason !== null) log.warn({ inboundId: email._id, reason: email.reason }, 'an email is a dead letter');
    if (email.watchAt !== undefined) notifier.inboundStored(email._id);
    return c.body(null, 204);
  });
  return app;
}

/** Compares with all of them, and digests of the same length, so that the time taken tells nothing. */
function assertSecret({ inboundSecrets = [] }: ApiDeps, given: string): void {
  if (inboundSecrets.length === 0) throw problem('noInboundSecret');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const matches = inboundSecrets.filter((secret) => timingSafeEqual(digest(secret), digest(given)));
  if (matches.length === 0) throw problem('notTheSecret');
}

interface Check {
  add(bytes: Uint8Array): void;
  result(): InboundDoc['signature'];
}

function checkOf(
  { inboundKeys = [] }: ApiDeps,
  signature: string | undefined,
  timestamp: string | undefined,
  now: number,
): Check {
  if (inboundKeys.length === 0) return { add: () => {}, result: () => 'unchecked' };
  if (signature === undefined || timestamp === undefined || !isTimely(timestamp, now, oldestMs))
    return { add: () => {}, result: () => 'invalid' };
  const { add, isValid } = signatureCheck(inboundKeys, signature, timestamp);
  return { add, result: () => (isValid() ? 'valid' : 'invalid') };
}

async function* added(body: ReadableStream<Uint8Array>, add: (bytes: Uint8Array) => void) {
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    add(bytes);
    yield bytes;
  }
}

async function* nothingPosted(): AsyncGenerator<Uint8Array> {}
