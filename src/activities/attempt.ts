import type { SendResult } from '../channels/channel.ts';
import { measureDeliveryEnd } from '../operating/measured.ts';
import { withoutPostponedTime } from '../policy/delivery/delivery.ts';
import { type EndedAttempt, type Recorded, recordEnd } from '../store/deliveries/attempt-ends.ts';
import { noteAttempt } from '../store/deliveries/attempts.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import type { ForAttempt } from '../store/deliveries/for-attempt.ts';
import { randomId } from '../store/mongo/ids.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { endOf, tooLate } from './attempt-result.ts';
import { courierOf } from './courier.ts';
import type { ActivityDeps } from './deps.ts';
import { prepare } from './prepare.ts';

/** How long MongoDB may be unavailable before the result of an attempt is lost. */
const recordForMs = 15 * 60_000;

/** What became of an attempt. */
export type Attempted =
  /** It was made, and its end recorded. */
  | { readonly kind: 'made'; readonly result: SendResult; readonly recorded: Recorded; readonly overAt: number }
  /** Its claim is to end without it. */
  | { readonly kind: 'not'; readonly end: ClaimEnd }
  /** It is not its time yet. */
  | { readonly kind: 'early' }
  /** The conversation changed meanwhile, so it has to be decided and composed again. */
  | { readonly kind: 'changed' }
  /** Its address's limit was reached, which has ended its claim. */
  | { readonly kind: 'limited' };

/**
 * One attempt at what was read in one fresh snapshot: it is composed (design R5), recorded, and only then sent, before
 * its `giveUpAt`.
 */
export async function attemptOnce(
  deps: ActivityDeps,
  read: ForAttempt,
  heardBy: EndedAttempt['heardBy'],
): Promise<Attempted> {
  const { store, clock } = deps;
  const { ref, conversation, delivery } = read;
  const deliveryId = delivery.id;
  const now = Math.max(await clock(), conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return { kind: 'early' };
  const material = { ...read, now, delivery: withoutPostponedTime(delivery, now) };
  const prepared = await prepare(deps, material);
  if (prepared.kind !== 'send') return { kind: 'not', end: prepared };

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
  if (noted === 'impossible') return { kind: 'not', end: { kind: 'parked', reason: 'internal' } };
  if (noted !== 'noted') return { kind: noted };

  const number = delivery.attempts.length + 1;
  const courier = courierOf(deps, read);
  const result = (await clock()) < giveUpAt ? await courier.send(mail.request) : tooLate;
  const { channel } = delivery;
  const what = { ...ref, deliveryId, channel, attempt: number, ...ofPart };
  const said = { end: result.kind, status: result.status, ...('reason' in result ? { reason: result.reason } : {}) };
  deps.log[result.kind === 'accepted' ? 'info' : 'warn']({ ...what, ...said }, 'delivery attempted');
  const recorded = await recordEndWithRetry(deps, { ref, deliveryId, number, end: endOf(result), heardBy });
  await courier.learn(result);
  return { kind: 'made', result, recorded, overAt };
}

const unended = { end: null, endedAt: null, result: null };

/**
 * The provider's answer must not be lost because MongoDB is restarting. Continuing after the activity's own time limit
 * does no harm: acceptance takes precedence over what a look has decided meanwhile.
 */
async function recordEndWithRetry(deps: ActivityDeps, attempt: EndedAttempt): Promise<Recorded> {
  const giveUpAt = performance.now() + recordForMs;
  for (;;) {
    try {
      const recorded = await recordEnd(deps, attempt);
      measureDeliveryEnd(recorded.ended);
      return recorded;
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
