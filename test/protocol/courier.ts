import { contentToSend } from '../../src/activities/content.ts';
import { AttemptTooLateError } from '../../src/activities/deliver.ts';
import type { Next } from '../../src/policy/next.ts';
import { type AttemptEnd, recordEnd } from '../../src/store/attempt-ends.ts';
import { endClaim, noteAttempt, readForAttempt } from '../../src/store/attempts.ts';
import { look } from '../../src/store/look.ts';
import type { Actor } from './scheduler.ts';
import { deliverTimeoutMs, sendTimeoutMs } from './temporal.ts';
import { ref, type Truth, type World } from './world.ts';

/** src/activities/deliver.ts without composing, which takes too long for thousands of paths; every write is the real one. */
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
  const read = await readForAttempt(store, ref, deliveryId);
  if (read === null) return null;
  const { conversation, delivery } = read;
  const now = Math.max(world.now, conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return null;
  const content = await contentToSend({ store }, { ...read, ref, now });
  if (content.kind !== 'content') {
    const hasEnded = await endClaim(store, ref, deliveryId, conversation.version, content, world.now);
    return hasEnded ? null : 'changed';
  }
  const overAt = now + deliverTimeoutMs;
  const giveUpAt = overAt - sendTimeoutMs;
  const noted = await noteAttempt(store, ref, read, {
    to: content.content.visitor.address,
    newsSeqs: content.newsSeqs,
    subject: 'subject',
    messageId: 'message-id@acme.example',
    request: '{}',
    attempt: { id: nextId(world), at: now, giveUpAt, overAt, end: null, endedAt: null, result: null },
  });
  if (noted !== 'noted') return noted === 'limited' ? null : 'changed';
  checkNews(world, await world.ground.read(), content.newsSeqs);
  const number = delivery.attempts.length + 1;
  await actor.gate('send');
  const isLate = world.now >= giveUpAt;
  if (!isLate) {
    world.mails.push({ deliveryId, newsSeqs: content.newsSeqs });
    actor.learn('sent');
  }
  const end: AttemptEnd = isLate
    ? { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: 'too late' }
    : { kind: 'accepted', providerMessageId: null, result: '' };
  const { next } = await recordEnd(lookDeps(world, actor), ref, deliveryId, number, end);
  if (next === null && world.now >= overAt) throw new AttemptTooLateError();
  return next;
}

/** Nothing that was deleted, cancelled or read before the attempt was noted is mailed as news (design P3). */
function checkNews({ problems }: World, { messages }: Truth, newsSeqs: readonly number[]): void {
  for (const { seq, deletedAt, cancelledAt, readAt } of messages)
    if (newsSeqs.includes(seq) && (deletedAt !== null || cancelledAt !== null || readAt !== null))
      problems.push(`message ${seq} was taken back, and mailed`);
}

/** Random in the real one; here the same path has to lead to the same state. */
function nextId(world: World): string {
  const count = (attempts.get(world) ?? 0) + 1;
  attempts.set(world, count);
  return `attempt ${count}`;
}

const attempts = new WeakMap<World, number>();
