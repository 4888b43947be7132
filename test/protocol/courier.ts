import type { Filter, UpdateFilter, UpdateOptions } from 'mongodb';
import { pino } from 'pino';
import { AttemptTooLateError } from '../../src/activities/deliver.ts';
import { prepare } from '../../src/activities/prepare.ts';
import type { AttemptEnd } from '../../src/policy/delivery/attempt-ends.ts';
import { afterQuietHours } from '../../src/policy/forwarding/quiet-hours.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { recordEnd } from '../../src/store/deliveries/attempt-ends.ts';
import { noteAttempt, readForAttempt } from '../../src/store/deliveries/attempts.ts';
import { endClaim } from '../../src/store/deliveries/claim-ends.ts';
import { look } from '../../src/store/deliveries/look.ts';
import type { ConversationDoc, DeliveryDoc } from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import type { Actor } from './scheduler.ts';
import { deliverTimeoutMs, nextEnd, type ProviderEnd, ref, sendTimeoutMs, type Truth, type World } from './world.ts';

/**
 * src/activities/deliver.ts without composing, which would take too long for thousands of paths; all writes are real.
 */
export async function deliverUncomposed(world: World, actor: Actor, deliveryId: string): Promise<Next> {
  for (let tries = 1; tries <= 5; tries += 1) {
    const attempted = await attempt(world, actor, deliveryId);
    if (attempted === 'changed') continue;
    return attempted ?? look(lookDeps(world, actor), ref, []);
  }
  return look(lookDeps(world, actor), ref, []);
}

const lookDeps = (world: World, actor: Actor) => ({
  store: world.storeOf(actor),
  clock: world.clock,
  deliverTimeoutMs,
});

async function attempt(world: World, actor: Actor, deliveryId: string): Promise<Next | null | 'changed'> {
  const store = world.storeOf(actor);
  const read = await readForAttempt(store, ref, deliveryId, world.now);
  if (read === null) return null;
  const { conversation, delivery } = read;
  const now = Math.max(world.now, conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return null;
  const deps = { store, log, clock: world.clock, waker };
  const prepared = await prepare(deps, { ...read, now }, async () => ({ subject: '', request: '{}' }));
  if (prepared.kind !== 'send') {
    const hasEnded = await endClaim(store, { ref, deliveryId, end: prepared, now: world.now }, conversation.version);
    return hasEnded ? null : 'changed';
  }
  const { mail } = prepared;
  const overAt = now + deliverTimeoutMs;
  const giveUpAt = overAt - sendTimeoutMs;
  const noted = await noteAttempt(world.broken.noGuard ? unguarded(store) : store, read, {
    ...mail,
    // The real one contains the delivery's random id.
    messageId: 'message-id@acme.example',
    attempt: { id: nextId(world), at: now, giveUpAt, overAt, end: null, endedAt: null, result: null },
  });
  if (noted !== 'noted') return noted === 'limited' ? null : 'changed';
  const truth = await world.ground.read();
  checkNews(world, truth, mail.newsSeqs);
  checkQuiet(world, truth, delivery);
  const number = delivery.attempts.length + 1;
  await actor.gate('send');
  const isLate = world.now >= giveUpAt;
  const end: ProviderEnd | null = isLate ? null : nextEnd(world);
  if (end === 'accepted' || end === 'unheard') world.mails.push({ deliveryId, newsSeqs: mail.newsSeqs });
  actor.learn(end);
  const { next } = await recordEnd(lookDeps(world, actor), { ref, deliveryId, number, end: recorded(end) });
  if (next === null && world.now >= overAt) throw new AttemptTooLateError();
  return next;
}

/** Writes to a conversation whatever its version is. */
function unguarded(store: Store): Store {
  const { conversations } = store;
  const updateOne = (
    { version: _, ...query }: Filter<ConversationDoc>,
    ...rest: [UpdateFilter<ConversationDoc>, UpdateOptions]
  ) => conversations.updateOne(query, ...rest);
  return { ...store, conversations: { ...conversations, updateOne } as unknown as Store['conversations'] };
}

function recorded(end: ProviderEnd | null): AttemptEnd {
  switch (end) {
    case null:
      return { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: 'too late' };
    case 'accepted':
      return { kind: 'accepted', providerMessageId: null, result: '' };
    case 'rejected':
      return { kind: 'rejected', reason: 'contentRejected', result: '' };
    case 'lost':
    case 'unheard':
      return { kind: 'unknown', result: '' };
    default:
      return end satisfies never;
  }
}

/** A failure here is a fault of the model and must not park the delivery. */
const log = pino({ level: 'silent' });
const waker = { wake: async () => {} };
log.error = ({ err }: { err: unknown }) => {
  throw err;
};

/** Nothing that was deleted, cancelled or read before the attempt was recorded may be emailed as news (design P3). */
function checkNews({ problems }: World, { messages }: Truth, newsSeqs: readonly number[]): void {
  for (const { seq, deletedAt, cancelledAt, readAt } of messages)
    if (newsSeqs.includes(seq) && (deletedAt !== null || cancelledAt !== null || readAt !== null))
      problems.push(`message ${seq} was taken back, and mailed`);
}

/** At night only what a person has asked for may be emailed (design R4, quiet hours). */
function checkQuiet({ problems, now }: World, { account, conversation }: Truth, delivery: DeliveryDoc): void {
  const { timing, timeZone } = account.settings;
  if (timing.quietHours === null || delivery.trigger === 'request' || delivery.replay !== null) return;
  if (afterQuietHours(now, timing.quietHours, conversation.visitor.timeZone ?? timeZone) > now)
    problems.push('a reply was mailed at night, and nobody had asked for it');
}

/** In reality this is random; here the same path must lead to the same state. */
function nextId(world: World): string {
  const count = (attempts.get(world) ?? 0) + 1;
  attempts.set(world, count);
  return `attempt ${count}`;
}

const attempts = new WeakMap<World, number>();
