import type { ParkedReason } from '../contract/outcomes.ts';
import { compose } from '../mail/compose.ts';
import { mailRequest } from '../mail/mail-request.ts';
import type { SendResult } from '../mail/sendgrid.ts';
import { measureClaimEnd, measureDeliveryEnd } from '../operating/measured-deliveries.ts';
import { hasUnknownAttempt } from '../policy/delivery.ts';
import type { Next } from '../policy/next.ts';
import {
  type AttemptEnd,
  type AttemptNote,
  endClaim,
  noteAttempt,
  readForAttempt,
  recordEnd,
} from '../store/attempts.ts';
import type { ConversationRef } from '../store/documents.ts';
import { look } from '../store/look.ts';
import { newsMessages } from '../store/replay.ts';
import { isStoreAway } from '../store/transaction.ts';
import type { ActivityDeps } from './activities.ts';
import { contentToSend, type Material } from './content.ts';

/** A conversation that changes while its mail is composed is composed again this often before the next look. */
const mostCompositions = 5;

/**
 * Makes one attempt at a claimed delivery and answers with the next look (design, Delivery). Composed afresh from one
 * snapshot (R5) and noted before it is sent. Whoever calls it again, or too late, sends nothing: it only sends what is
 * `claimed`, and only before the attempt's `giveUpAt`.
 */
export async function deliver(deps: ActivityDeps, ref: ConversationRef, deliveryId: string): Promise<Next> {
  for (let compositions = 1; compositions <= mostCompositions; compositions += 1) {
    const attempted = await attempt(deps, ref, deliveryId);
    if (attempted) break;
  }
  return look(deps, ref, []);
}

type Prepared =
  | { readonly kind: 'send'; readonly mail: Omit<AttemptNote, 'attempt'> }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'parked'; readonly reason: ParkedReason };

/** False: something changed meanwhile, so it has to be decided and composed again. */
async function attempt(deps: ActivityDeps, ref: ConversationRef, deliveryId: string): Promise<boolean> {
  const { store, clock, sender } = deps;
  const read = await readForAttempt(store, ref, deliveryId);
  if (read === null) return true;
  const { conversation, delivery } = read;
  const now = Math.max(await clock(), conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return true;
  const material = { ...read, ref, now };
  const prepared = hasUnknownAttempt(delivery) ? await repeated(deps, material) : await composed(deps, material);
  if (prepared.kind !== 'send') {
    const hasEnded = await endClaim(store, ref, deliveryId, conversation.version, prepared, await clock());
    if (hasEnded) measureClaimEnd(prepared);
    return hasEnded;
  }

  const at = Math.max(await clock(), now);
  const overAt = at + deps.deliverTimeoutMs;
  const noted = await noteAttempt(store, ref, deliveryId, conversation.version, {
    ...prepared.mail,
    attempt: { at, giveUpAt: overAt - deps.sendTimeoutMs, overAt, end: null, endedAt: null, result: null },
  });
  if (noted !== 'noted') return noted === 'limited';
  const number = delivery.attempts.length + 1;
  if ((await clock()) >= overAt - deps.sendTimeoutMs) {
    const late: AttemptEnd = { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: 'too late' };
    measureDeliveryEnd(await recordEnd(store, ref, deliveryId, number, late, clock));
    return true;
  }
  const result = await sender.send(prepared.mail.request);
  deps.log.info({ ...ref, deliveryId, attempt: number, end: result.kind, status: result.status }, 'mail attempted');
  await recordStubbornly(deps, ref, deliveryId, number, endOf(result));
  return true;
}

/** Composes with all news of the moment, if the mail is still due (design R5, settling excepted). */
async function composed(deps: ActivityDeps, material: Material): Promise<Prepared> {
  const content = await contentToSend(deps.store, material);
  if (content.kind !== 'content') return content;
  try {
    const mail = await compose(content.content);
    const { visitor, thread } = content.content;
    return {
      kind: 'send',
      mail: {
        to: visitor.address,
        newsSeqs: content.newsSeqs,
        subject: mail.subject,
        messageId: thread.messageId,
        request: JSON.stringify(mailRequest(content.content, mail)),
      },
    };
  } catch (error) {
    const { ref, delivery } = material;
    deps.log.error({ ...ref, deliveryId: delivery.id, err: error }, 'a mail could not be composed');
    return { kind: 'parked', reason: 'internal' };
  }
}

/** After an attempt of unknown end: the same mail byte for byte, unless its news was taken back or all of it read. */
async function repeated({ store }: ActivityDeps, { ref, delivery }: Material): Promise<Prepared> {
  const { to, newsSeqs, subject, messageId, request, replay } = delivery;
  if (to === null || subject === null || messageId === null || request === null)
    return { kind: 'parked', reason: 'internal' };
  const news = await newsMessages(store, ref, delivery);
  const isTakenBack = news.some(({ deletedAt, cancelledAt }) => deletedAt !== null || cancelledAt !== null);
  const isAllRead = news.every(({ readAt }) => readAt !== null) && replay?.evenIfRead !== true;
  if (isTakenBack || isAllRead) return { kind: 'parked', reason: 'changedWhileUnknown' };
  return { kind: 'send', mail: { to, newsSeqs, subject, messageId, request } };
}

function endOf(result: SendResult): AttemptEnd {
  const { status, code, message, detail, ...meaning } = result;
  return { ...meaning, result: detail === null ? message : `${message}: ${detail}` };
}

/**
 * What the provider said must not be lost to a MongoDB that is restarting. Going on after the activity's own time is up
 * does no harm: acceptance wins over what a look has decided meanwhile.
 */
async function recordStubbornly(
  { store, clock, log }: ActivityDeps,
  ref: ConversationRef,
  deliveryId: string,
  number: number,
  end: AttemptEnd,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      measureDeliveryEnd(await recordEnd(store, ref, deliveryId, number, end, clock));
      return;
    } catch (error) {
      if (!isStoreAway(error) || tries === 30) throw error;
      log.warn({ ...ref, deliveryId, err: error }, 'MongoDB is away: the end of an attempt is recorded later');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
