import { type OutcomeReason, outcomeReasons } from '../../contract/outcomes.ts';
import type { WatchState } from '../../contract/signals.ts';
import { triggers } from '../../contract/triggers.ts';
import { awaitsReportUntil, type DeliveryFacts, heldBackBy, isDirect, overAt } from '../delivery/delivery.ts';
import { newestOf } from '../delivery/troubles.ts';
import type { AccountFacts } from '../facts.ts';
import { answerUntil, directKindOf } from '../forwarding/direct.ts';
import { type Due, lookAhead, type NotDueReason, nextForwarding } from '../forwarding/forwarding.ts';
import { reasonOfDue } from '../forwarding/outcome.ts';
import { isWaiting } from '../forwarding/waiting.ts';
import { awaySince, byEmailSince } from '../visitor/presence.ts';
import { agentEmailDueAt } from './agent-email.ts';
import { atRest, type LookFacts, stateOfNews, stateOfOpen } from './forwarding-state.ts';
import { troubleWords } from './trouble-words.ts';

const monthMs = 30 * 86_400_000;

/** An attempt is to be made now; `isDirect` if it goes by the visitor's own channel. */
export interface ToDeliver {
  readonly kind: 'deliver';
  readonly deliveryId: string;
  readonly isDirect?: true;
}

export const toDeliver = (delivery: Pick<DeliveryFacts, 'id' | 'channel'>): ToDeliver => ({
  kind: 'deliver',
  deliveryId: delivery.id,
  ...(isDirect(delivery) ? { isDirect: true as const } : {}),
});

/** What a person reads of it in Temporal meanwhile. */
export interface Shown {
  readonly why: string;
  readonly state: WatchState;
  readonly reason: OutcomeReason | null;
  /** What somebody has to do about a delivery, or what became of the last one; undefined if all is well. */
  readonly trouble?: string | undefined;
}

export type Decision =
  | { readonly kind: 'claim'; readonly due: Due }
  | ToDeliver
  /** A timer: look again at `at`. */
  | ({ readonly kind: 'sleep'; readonly at: number } & Shown)
  /** No timer: only an event, or the sweeper at `at`, wakes it. */
  | ({ readonly kind: 'idle'; readonly at: number } & Shown)
  | { readonly kind: 'done' };

/**
 * What one look decides (design section 4). `delivery` is the conversation's open one. Times are epoch milliseconds.
 */
export function decide(
  conversation: LookFacts,
  account: AccountFacts,
  delivery: DeliveryFacts | null,
  now: number,
): Decision {
  const decision = withTrouble(aboutForwarding(conversation, account, delivery, now), conversation);
  const at = agentEmailDueAt(conversation, account, now);
  if (at === null) return decision;
  switch (decision.kind) {
    case 'claim':
    case 'deliver':
      return decision;
    case 'sleep':
    case 'idle':
      return at < decision.at ? { ...decision, kind: 'sleep', at, why: whyAgents } : decision;
    case 'done':
      return { kind: 'sleep', at, why: whyAgents, state: 'idle', reason: null };
    default:
      return decision satisfies never;
  }
}

const whyAgents = 'the visitor waits for an answer; then agents are emailed';

/**
 * With what is parked, which is found by `AfterchatState` whatever else the conversation waits for, and with what became
 * of an email that did not arrive.
 */
function withTrouble(decision: Decision, conversation: LookFacts): Decision {
  if (decision.kind !== 'sleep' && decision.kind !== 'idle') return decision;
  const told = { ...decision, trouble: troubleWords(conversation) };
  const { troubles, parked } = conversation;
  if (parked > 0) return { ...told, state: 'parked', reason: newestOf(troubles, 'parked')?.reason ?? null };
  if (decision.state !== 'idle') return told;
  return { ...told, reason: newestOf(troubles, 'undelivered')?.reason ?? decision.reason };
}

function aboutForwarding(
  conversation: LookFacts,
  account: AccountFacts,
  delivery: DeliveryFacts | null,
  now: number,
): Decision {
  if (delivery !== null) return aboutOpen(conversation, account, delivery, now);
  const next = nextForwarding(conversation, account, now);
  if (next.kind === 'due') {
    if (next.at <= now) return { kind: 'claim', due: next };
    const reason = reasonOfDue(next, now);
    return { kind: 'sleep', at: next.at, why: whyWaiting(conversation, next, now), state: 'waiting', reason };
  }
  const waits = isWaiting(conversation, account, now);
  if (!waits && conversation.parked === 0) {
    if (conversation.closedAt !== null || now >= conversation.lastMessageAt + monthMs) return { kind: 'done' };
    const ahead = aheadOf(conversation, account, now);
    // A chat that is read as it goes on keeps its state (design P7).
    if (ahead !== null) {
      const why = 'nothing to email; the visitor is present';
      return { kind: 'sleep', at: ahead, why, state: 'waiting', reason: 'beforeTrigger' };
    }
  }
  const silentAt = conversation.lastMessageAt + monthMs;
  const closesAt = waits || isAnyParkedOn(conversation) ? closesAfter(conversation, now) : null;
  const { state, reason } = waits ? stateOfNews(next, now) : atRest(conversation, account, now);
  return {
    ...(closesAt === null
      ? { kind: 'idle', at: silentAt > now ? silentAt : now + monthMs }
      : { kind: 'sleep', at: closesAt }),
    why: waits ? whyNot(next.reason) : directKindOf(conversation) === null ? 'nothing to email' : 'nothing to send',
    state,
    reason,
  };
}

/**
 * When the platform no longer allows an answer; null if nothing changes by itself. It matters while a message is parked:
 * then that one and those which it holds back wait for the visitor, or go by email. And while the account is paused: then
 * what waits for that is no longer sent once it is resumed.
 */
function closesAfter(conversation: LookFacts, now: number): number | null {
  const until = answerUntil(conversation);
  return until !== null && until > now ? until : null;
}

const isAnyParkedOn = ({ parkedOnChannel = [] }: LookFacts) => parkedOnChannel.length > 0;

function aboutOpen(
  conversation: LookFacts,
  { settings }: AccountFacts,
  delivery: DeliveryFacts,
  now: number,
): Decision {
  const { state, reason } = stateOfOpen(conversation);
  if (delivery.status === 'sending')
    return { kind: 'sleep', at: overAt(delivery), why: `${what(delivery)} is being sent`, state, reason };
  if (delivery.status === 'unknown') {
    const why = `it is unknown whether ${what(delivery)} was sent; waiting for the provider's report`;
    return { kind: 'sleep', at: awaitsReportUntil(delivery, settings), why, state, reason };
  }
  if (delivery.nextAttemptAt <= now) return toDeliver(delivery);
  return { kind: 'sleep', at: delivery.nextAttemptAt, why: whyLater(delivery), state, reason };
}

const what = (delivery: DeliveryFacts) => (isDirect(delivery) ? 'a message' : 'an email');

function whyLater(delivery: DeliveryFacts): string {
  const held = heldBackBy(delivery);
  if (held !== null) return `held back: ${outcomeReasons[held.reason].label}; it is checked again`;
  const refusals = delivery.attempts.filter(({ end }) => end === 'refused');
  if (refusals.length === 0) return 'next attempt';
  const reason = refusals.at(-1)?.reason;
  const times = refusals.length === 1 ? 'once' : `${refusals.length} times`;
  const last = reason === undefined ? '' : `, last: ${reason}`;
  return `next attempt (refused by the provider ${times} so far${last})`;
}

/**
 * While the visitor is present, the alarm is set to what would be due if an agent wrote now. If it then finds no
 * agent's message since it was set, the workflow becomes idle. Null: there is no need to look ahead.
 */
function aheadOf(conversation: LookFacts, account: AccountFacts, now: number): number | null {
  const { alarm, lastAgentAt } = conversation;
  if (awaySince(conversation, account.settings.timing.silenceSeconds, now) !== null) return null;
  if (alarm !== null && alarm.at <= now && (lastAgentAt === null || lastAgentAt < alarm.setAt)) return null;
  const ahead = lookAhead(conversation, account, now);
  return ahead.kind === 'due' && ahead.at > now ? ahead.at : null;
}

function whyWaiting(conversation: LookFacts, due: Due, now: number): string {
  const isByEmail = due.trigger === 'left' && byEmailSince(conversation) !== null;
  const trigger = isByEmail ? 'the visitor has gone on by email' : triggers[due.trigger];
  const replies = due.news.length === 1 ? '1 reply' : `${due.news.length} replies`;
  const when =
    due.limit === 'quietHours'
      ? `quiet hours until ${hourOf(due.at)}`
      : due.triggerAt > now
        ? 'unless read by then'
        : due.limit
          ? outcomeReasons[due.limit].label
          : 'more may follow';
  return `${replies} to email, ${when} (${trigger})`;
}

/** Without the visitor's time zone, which would tell where they live. */
const hourOf = (time: number) => `${new Date(time).toISOString().slice(11, 16)} UTC`;

function whyNot(reason: NotDueReason): string {
  switch (reason) {
    case 'notIdentified':
    case 'addressSuppressed':
    case 'unsubscribed':
    case 'forwardingOff':
    case 'paused':
    case 'deliveryInFlight':
    case 'earlierParked':
    case 'outsideMessagingWindow':
      return `replies wait: ${outcomeReasons[reason].label}`;
    case 'nothingNew':
      return 'nothing to email';
    default:
      return reason satisfies never;
  }
}

/**
 * What a look tells the workflow to do; `why` says it in words, without names, texts or addresses. Times are epoch
 * milliseconds; `timeoutMs` is how long the sending activity may take.
 */
export type Next =
  | (ToDeliver & { readonly timeoutMs: number })
  | ({ readonly kind: 'sleep'; readonly at: number } & Told)
  | ({ readonly kind: 'idle' } & Told)
  | { readonly kind: 'done' };

/** An activity of an older version told no reason. */
type Told = Omit<Shown, 'reason'> & Partial<Pick<Shown, 'reason'>>;
