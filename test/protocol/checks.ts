import { hasUnknownAttempt } from '../../src/policy/delivery.ts';
import { nextForwarding } from '../../src/policy/forwarding.ts';
import { accountFacts } from '../../src/store/accounts.ts';
import type { MessageDoc } from '../../src/store/documents.ts';
import { choices, turns } from './choices.ts';
import { start, type World } from './world.ts';

/** What the sweeper needs at most to notice that a workflow is gone, once it was killed itself. */
const latestMs = 4 * 60_000;
const lostMs = 6 * 3_600_000;

/** The first promise that does not hold now, in words; null if all do. */
export function brokenPromise(world: World): string | null {
  const always = brokenAnytime(world);
  if (always !== null || turns(world).length > 0) return always;
  if (isAtEnd(world)) return brokenInTheEnd(world);
  return choices(world).length === 0 ? 'a reply waits, and nothing will ever wake anybody' : brokenAtRest(world);
}

/** Whether there is nothing left to happen. */
export function isAtEnd(world: World): boolean {
  const { conversation, account } = world.truth;
  return (
    turns(world).length === 0 &&
    conversation.pending.every(({ isCancelled }) => isCancelled) &&
    conversation.openDelivery === null &&
    account.fanOut === null
  );
}

/** What holds at every moment. */
function brokenAnytime(world: World): string | null {
  const { conversation, account } = world.truth;
  if (world.scheduler.failures.length > 0) return `something failed: ${String(world.scheduler.failures[0])}`;
  if (world.problems.length > 0) return world.problems[0] as string;
  const twice = mailedTwice(world);
  if (twice !== null) return `message ${twice} was mailed twice as news`;
  if (conversation.openDelivery !== null || account.fanOut !== null) return null;
  const due = nextForwarding(conversation, accountFacts(account), world.now);
  if (due.kind !== 'due') return null;
  if (conversation.alarm === null) return 'a mail will be due, but there is no alarm';
  const lateMs = conversation.alarm.at - due.at;
  return lateMs > 0 ? `the alarm is ${lateMs / 1_000} s later than a mail is due` : null;
}

/** What holds when nothing is under way and time would have to pass. */
function brokenAtRest(world: World): string | null {
  const { conversation, account } = world.truth;
  if (world.now > Math.max(start, ...world.truth.messages.map(({ receivedAt }) => receivedAt)) + lostMs)
    return 'a reply was never mailed';
  if (conversation.openDelivery !== null || account.fanOut !== null) return null;
  const due = nextForwarding(conversation, accountFacts(account), world.now);
  return due.kind === 'due' && world.now > due.at + latestMs ? 'a mail is overdue, and nobody looks' : null;
}

/** What holds when all is over: every reply that was to be mailed was, or is shown as unknown. */
function brokenInTheEnd(world: World): string | null {
  const { messages, deliveries } = world.truth;
  const lost = messages.find((message) => isToBeMailed(message) && !isMailed(message.seq) && !isUnknown(message.seq));
  return lost === undefined ? null : `message ${lost.seq} was lost`;

  function isMailed(seq: number) {
    return world.mails.some(({ newsSeqs }) => newsSeqs.includes(seq));
  }
  function isUnknown(seq: number) {
    return deliveries.some((delivery) => hasUnknownAttempt(delivery) && delivery.newsSeqs.includes(seq));
  }
}

const isToBeMailed = ({ author, readAt, deletedAt, cancelledAt, neverNews }: MessageDoc) =>
  author.kind === 'agent' && readAt === null && deletedAt === null && cancelledAt === null && neverNews === null;

/** Only after an attempt whose end nobody knows may the same delivery go out once more. */
function mailedTwice({ mails, truth: { deliveries } }: World): number | null {
  const carriers = new Map<number, string[]>();
  for (const { deliveryId, newsSeqs } of mails)
    for (const seq of newsSeqs) carriers.set(seq, [...(carriers.get(seq) ?? []), deliveryId]);
  for (const [seq, ids] of carriers) {
    const [first] = ids;
    const unknown = deliveries.find(({ id }) => id === first)?.attempts.filter(({ end }) => end === 'unknown').length;
    if (ids.some((id) => id !== first) || ids.length > 1 + (unknown ?? 0)) return seq;
  }
  return null;
}
