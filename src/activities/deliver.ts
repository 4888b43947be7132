import { measureClaimEnd, measureDeliveryEnd } from '../operating/measured.ts';
import { withoutPostponedTime } from '../policy/delivery/delivery.ts';
import type { Next } from '../policy/look/decision.ts';
import { type EndedAttempt, recordEnd } from '../store/deliveries/attempt-ends.ts';
import { noteAttempt, readForAttempt } from '../store/deliveries/attempts.ts';
import { type ClaimEnd, endClaim } from '../store/deliveries/claim-ends.ts';
import { look } from '../store/deliveries/look.ts';
import type { ConversationRef } from '../store/mongo/documents.ts';
import { randomId } from '../store/mongo/ids.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { endOf, type FailedAttempt, failedBy, tooLate } from './attempt-result.ts';
import { courierOf } from './courier.ts';
import type { ActivityDeps } from './deps.ts';
import { prepare } from './prepare.ts';

/** The next look, and what became of the attempt if the provider did not accept it. */
export type Delivered = Next & { readonly failed?: FailedAttempt };

/** If the conversation changes while its email is composed, it is composed again this often before the next look. */
const maxCompositions = 5;

/** How long MongoDB may be unavailable before the result of an attempt is lost. */
const recordForMs = 15 * 60_000;

/**
 * Makes one attempt at a claimed delivery and returns the next look (design, Delivery). The email is composed from one
 * fresh snapshot (R5), and the attempt is recorded before it is sent. A repeated or late call sends nothing: only what
 * is `claimed` is sent, and only before the attempt's `giveUpAt`.
 */
export async function deliver(deps: ActivityDeps, ref: ConversationRef, deliveryId: string): Promise<Delivered> {
  for (let compositions = 1; compositions <= maxCompositions; compositions += 1) {
    const attempted = await attempt(deps, ref, deliveryId);
    if (attempted === 'changed') continue;
    return attempted ?? look(deps, ref, []);
  }
  return look(deps, ref, []);
}

/**
 * The attempt's result was recorded too late: the workflow has already looked by itself and ignores this activity, so a
 * look from here would make a promise to nobody. Recording the result has set the alarm.
 */
export class AttemptTooLateError extends Error {
  constructor() {
    super('the attempt took longer than it may');
    this.name = 'AttemptTooLateError';
  }
}

/**
 * @returns the next look; null if there is nothing to send now; `changed` if the conversation changed meanwhile, so
 * that it has to be decided and composed again
 */
async function attempt(
  deps: ActivityDeps,
  ref: ConversationRef,
  deliveryId: string,
): Promise<Delivered | null | 'changed'> {
  const { store, clock } = deps;
  const read = await readForAttempt(store, ref, deliveryId, await clock());
  if (read === null) return null;
  const { conversation, delivery } = read;
  const now = Math.max(await clock(), conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return null;
  const material = { ...read, now, delivery: withoutPostponedTime(delivery, now) };
  const end = async (how: ClaimEnd) => {
    const claim = { ref, deliveryId, end: how, now: await clock() };
    const hasEnded = await endClaim(store, claim, conversation.version);
    if (hasEnded) measureClaimEnd(how);
    return hasEnded ? null : 'changed';
  };
  const prepared = await prepare(deps, material);
  if (prepared.kind !== 'send') return end(prepared);

  const at = Math.max(await clock(), now);
  const overAt = at + deps.deliverTimeoutMs;
  const giveUpAt = overAt - deps.sendTimeoutMs;
  const { part, isLate = false, ...mail } = prepared.mail;
  const ofPart = part === undefined ? {} : { part };
  const late = isLate ? { late: 'sent' as const } : {};
  const note = { ...mail, attempt: { ...unended, id: randomId(), at, giveUpAt, overAt, ...ofPart, ...late } };
  const noted = await noteAttempt(store, material, note).catch((error) => {
    if (isStoreAway(error)) throw error;
    deps.log.error({ ...ref, deliveryId, err: error }, 'an attempt could not be recorded');
    return 'impossible' as const;
  });
  if (noted === 'impossible') return end({ kind: 'parked', reason: 'internal' });
  if (noted !== 'noted') return noted === 'limited' ? null : 'changed';

  const number = delivery.attempts.length + 1;
  const courier = courierOf(deps, read);
  const result = (await clock()) < giveUpAt ? await courier.send(mail.request) : tooLate;
  const { channel } = delivery;
  const what = { ...ref, deliveryId, channel, attempt: number, ...ofPart };
  const said = { end: result.kind, status: result.status, ...('reason' in result ? { reason: result.reason } : {}) };
  deps.log[result.kind === 'accepted' ? 'info' : 'warn']({ ...what, ...said }, 'delivery attempted');
  const next = await recordEndWithRetry(deps, { ref, deliveryId, number, end: endOf(result) });
  await courier.learn(result);
  if (next === null && (await clock()) >= overAt) throw new AttemptTooLateError();
  return next === null || result.kind === 'accepted' ? next : { ...next, failed: failedBy(result) };
}

const unended = { end: null, endedAt: null, result: null };

/**
 * The provider's answer must not be lost because MongoDB is restarting. Continuing after the activity's own time limit
 * does no harm: acceptance takes precedence over what a look has decided meanwhile.
 */
async function recordEndWithRetry(deps: ActivityDeps, attempt: EndedAttempt): Promise<Next | null> {
  const giveUpAt = performance.now() + recordForMs;
  for (;;) {
    try {
      const { ended, next } = await recordEnd(deps, attempt);
      measureDeliveryEnd(ended);
      return next;
    } catch (error) {
      if (!isStoreAway(error) || performance.now() > giveUpAt) throw error;
      const { ref, deliveryId } = attempt;
      deps.log.warn(
        { ...ref, deliveryId, err: error },
        'MongoDB is unavailable: the result of an attempt will be recorded later',
      );
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
