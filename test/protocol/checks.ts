import { type Due, nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { outcomeOf } from '../../src/policy/forwarding/outcome.ts';
import { afterQuietHours } from '../../src/policy/forwarding/quiet-hours.ts';
import { isWaiting } from '../../src/policy/forwarding/waiting.ts';
import { accountFacts } from '../../src/store/accounts/accounts.ts';
import type { DeliveryDoc, MessageDoc } from '../../src/store/mongo/documents.ts';
import { choices, turns } from './choices.ts';
import { start, type World } from './world.ts';

/** The most time that the sweeper needs to notice that a workflow is gone, if it was killed once itself. */
const latestMs = 4 * 60_000;
/** An address at its limit has to wait for the next day. */
const lostMs = 24 * 3_600_000;

/** The first promise that is broken now, in words; null if none is. */
export function brokenPromise(world: World): string | null {
  const always = brokenAnytime(world);
  if (always !== null || turns(world).length > 0) return always;
  if (isAtEnd(world)) return brokenInTheEnd(world);
  return choices(world).length === 0 ? 'a reply waits, and nothing will ever wake anybody' : brokenAtRest(world);
}

/** Whether nothing more can happen. */
export function isAtEnd(world: World): boolean {
  const { conversation, account, deliveries } = world.truth;
  const mayBeMailed =
    account.settings.emailForwarding !== 'nothing' && isWaiting(conversation, accountFacts(account), world.now);
  return (
    turns(world).length === 0 &&
    !mayBeMailed &&
    conversation.openDelivery === null &&
    account.fanOut === null &&
    deliveries.every(({ status, replay }) => status !== 'parked' || replay === null)
  );
}

/** What must hold at every moment. */
function brokenAnytime(world: World): string | null {
  const { conversation, account } = world.truth;
  if (world.scheduler.failures.length > 0) return `something failed: ${String(world.scheduler.failures[0])}`;
  if (world.problems.length > 0) return world.problems[0] as string;
  const twice = mailedTwice(world);
  if (twice !== null) return `message ${twice} was mailed twice as news`;
  const against = mailedAgainstAWish(world);
  if (against !== null) return `message ${against} was mailed, although it was to stay in the chat`;
  const unexplained = agentsMessages(world).find(({ outcome: { state, reason } }) => state === 'waiting' && !reason);
  if (unexplained !== undefined) return `message ${unexplained.seq} waits, and nothing says for what`;
  if (conversation.openDelivery !== null || account.fanOut !== null) return null;
  const due = nextForwarding(conversation, accountFacts(account), world.now);
  if (due.kind !== 'due') return null;
  if (conversation.alarm === null) return 'a mail will be due, but there is no alarm';
  const lateMs = conversation.alarm.at - dueSince(world, due);
  return lateMs > 0 ? `the alarm is ${lateMs / 1_000} s later than a mail is due` : null;
}

/** Once quiet hours are over, the policy does not tell that they were. */
function dueSince({ truth: { account, conversation } }: World, { at, trigger }: Due): number {
  const { timing, timeZone } = account.settings;
  if (timing.quietHours === null || trigger === 'request') return at;
  return afterQuietHours(at, timing.quietHours, conversation.visitor.timeZone ?? timeZone);
}

/** What must hold when nothing is under way and only time could pass. */
function brokenAtRest(world: World): string | null {
  const { conversation, account } = world.truth;
  if (world.now > Math.max(start, ...world.truth.messages.map(({ receivedAt }) => receivedAt)) + lostMs)
    return 'a reply was never mailed';
  if (conversation.openDelivery !== null || account.fanOut !== null) return null;
  const due = nextForwarding(conversation, accountFacts(account), world.now);
  return due.kind === 'due' && world.now > dueSince(world, due) + latestMs
    ? 'a mail is overdue, and nobody looks'
    : null;
}

/** What must hold at the end: every reply that had to be emailed was, or is shown as unknown or failed. */
function brokenInTheEnd(world: World): string | null {
  const lost = agentsMessages(world).find(({ seq, outcome: { state, reason } }) => {
    if (state === 'mailed') return !world.mails.some(({ newsSeqs }) => newsSeqs.includes(seq));
    return state === 'waiting' || state === 'sending' || (state === 'parked' && reason === null);
  });
  if (lost !== undefined) return `message ${lost.seq} was lost`;
  const vanished = world.asked.find(
    (id) =>
      !hasEndedWell(
        world,
        world.truth.deliveries.find((one) => one.id === id),
      ),
  );
  return vanished === undefined ? null : 'a person asked for a mail, and nothing says what became of it';
}

/**
 * Whether it was emailed, by this delivery or the one that took over, or is parked with a reason, or had nothing left
 * to send.
 */
function hasEndedWell(world: World, delivery: DeliveryDoc | undefined): boolean {
  switch (delivery?.status) {
    case 'accepted':
      return true;
    case 'parked':
      return delivery.reason !== null;
    case 'superseded':
      return hasEndedWell(
        world,
        world.truth.deliveries.find(({ id }) => id === delivery.supersededBy),
      );
    case 'withdrawn':
      return agentsMessages(world).every(
        ({ seq, outcome: { state } }) =>
          !delivery.newsSeqs.includes(seq) || state === 'read' || state === 'notMailed' || state === 'mailed',
      );
    default:
      return false;
  }
}

function mailedAgainstAWish({ mails, truth: { messages } }: World): number | null {
  const toStay = messages.filter(({ forwarding }) => forwarding === 'never').map(({ seq }) => seq);
  return mails.flatMap(({ newsSeqs }) => newsSeqs).find((seq) => toStay.includes(seq)) ?? null;
}

/** What the inbox would show. */
function agentsMessages({ now, truth: { account, conversation, messages, deliveries } }: World) {
  return messages
    .filter(({ author, seq }) => author.kind === 'agent' && seq > 0)
    .map((message: MessageDoc) => ({
      seq: message.seq,
      outcome: outcomeOf(message, { conversation, account: accountFacts(account), deliveries, now }),
    }));
}

/**
 * The same news may go out again only after an attempt with an unknown outcome, as it is or because a person decided
 * so.
 */
function mailedTwice({ mails, asked, truth: { deliveries } }: World): number | null {
  const carriers = new Map<number, string[]>();
  for (const { deliveryId, newsSeqs } of mails)
    for (const seq of newsSeqs) carriers.set(seq, [...(carriers.get(seq) ?? []), deliveryId]);
  for (const [seq, ids] of carriers) {
    const earlier = deliveries.filter((one) => ids.slice(0, -1).includes(one.id));
    const unknown = earlier.flatMap(({ attempts }) => attempts).filter(({ end }) => end === 'unknown').length;
    const isByOthers = earlier.some(({ id }) => id !== ids.at(-1) && !asked.includes(id));
    if (isByOthers || ids.length > 1 + unknown) return seq;
  }
  return null;
}
