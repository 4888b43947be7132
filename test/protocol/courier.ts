import { contentToSend } from '../../src/activities/content.ts';
import type { Next } from '../../src/policy/next.ts';
import { endClaim, noteAttempt, readForAttempt, recordEnd } from '../../src/store/attempts.ts';
import { look } from '../../src/store/look.ts';
import type { Actor } from './scheduler.ts';
import { deliverTimeoutMs, sendTimeoutMs } from './temporal.ts';
import { ref, type Truth, type World } from './world.ts';

/** src/activities/deliver.ts without composing, which takes too long for thousands of paths; every write is the real one. */
export async function deliverUncomposed(world: World, actor: Actor, deliveryId: string): Promise<Next> {
  for (let tries = 1; tries <= 5; tries += 1) if (await attempt(world, actor, deliveryId)) break;
  return look({ store: world.storeOf(actor), clock: world.clock, deliverTimeoutMs }, ref, []);
}

async function attempt(world: World, actor: Actor, deliveryId: string): Promise<boolean> {
  const store = world.storeOf(actor);
  const read = await readForAttempt(store, ref, deliveryId);
  if (read === null) return true;
  const { conversation, delivery } = read;
  const now = Math.max(world.now, conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return true;
  const content = await contentToSend(store, { ...read, ref, now });
  if (content.kind !== 'content') return endClaim(store, ref, deliveryId, conversation.version, content, world.now);
  const overAt = now + deliverTimeoutMs;
  const giveUpAt = overAt - sendTimeoutMs;
  const noted = await noteAttempt(store, ref, deliveryId, conversation.version, {
    to: content.content.visitor.address,
    newsSeqs: content.newsSeqs,
    subject: 'subject',
    messageId: 'message-id@acme.example',
    request: '{}',
    attempt: { at: now, giveUpAt, overAt, end: null, endedAt: null, result: null },
  });
  if (noted !== 'noted') return noted === 'limited';
  checkNews(world, await world.ground.read(), content.newsSeqs);
  const number = delivery.attempts.length + 1;
  await actor.gate('send');
  if (world.now >= giveUpAt) {
    const late = { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: 'too late' } as const;
    await recordEnd(store, ref, deliveryId, number, late, world.clock);
    return true;
  }
  world.mails.push({ deliveryId, newsSeqs: content.newsSeqs });
  actor.learn('sent');
  await recordEnd(
    store,
    ref,
    deliveryId,
    number,
    { kind: 'accepted', providerMessageId: null, result: '' },
    world.clock,
  );
  return true;
}

/** Nothing that was deleted or read before the attempt was noted is mailed as news (design P3). */
function checkNews({ problems }: World, { messages }: Truth, newsSeqs: readonly number[]): void {
  for (const { seq, deletedAt, readAt } of messages)
    if (newsSeqs.includes(seq) && (deletedAt !== null || readAt !== null))
      problems.push(`message ${seq} was taken back, and mailed`);
}
