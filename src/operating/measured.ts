import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { MailSender } from '../mail/sendgrid.ts';
import { knownEvents } from '../policy/delivery/report-meanings.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import { dueToAcceptedMs } from '../store/deliveries/deliveries.ts';
import type { Received } from '../store/deliveries/reports.ts';
import type { AuditDraft, DeliveryDoc, InboundDoc, ReportDoc } from '../store/mongo/documents.ts';
import type { Store, StoreObserver } from '../store/mongo/store.ts';
import { TemporalRestingError } from '../temporal/resting-error.ts';
import type { Waker } from '../temporal/waker.ts';
import {
  accountEmails,
  deliveriesEnded,
  dueToAccepted,
  httpRequests,
  inboundProcessed,
  inboundReceived,
  mailAttempts,
  reportsReceived,
  wakes,
} from './metrics.ts';

/** Measures how long each request takes, by the pattern of its route. */
export const measuredRequests: MiddlewareHandler = async (c, next) => {
  const end = httpRequests.startTimer({ method: c.req.method });
  await next();
  end({ route: routeOf(c), status: String(c.res.status) });
};

/**
 * The pattern of the route that answered a request, such as `/v1/conversations/:id`, or that would have, if something
 * before it refused the request; `unmatched` if there is none.
 */
export function routeOf(c: Parameters<typeof matchedRoutes>[0]): string {
  const fromHere = matchedRoutes(c).slice(c.req.routeIndex);
  return fromHere.find(({ method }) => method !== 'ALL')?.path ?? 'unmatched';
}

/** Counts the signals. `resting`: Temporal has recently not answered, so it was not called. */
export function measuredWaker(waker: Waker, source: 'api' | 'fanOut' | 'sweeper' | 'relay'): Waker {
  const counted = async (signal: string, call: Promise<void>) => {
    try {
      await call;
      wakes.inc({ source, signal, result: 'sent' });
    } catch (error) {
      wakes.inc({ source, signal, result: error instanceof TemporalRestingError ? 'resting' : 'failed' });
      throw error;
    }
  };
  return {
    wake: (conversation, signal) => counted(signal, waker.wake(conversation, signal)),
    wakeFanOut: (accountId) => counted('flagged', waker.wakeFanOut(accountId)),
    wakeBulkReplay: (accountId, jobId) => counted('jobChanged', waker.wakeBulkReplay(accountId, jobId)),
    wakeInbound: (inboundId) => counted('inboundStored', waker.wakeInbound(inboundId)),
    wakeWebhook: (accountId, webhookId) => counted('eventsNoted', waker.wakeWebhook(accountId, webhookId)),
    wakeAgentEmail: (accountId, agentEmailId) => counted('agentEmailed', waker.wakeAgentEmail(accountId, agentEmailId)),
    wakeRestoreLink: (accountId, requestId) => counted('restoreLinkAsked', waker.wakeRestoreLink(accountId, requestId)),
  };
}

/** Measures how long calls to the provider take. */
export function measuredSender(sender: MailSender): MailSender {
  return {
    send: async (body) => {
      const end = mailAttempts.startTimer();
      const result = await sender.send(body);
      end({ end: result.kind, reason: 'reason' in result ? result.reason : '' });
      return result;
    },
  };
}

/** The provider's events that count against the account's sender. */
const harmful: readonly string[] = ['bounce', 'blocked', 'dropped', 'spamreport'];

/**
 * The store, which counts and logs each delivery that is parked, counts what is reported by account, and logs replays
 * and what people and programs have changed.
 */
export function measuredStore(store: Store, log: Logger): Store {
  const observer: StoreObserver = {
    parked: (delivery) => {
      deliveriesEnded.inc({ end: 'parked', reason: delivery.reason ?? '' });
      log.warn(delivery, 'delivery parked');
    },
    reported: (account, reports) => {
      for (const { event } of reports) if (harmful.includes(event)) accountEmails.inc({ account, event });
    },
    recorded: (record) => log.info(shownRecord(record), 'recorded in the audit'),
    replay: (delivery, { kind, ...step }) =>
      log[kind === 'refused' ? 'warn' : 'info']({ ...delivery, ...step }, replayWords[kind]),
  };
  return { ...store, observer };
}

const replayWords = {
  asked: 'replay asked for by a signal',
  refused: 'replay refused to a signal',
  begun: 'replay begun',
} as const;

/** Who did what to what, by ids. */
function shownRecord({ accountId, requestId, actor, action, object, fields }: AuditDraft) {
  const { kind, id } = actor;
  const who = kind === 'key' ? { keyId: id } : kind === 'agent' ? { agentId: id } : { by: kind };
  return {
    accountId,
    requestId,
    ...who,
    action,
    object: object.kind,
    objectId: object.id,
    ...(fields.length === 0 ? {} : { fields }),
  };
}

/** Counts a delivery that ended without an attempt; parked ones are counted by their store. */
export function measureClaimEnd(end: ClaimEnd): void {
  if (end.kind === 'withdrawn') deliveriesEnded.inc({ end: end.kind, reason: '' });
}

/**
 * Counts a delivery that an attempt ended (null: it continues), and measures how long after it was due, or replayed.
 * Parked ones are counted by their store.
 */
export function measureDeliveryEnd(delivery: DeliveryDoc | null): void {
  if (delivery === null) return;
  const { accountId, channel, status, reason, acceptedAt } = delivery;
  if (status !== 'parked') deliveriesEnded.inc({ end: status, reason: reason ?? '' });
  if (acceptedAt !== null && channel === 'email') accountEmails.inc({ account: accountId, event: 'accepted' });
  const ms = dueToAcceptedMs(delivery);
  if (ms !== null) dueToAccepted.observe(ms / 1_000);
}

/**
 * Counts the events of a batch; those that were not stored were known already. Only known event names become labels.
 */
export function measureReports(received: readonly Received[], stored: readonly ReportDoc[]): void {
  const isStored = new Set(stored.map(({ id }) => id));
  for (const one of received) {
    if (one.kind === 'unreadable') {
      reportsReceived.inc({ event: 'other', result: 'unreadable' });
      continue;
    }
    const event = knownEvents.includes(one.report.event) ? one.report.event : 'other';
    const result = one.kind === 'other' ? 'ignored' : isStored.has(one.report.id) ? 'stored' : 'known';
    reportsReceived.inc({ event, result });
  }
}

/** Counts an email that was posted to us. */
export function measureReceived({ reason }: Pick<InboundDoc, 'reason'>): void {
  inboundReceived.inc({ result: reason ?? 'stored' });
}

/** Counts an email that was processed, and measures how long after it was posted or replayed. */
export function measureProcessed({ result, reason, replayedAt, receivedAt }: InboundDoc, now: number): void {
  const since = replayedAt ?? receivedAt;
  inboundProcessed.observe(
    { end: result?.kind ?? 'deadLetter', reason: reason ?? '' },
    Math.max(0, now - since) / 1_000,
  );
}
