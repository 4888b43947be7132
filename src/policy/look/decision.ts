import { outcomeReasons } from '../../contract/outcomes.ts';
import type { WatchState } from '../../contract/signals.ts';
import { triggers } from '../../contract/triggers.ts';
import { awaitsReportUntil, type DeliveryFacts, isDirect, overAt } from '../delivery/delivery.ts';
import type { WithDeliveries } from '../delivery/transitions.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { directKindOf } from '../forwarding/direct.ts';
import { type Due, lookAhead, type NotDueReason, nextForwarding } from '../forwarding/forwarding.ts';
import { isWaiting } from '../forwarding/waiting.ts';
import { awaySince, byEmailSince } from '../visitor/presence.ts';
import { agentEmailDueAt } from './agent-email.ts';

const monthMs = 30 * 86_400_000;

export interface LookFacts extends ConversationFacts, WithDeliveries {
  readonly closedAt: number | null;
  readonly lastMessageAt: number;
  readonly lastAgentAt: number | null;
  readonly alarm: { readonly at: number; readonly setAt: number } | null;
}

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

export type Decision =
  | { readonly kind: 'claim'; readonly due: Due }
  | ToDeliver
  /** A timer: look again at `at`. */
  | { readonly kind: 'sleep'; readonly at: number; readonly why: string; readonly state: WatchState }
  /** No timer: only an event, or the sweeper at `at`, wakes it. */
  | { readonly kind: 'idle'; readonly at: number; readonly why: string; readonly state: WatchState }
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
  const decision = aboutForwarding(conversation, account, delivery, now);
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
      return { kind: 'sleep', at, why: whyAgents, state: 'idle' };
    default:
      return decision satisfies never;
  }
}

const whyAgents = 'the visitor waits for an answer; then agents are emailed';

function aboutForwarding(
  conversation: LookFacts,
  account: AccountFacts,
  delivery: DeliveryFacts | null,
  now: number,
): Decision {
  if (delivery !== null) return aboutOpen(delivery, account, now);
  const next = nextForwarding(conversation, account, now);
  if (next.kind === 'due') {
    if (next.at <= now) return { kind: 'claim', due: next };
    return { kind: 'sleep', at: next.at, why: whyWaiting(conversation, next, now), state: 'waiting' };
  }
  const waits = isWaiting(conversation, account, now);
  if (!waits && conversation.parked === 0) {
    if (conversation.closedAt !== null || now >= conversation.lastMessageAt + monthMs) return { kind: 'done' };
    const ahead = aheadOf(conversation, account, now);
    if (ahead !== null)
      return { kind: 'sleep', at: ahead, why: 'nothing to email; the visitor is present', state: 'waiting' };
  }
  const isOfSite = directKindOf(conversation) === null;
  const silentAt = conversation.lastMessageAt + monthMs;
  return {
    kind: 'idle',
    at: silentAt > now ? silentAt : now + monthMs,
    why: waits
      ? whyNot(next.reason)
      : conversation.parked > 0
        ? `a failed ${isOfSite ? 'email' : 'message'} waits for a replay`
        : isOfSite
          ? 'nothing to email'
          : 'nothing to send',
    state: waits ? 'waiting' : conversation.unknown > 0 ? 'unknown' : conversation.parked > 0 ? 'parked' : 'idle',
  };
}

function aboutOpen(delivery: DeliveryFacts, { settings }: AccountFacts, now: number): Decision {
  if (delivery.status === 'sending')
    return { kind: 'sleep', at: overAt(delivery), why: `${what(delivery)} is being sent`, state: 'waiting' };
  if (delivery.status === 'unknown') {
    const why = `it is unknown whether ${what(delivery)} was sent; waiting for the provider's report`;
    return { kind: 'sleep', at: awaitsReportUntil(delivery, settings), why, state: 'unknown' };
  }
  if (delivery.nextAttemptAt <= now) return toDeliver(delivery);
  return { kind: 'sleep', at: delivery.nextAttemptAt, why: whyLater(delivery), state: 'waiting' };
}

const what = (delivery: DeliveryFacts) => (isDirect(delivery) ? 'a message' : 'an email');

function whyLater({ attempts }: DeliveryFacts): string {
  const refusals = attempts.filter(({ end }) => end === 'refused').length;
  if (refusals === 0) return 'next attempt (sending is paused)';
  return `next attempt (refused by the provider ${refusals === 1 ? 'once' : `${refusals} times`} so far)`;
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
  | { readonly kind: 'sleep'; readonly at: number; readonly why: string; readonly state: WatchState }
  | { readonly kind: 'idle'; readonly why: string; readonly state: WatchState }
  | { readonly kind: 'done' };
