import type { DeliveryChannel } from '../../contract/direct-channels.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { AccountFacts, ConversationFacts, PendingReply } from '../facts.ts';
import { awaySince } from '../visitor/presence.ts';
import { unsentOf } from './direct.ts';
import { canTriggerMail, isDueByItself, newsOf, settlingOf } from './news.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { type ClosedReason, channelOf, reachBy } from './reach.ts';
import { earliest, requested, type TriggerFacts } from './triggers.ts';

const hourMs = 3_600_000;

/** The next email or message: what makes it due, and when. */
export interface Due {
  readonly kind: 'due';
  readonly channel: DeliveryChannel;
  readonly at: number;
  readonly trigger: Trigger;
  readonly triggerAt: number;
  /** What it would carry as news: an email all, including replies of failed emails; a message on a channel itself. */
  readonly news: readonly PendingReply[];
  /** The limit that holds it back until then; null if it is only its trigger or settling. */
  readonly limit: Limit['reason'] | 'quietHours' | null;
}

interface Limit {
  readonly reason: 'rateCapped' | 'addressLimited';
  readonly until: number;
}

export interface NotDue {
  readonly kind: 'notDue';
  readonly reason: NotDueReason;
}

export type NotDueReason = ClosedReason | 'nothingNew' | 'deliveryInFlight' | 'earlierParked';

/** What the question is for. */
export type Purpose =
  /** For a timer: the earliest that it can be due if nothing more happens. */
  | 'next'
  /**
   * For people: the trigger that comes if the visitor carries on as now. A visitor who sends heartbeats is here. That
   * they could fall silent at this moment matters only for timers, which must not be late then.
   */
  | 'shown'
  /** For an attempt of the open delivery, which does not block itself and has already settled (design R5). */
  | 'attempt'
  /** For an email that a person replays: due now, whatever the triggers say, and replies of failed emails count. */
  | 'replay';

/**
 * The email that is due by a time, if nothing has to be looked at before it is claimed: what was sent before and failed,
 * or is to be replayed.
 */
export function emailDueBy(
  by: number,
  conversation: ConversationFacts & { readonly isReplayAsked?: boolean },
  account: AccountFacts,
  now: number,
): Due | null {
  if (conversation.parked > 0 || conversation.isReplayAsked) return null;
  const next = nextForwarding(conversation, account, now);
  return next.kind === 'due' && next.channel === 'email' && next.at <= by ? next : null;
}

/** When a conversation's next email is due, and why; or why none is (design R1-R4). Times are epoch milliseconds. */
export function nextForwarding(
  conversation: ConversationFacts,
  account: AccountFacts,
  now: number,
  purpose: Purpose = 'next',
): Due | NotDue {
  const { settings } = account;
  const isReplay = purpose === 'replay';
  // Only emails ask this for a replay, and one goes as it was to go, though the visitor may have written elsewhere since.
  const channel = isReplay ? 'email' : channelOf(conversation, account, now);
  const reach = reachBy(channel)(conversation, account, now);
  const closedFor = reach.kind === 'closed' ? reach.reason : null;
  if (channel !== 'email') return nextDirect({ channel, conversation, account, closedFor, now, purpose });
  const isAttempt = isReplay || purpose === 'attempt';
  const news = newsOf(conversation.pending, account, now);
  const replies = isReplay ? news : news.filter(canTriggerMail);
  if (replies.length === 0) return notDue('nothingNew');
  // What the account has chosen holds for all emails, whatever is under way.
  if (closedFor === 'forwardingOff') return notDue(closedFor);
  if (conversation.openDelivery !== null && !isAttempt) return notDue('deliveryInFlight');
  if (closedFor !== null) return notDue(closedFor);
  const isHere = awaySince(conversation, settings.timing.silenceSeconds, now) === null;
  const facts = { conversation, account, replies, staysHere: purpose === 'shown' && isHere, now };
  const trigger = earliest(facts);
  const settling = isAttempt ? [] : settlingOf(conversation.pending, account, now);
  const settledAt = settling.length === 0 ? trigger.at : settled(settling, trigger.at, settings.timing);
  const byItself = replies.some(isDueByItself) ? Math.max(trigger.at, settledAt) : Number.POSITIVE_INFINITY;
  const request = requested(facts);
  const own = afterWhatHolds(byItself, { conversation, account, now });
  const asked = { ...request, ...afterLimits(request.at, conversation, settings) };
  const isAsked = asked.at < own.at || (asked.at === own.at && request.at < byItself);
  const { at, limit } = isReplay ? afterLimits(now, conversation, settings) : isAsked ? asked : own;
  const first = isAsked ? request : trigger;
  return { kind: 'due', channel, at, trigger: first.name, triggerAt: first.at, news, limit };
}

interface DirectAsked {
  readonly channel: DeliveryChannel;
  readonly conversation: ConversationFacts;
  readonly account: AccountFacts;
  readonly closedFor: ClosedReason | null;
  readonly now: number;
  readonly purpose: Purpose;
}

/**
 * A message on a channel is due as soon as it is written, by itself and after all that was written before it: one that
 * is parked holds back those after it until a person has decided (design R8: in order). A parked email, from when the
 * channel could not be answered, holds back nothing: what it carries is sent on the channel with the rest, or, if it may
 * have arrived, was written there before.
 */
function nextDirect({ channel, conversation, account, closedFor, now, purpose }: DirectAsked): Due | NotDue {
  const [first] = unsentOf(conversation.pending, account, now);
  if (first === undefined) return notDue('nothingNew');
  const isAttempt = purpose === 'attempt';
  if (conversation.openDelivery !== null && !isAttempt) return notDue('deliveryInFlight');
  // Once the platform allows no answer, that is what a person has to know: no replay would help.
  if (closedFor !== null && closedFor !== 'paused') return notDue(closedFor);
  // What is parked needs a person, whether or not the account is paused.
  if (!isAttempt && isHeldBack(first, conversation)) return notDue('earlierParked');
  if (closedFor !== null) return notDue(closedFor);
  const at = first.receivedAt;
  return { kind: 'due', channel, at, trigger: 'written', triggerAt: at, news: [first], limit: null };
}

const isHeldBack = ({ seq }: PendingReply, { parkedOnChannel = [] }: ConversationFacts) =>
  parkedOnChannel.some((parked) => parked < seq);

interface GoingOut {
  readonly at: number;
  readonly limit: Due['limit'];
}

function afterLimits(at: number, conversation: ConversationFacts, settings: Settings): GoingOut {
  const limit = longestLimit(conversation, settings, at);
  return { at: limit?.until ?? at, limit: limit?.reason ?? null };
}

/** When an email goes out that nobody asked to send now: also not in quiet hours, not even if it is due already. */
function afterWhatHolds(
  at: number,
  { conversation, account: { settings }, now }: Pick<TriggerFacts, 'conversation' | 'account' | 'now'>,
): GoingOut {
  const limited = afterLimits(at, conversation, settings);
  const { quietHours } = settings.timing;
  if (quietHours === null || !Number.isFinite(limited.at)) return limited;
  const earliest = Math.max(limited.at, now);
  const until = afterQuietHours(earliest, quietHours, conversation.visitor.timeZone ?? settings.timeZone);
  return until === earliest ? limited : { at: until, limit: 'quietHours' };
}

/** What would be due if an agent wrote now, so that their next replies cost no signal (design section 4, look). */
export function lookAhead(conversation: ConversationFacts, account: AccountFacts, now: number): Due | NotDue {
  const hypothetical: PendingReply = { seq: Number.MAX_SAFE_INTEGER, receivedAt: now, readAt: null, rides: false };
  return nextForwarding({ ...conversation, pending: [...conversation.pending, hypothetical] }, account, now);
}

/** The limit that holds an email back the longest beyond `at`, if any (design R1, Delivery). */
function longestLimit({ mailedAt, limitedUntil }: ConversationFacts, { delivery }: Settings, at: number): Limit | null {
  const oldestCounted = [...mailedAt].sort((a, b) => b - a)[delivery.maxMailsPerHour - 1];
  const limits: Limit[] = [
    { reason: 'rateCapped', until: oldestCounted === undefined ? 0 : oldestCounted + hourMs },
    { reason: 'addressLimited', until: limitedUntil ?? 0 },
  ];
  return limits.filter(({ until }) => until > at).sort((a, b) => b.until - a.until)[0] ?? null;
}

/** The end of settling: min(last reply + settle, max(first reply that makes the email due, trigger) + settleMax). */
function settled(settling: readonly PendingReply[], triggerAt: number, timing: Settings['timing']): number {
  const received = settling.map(({ receivedAt }) => receivedAt);
  return Math.min(
    Math.max(...received) + timing.settleSeconds * 1_000,
    Math.max(Math.min(...received), triggerAt) + timing.settleMaxSeconds * 1_000,
  );
}

const notDue = (reason: NotDueReason): NotDue => ({ kind: 'notDue', reason });
