import type { Settings } from '../../contract/settings.ts';
import type { Trigger } from '../../contract/triggers.ts';
import { agentsGoneFor } from '../account/agents.ts';
import type { AccountFacts, ConversationFacts, PendingReply } from '../facts.ts';
import { goneFor, leftAt } from '../visitor/presence.ts';
import { isDueByItself, makesDue, mostDays, newsOf, settlingOf } from './news.ts';

const hourMs = 3_600_000;

/** The next mail: its trigger, when that passes, and when the mail is due. */
export interface Due {
  readonly kind: 'due';
  readonly at: number;
  readonly trigger: Trigger;
  readonly triggerAt: number;
  /** What it would carry as news, riding replies included. */
  readonly news: readonly PendingReply[];
  /** What holds it back until then, if not its trigger or settling. */
  readonly limit: Limit['reason'] | null;
}

interface Limit {
  readonly reason: 'rateCapped' | 'addressLimited';
  readonly until: number;
}

export interface NotDue {
  readonly kind: 'notDue';
  readonly reason: NotDueReason;
}

export type NotDueReason =
  | 'channelNotSupported'
  | 'forwardingOff'
  | 'nothingNew'
  | 'notIdentified'
  | 'addressSuppressed'
  | 'unsubscribed'
  | 'paused'
  | 'deliveryInFlight';

export interface Question {
  /** The delivery that asks for itself is no obstacle to itself. */
  readonly for?: string;
  /** False for an attempt of a claimed delivery, which settled already (design R5). */
  readonly settling?: boolean;
  /**
   * What people are shown: the trigger that will come if the visitor goes on as now. One whose heartbeats come is here;
   * that they could fall silent this moment is for timers alone, which must not be late if they do.
   */
  readonly isShown?: boolean;
  /** A person's replay: now, whatever the triggers say, and riding replies count. */
  readonly atOnce?: boolean;
}

/** When the next mail of a conversation is due, and why; or why none is (design R1-R4). Times are epoch milliseconds. */
export function nextForwarding(
  conversation: ConversationFacts,
  account: AccountFacts,
  now: number,
  question: Question = {},
): Due | NotDue {
  const { settings } = account;
  if (conversation.channel.kind !== 'web') return notDue('channelNotSupported');
  const news = newsOf(conversation.pending, account, now);
  const fresh = question.atOnce ? news : news.filter(makesDue);
  if (fresh.length === 0) return notDue('nothingNew');
  if (settings.emailForwarding === 'nothing') return notDue('forwardingOff');
  if (conversation.openDelivery !== null && conversation.openDelivery !== question.for)
    return notDue('deliveryInFlight');
  if (conversation.visitor.email === null) return notDue('notIdentified');
  const stopped = stoppedFor(conversation);
  if (stopped !== null) return notDue(stopped);
  if (settings.delivery.paused) return notDue('paused');
  const trigger = earliestTrigger(conversation, account, question.isShown === true, now);
  const settling = question.settling === false ? [] : settlingOf(conversation.pending, account, now);
  const settledAt = settling.length === 0 ? trigger.at : settled(settling, trigger.at, settings.timing);
  const byItself = fresh.some(isDueByItself) ? Math.max(trigger.at, settledAt) : Number.POSITIVE_INFINITY;
  const askedAt = Math.min(...fresh.map((reply) => reply.askedAt ?? Number.POSITIVE_INFINITY));
  const isAsked = askedAt < byItself;
  const at = question.atOnce ? now : Math.min(byItself, askedAt);
  const limit = longestLimit(conversation, settings, at);
  return {
    kind: 'due',
    at: limit?.until ?? at,
    trigger: isAsked ? 'request' : trigger.name,
    triggerAt: isAsked ? askedAt : trigger.at,
    news,
    limit: limit?.reason ?? null,
  };
}

/** Why no mail of the conversation goes to its address, whatever is written (design, Delivery); null if it may. */
export function stoppedFor({
  suppressed,
  unsubscribedAt,
}: Pick<ConversationFacts, 'suppressed' | 'unsubscribedAt'>): 'addressSuppressed' | 'unsubscribed' | null {
  // Documents written before there were these facts lack them.
  if (suppressed) return 'addressSuppressed';
  return typeof unsubscribedAt === 'number' ? 'unsubscribed' : null;
}

/** What would be due if an agent wrote now, so that their next replies cost no signal (design section 4, look). */
export function lookAhead(conversation: ConversationFacts, account: AccountFacts, now: number): Due | NotDue {
  const hypothetical: PendingReply = { seq: Number.MAX_SAFE_INTEGER, receivedAt: now, readAt: null, rides: false };
  return nextForwarding({ ...conversation, pending: [...conversation.pending, hypothetical] }, account, now);
}

/** Whether a conversation holds news that is, or could become, due by itself: settings, pause and address may change. */
export function isWaiting(conversation: ConversationFacts, account: AccountFacts, now: number): boolean {
  if (conversation.channel.kind !== 'web') return false;
  return newsOf(conversation.pending, account, now).some(makesDue);
}

/** Whether nothing but `forwardWithinDays` keeps it from waiting: raised, that setting makes old replies news again. */
export function isDormant(conversation: ConversationFacts, account: AccountFacts, now: number): boolean {
  const { settings } = account;
  const content = { ...settings.content, forwardWithinDays: mostDays };
  return (
    !isWaiting(conversation, account, now) &&
    isWaiting(conversation, { ...account, settings: { ...settings, content } }, now)
  );
}

function earliestTrigger(
  { presence }: ConversationFacts,
  { settings: { timing }, agents }: AccountFacts,
  isShown: boolean,
  now: number,
): { readonly name: Trigger; readonly at: number } {
  const staysHere = isShown && leftAt(presence, timing.silenceSeconds, now) === null;
  const goneAt = goneFor(presence, timing.afterLeavingSeconds, timing.silenceSeconds);
  const candidates: { readonly name: Trigger; readonly at: number }[] = [
    { name: 'left', at: staysHere ? Number.POSITIVE_INFINITY : goneAt },
    { name: 'inactive', at: presence.activeAt + timing.afterInactivitySeconds * 1_000 },
    { name: 'agentsOffline', at: agentsGoneFor(agents, timing.agentsAwayGraceSeconds, now) },
  ];
  return candidates.reduce((earliest, candidate) => (candidate.at < earliest.at ? candidate : earliest));
}

/** The limit that holds a mail back beyond `at` the longest, if one does (design R1, Delivery). */
function longestLimit({ mailedAt, limitedUntil }: ConversationFacts, { delivery }: Settings, at: number): Limit | null {
  const oldestCounted = [...mailedAt].sort((a, b) => b - a)[delivery.maxMailsPerHour - 1];
  const limits: Limit[] = [
    { reason: 'rateCapped', until: oldestCounted === undefined ? 0 : oldestCounted + hourMs },
    { reason: 'addressLimited', until: limitedUntil ?? 0 },
  ];
  return limits.filter(({ until }) => until > at).sort((a, b) => b.until - a.until)[0] ?? null;
}

/** The end of settling: min(last reply + settle, max(first reply that makes the mail due, trigger) + settleMax). */
function settled(settling: readonly PendingReply[], triggerAt: number, timing: Settings['timing']): number {
  const received = settling.map(({ receivedAt }) => receivedAt);
  return Math.min(
    Math.max(...received) + timing.settleSeconds * 1_000,
    Math.max(Math.min(...received), triggerAt) + timing.settleMaxSeconds * 1_000,
  );
}

const notDue = (reason: NotDueReason): NotDue => ({ kind: 'notDue', reason });
