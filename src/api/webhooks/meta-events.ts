import { createHash, timingSafeEqual } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type PostedEvents, postedEvents } from '../../channels/meta/posted-events.ts';
import { isSignedByMeta, metaSignatureHeader } from '../../channels/meta/webhook-signature.ts';
import { MetaChallenge, MetaEvents, MetaVerification } from '../../contract/webhooks.ts';
import { channelEventsReceived } from '../../operating/metrics.ts';
import { keepEvents } from '../../store/inbound/events.ts';
import { holdEvents, maxHeldOfPage, takeHeldEvents } from '../../store/inbound/held-events.ts';
import type { ChannelConnectionDoc, InboundDoc } from '../../store/mongo/documents.ts';
import { askAgain } from '../ask-again.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { body, nothing } from '../routes.ts';
import { limitBody } from '../validation.ts';
import { type WhoseEvents, whoseEvents } from './whose-events.ts';

/** A thousand events of the longest texts, with every character escaped, would have 12 MB; Meta posts far less. */
const maxBytes = 16 * 1_024 * 1_024;

const verify = createRoute({
  method: 'get',
  path: '/webhooks/meta',
  operationId: 'verifyMetaWebhook',
  tags: ['Webhooks'],
  summary: 'Verify the address for Meta',
  description: "Answers Meta's challenge, by which it verifies that the address of its webhook is yours.",
  security: [],
  request: { query: MetaVerification },
  responses: {
    200: { description: 'The challenge.', content: { 'text/plain': { schema: MetaChallenge } } },
    401: answers.noMetaSecret,
    403: answers.notTheVerifyToken,
    500: answers.internal,
    503: answers.storeAway,
  },
});

const post = createRoute({
  method: 'post',
  path: '/webhooks/meta',
  operationId: 'postMetaEvents',
  tags: ['Webhooks'],
  summary: 'Receive what happens on Messenger and Instagram',
  description:
    'The signed webhook of your app at Meta: what visitors write to the connected pages and Instagram accounts, what they read, and how they react. Events are stored before this answers and processed afterwards, in the order in which they happened; one that comes twice counts once. Events of pages that no account has connected are dropped; those of a page that Meta has not confirmed yet are held for 7 days, 10,000 of a page, and taken once it has. Without this answer Meta posts them again, and it ends the subscription of Messenger after an hour of failures.',
  security: [{ metaSignature: [] }],
  request: { body: body(MetaEvents) },
  responses: {
    200: nothing('All events of connected pages are stored, including those that cannot be processed.'),
    400: answers.brokenJson,
    401: answers.notSignedByMeta,
    413: answers.tooLarge(maxBytes),
    500: answers.internal,
    503: answers.storeAway,
  },
});

/**
 * Meta's webhook for Messenger and Instagram (Graph API, Webhooks, Getting started). Its signature covers the raw bytes,
 * so they are parsed here.
 */
export function metaEvents(deps: ApiDeps) {
  const { store, clock, log, notifier, meta = { appSecrets: [], verifyToken: null } } = deps;
  const { appSecrets, verifyToken } = meta;
  const asksAgain = askAgain(deps);
  const app = new OpenAPIHono<ApiEnv>();
  app.openAPIRegistry.registerPath(verify);
  app.openAPIRegistry.registerPath(post);
  app.get(verify.path, (c) => {
    if (appSecrets.length === 0 || verifyToken === null) throw problem('noMetaSecret');
    const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = c.req.query();
    if (mode !== 'subscribe' || !isSame(token, verifyToken)) throw problem('notTheVerifyToken');
    return c.text(challenge, 200, { 'x-content-type-options': 'nosniff' });
  });
  app.post(post.path, limitBody(maxBytes), async (c) => {
    if (appSecrets.length === 0) throw problem('noMetaSecret');
    const bytes = Buffer.from(await c.req.arrayBuffer());
    if (!isSignedByMeta(appSecrets, c.req.header(metaSignatureHeader) ?? '', bytes)) throw problem('notSignedByMeta');
    const posted = eventsIn(bytes);
    const now = await clock();
    const whose = await whoseEvents(store, posted, asksAgain);
    const isHeld = await holdEvents(store, whose.unconfirmed, now);
    // What came while Meta had not confirmed the page comes before what comes now.
    const before = await takeHeldEvents(store, whose.confirmed.filter(isNewlyConfirmed(now)), now);
    const stored = await keepEvents(store, whose.known, now);
    measure(posted, { ...whose, stored });
    for (const { _id, reason } of stored)
      if (reason !== null) log.warn({ inboundId: _id, reason }, 'an event is a dead letter');
    for (const id of firstOfEach([...before, ...stored])) notifier.inboundStored(id);
    if (!isHeld) {
      log.warn(
        { most: maxHeldOfPage },
        'too many events of a page that Meta has not confirmed are held; Meta has to post more again',
      );
      throw problem('busy');
    }
    return c.body('', 200);
  });
  return app;
}

/** Compares digests of the same length, so that the time taken tells nothing. */
function isSame(given: string, expected: string): boolean {
  const digest = (word: string) => createHash('sha256').update(word).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function eventsIn(bytes: Buffer): PostedEvents {
  try {
    return postedEvents(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw problem('brokenJson');
    throw error;
  }
}

/** After this a worker has handed over what was held. */
const isNewlyConfirmed =
  (now: number) =>
  ({ confirmedAt }: ChannelConnectionDoc): boolean =>
    (confirmedAt ?? 0) > now - 60_000;

/** Whichever workflow processes one event also processes all others of its conversation. */
function firstOfEach(stored: readonly InboundDoc[]): Iterable<string> {
  const first = new Map<string, string>();
  for (const { _id, accountId, conversationId, watchAt } of stored) {
    const lane = conversationId === null ? _id : `${accountId}:${conversationId}`;
    if (watchAt !== undefined && !first.has(lane)) first.set(lane, _id);
  }
  return first.values();
}

interface Counts extends Pick<WhoseEvents, 'known' | 'unconfirmed' | 'ofStrangers'> {
  readonly stored: readonly InboundDoc[];
}

function measure(
  { channel, ignored, unreadable }: PostedEvents,
  { known, unconfirmed, ofStrangers, stored }: Counts,
): void {
  const tooLarge = stored.filter(({ reason }) => reason !== null).length;
  const counts = {
    ...{ stored: stored.length - tooLarge, tooLarge, known: known.length - stored.length },
    ...{ unconfirmed: unconfirmed.length, unknownPage: ofStrangers, ignored, unreadable },
  };
  for (const [result, count] of Object.entries(counts))
    if (count > 0) channelEventsReceived.inc({ channel: channel ?? 'unknown', result }, count);
}
