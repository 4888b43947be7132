import type { Filter, UpdateFilter, UpdateOptions } from 'mongodb';
import { pino } from 'pino';
import { AttemptTooLateError } from '../../src/activities/deliver.ts';
import { deliverPage } from '../../src/activities/deliver-page.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { prepare } from '../../src/activities/prepare.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import type { AttemptEnd } from '../../src/policy/delivery/attempt-ends.ts';
import { afterQuietHours } from '../../src/policy/forwarding/quiet-hours.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { type EndedAttempt, type Recorded, recordEnd } from '../../src/store/deliveries/attempt-ends.ts';
import { noteAttempt } from '../../src/store/deliveries/attempts.ts';
import { type ClaimEnd, endClaim } from '../../src/store/deliveries/claim-ends.ts';
import { type ForAttempt, readForAttempt, readToClaim } from '../../src/store/deliveries/for-attempt.ts';
import { look } from '../../src/store/deliveries/look.ts';
import type { ConversationDoc, DeliveryDoc } from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { wakeChanged } from '../../src/temporal/wake-changed.ts';
import type { Actor } from './scheduler.ts';
import { deliverTimeoutMs, nextEnd, type ProviderEnd, ref, sendTimeoutMs, type Truth, type World } from './world.ts';

/**
 * src/activities/deliver.ts without composing, which would take too long for thousands of paths; all writes are real.
 */
export async function deliverUncomposed(world: World, actor: Actor, deliveryId: string): Promise<Next> {
  const store = world.storeOf(actor);
  for (let tries = 1; tries <= 5; tries += 1) {
    const read = await readForAttempt(store, ref, deliveryId, world.now);
    const attempted = read && (await attempt(world, actor, read, 'workflow'));
    switch (attempted?.kind) {
      case 'changed':
        continue;
      case 'not': {
        const claim = { ref, deliveryId, end: attempted.end, now: world.now };
        const hasEnded = await endClaim(store, claim, attempted.version);
        if (hasEnded) return look(lookDeps(world, actor), ref, []);
        continue;
      }
      case 'made':
        if (attempted.next === null && world.now >= attempted.overAt) throw new AttemptTooLateError();
        return attempted.next ?? look(lookDeps(world, actor), ref, []);
      default:
        return look(lookDeps(world, actor), ref, []);
    }
  }
  return look(lookDeps(world, actor), ref, []);
}

/** src/activities/deliver-page.ts in the same way. */
export async function deliverPageUncomposed(world: World, actor: Actor, signal: SignalName): Promise<void> {
  const store = world.storeOf(actor);
  const deps = pageDeps(world, actor);
  const emailNow = async () => {
    const read = await readToClaim(store, ref, world.now);
    const attempted = read && (await attempt(world, actor, read, 'nobody'));
    if (attempted?.kind !== 'made') return 'notNow';
    await wakeChanged(deps.waker, attempted.changed);
    return attempted.isAccepted ? 'accepted' : 'notAccepted';
  };
  await deliverPage(deps, { ...page, signal }, emailNow);
}

const page = { accountId: ref.accountId, conversationIds: [ref.conversationId] };

/** What a fan-out and its pages have: they wake workflows themselves. */
export function pageDeps(world: World, actor: Actor): ActivityDeps {
  const wake = async (_: unknown, signal: SignalName) => {
    await actor.gate('signal');
    world.temporal.wake(signal);
  };
  return { store: world.storeOf(actor), clock: world.clock, waker: { wake }, log } as unknown as ActivityDeps;
}

const lookDeps = (world: World, actor: Actor) => ({
  store: world.storeOf(actor),
  clock: world.clock,
  deliverTimeoutMs,
});

type Attempted =
  | { readonly kind: 'changed' | 'limited' | 'early' }
  | { readonly kind: 'not'; readonly end: ClaimEnd; readonly version: number }
  | ({ readonly kind: 'made'; readonly isAccepted: boolean; readonly overAt: number } & Omit<Recorded, 'ended'>);

async function attempt(
  world: World,
  actor: Actor,
  read: ForAttempt,
  heardBy: EndedAttempt['heardBy'],
): Promise<Attempted> {
  const store = world.storeOf(actor);
  const { conversation, delivery } = read;
  const deliveryId = delivery.id;
  const now = Math.max(world.now, conversation.updatedAt, delivery.hourStartedAt);
  if (now < delivery.nextAttemptAt) return { kind: 'early' };
  const deps = { store, log, clock: world.clock, waker };
  const prepared = await prepare(deps, { ...read, now }, async () => ({ subject: '', request: '{}' }));
  if (prepared.kind !== 'send') return { kind: 'not', end: prepared, version: conversation.version };
  const { mail } = prepared;
  const overAt = now + deliverTimeoutMs;
  const giveUpAt = overAt - sendTimeoutMs;
  const noted = await noteAttempt(brokenStore(world, store), read, {
    ...mail,
    // The real one contains the delivery's random id.
    messageId: 'message-id@acme.example',
    attempt: { id: nextId(world), at: now, giveUpAt, overAt, end: null, endedAt: null, result: null },
  });
  if (noted !== 'noted') return { kind: noted };
  const truth = await world.ground.read();
  checkNews(world, truth, mail.newsSeqs);
  checkQuiet(world, truth, delivery);
  const number = delivery.attempts.length + 1;
  await actor.gate('send');
  const isLate = world.now >= giveUpAt;
  const end: ProviderEnd | null = isLate ? null : nextEnd(world);
  if (end === 'accepted' || end === 'unheard') world.mails.push({ deliveryId, newsSeqs: mail.newsSeqs });
  actor.learn(end);
  const ended = { ref, deliveryId, number, end: recorded(end), heardBy };
  const { next, changed } = await recordEnd(lookDeps(world, actor), ended);
  return { kind: 'made', isAccepted: end === 'accepted', overAt, next, changed };
}

function brokenStore({ broken }: World, store: Store): Store {
  if (broken.noGuard) return unguarded(store);
  return broken.noClaim ? withoutClaims(store) : store;
}

/** Notes the attempts of a page without claiming their conversations. */
function withoutClaims(store: Store): Store {
  const { conversations } = store;
  const updateOne = (
    query: Filter<ConversationDoc>,
    { $set: _, ...update }: UpdateFilter<ConversationDoc>,
    ...rest: [UpdateOptions]
  ) => conversations.updateOne(query, update, ...rest);
  return { ...store, conversations: { ...conversations, updateOne } as unknown as Store['conversations'] };
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
