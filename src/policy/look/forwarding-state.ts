import { type OutcomeReason, outcomeReasons } from '../../contract/outcomes.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { WithDeliveries } from '../delivery/transitions.ts';
import { newestOf } from '../delivery/troubles.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { answerUntil } from '../forwarding/direct.ts';
import { type Due, type NotDue, nextForwarding } from '../forwarding/forwarding.ts';
import { reasonOfDue, reasonOfNotDue } from '../forwarding/outcome.ts';
import { channelOf, reachBy, stoppedFor } from '../forwarding/reach.ts';
import { isWaiting } from '../forwarding/waiting.ts';

export interface LookFacts extends ConversationFacts, WithDeliveries {
  readonly closedAt: number | null;
  readonly lastMessageAt: number;
  readonly lastAgentAt: number | null;
  readonly alarm: { readonly at: number; readonly setAt: number } | null;
}

/**
 * The state of a conversation's forwarding, with what a person wants to know next. Times are epoch milliseconds. The
 * API, lists and Temporal's search attributes all take it from here, and it agrees with the outcomes of the
 * conversation's messages (`forwarding/outcome.ts`).
 */
export interface ForwardingState {
  readonly state: 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
  readonly dueAt: number | null;
  readonly trigger: Trigger | null;
  readonly reason: OutcomeReason | null;
  /** How many of its deliveries are parked, whatever else goes on. */
  readonly parked: number;
  /** Until when the visitor's own channel lets an agent answer; null elsewhere. */
  readonly answerUntil: number | null;
}

export function forwardingState(conversation: LookFacts, account: AccountFacts, now: number): ForwardingState {
  const { parked } = conversation;
  return { ...stateNow(conversation, account, now), parked, answerUntil: answerUntil(conversation) };
}

type State = Omit<ForwardingState, 'answerUntil' | 'parked'>;

function stateNow(conversation: LookFacts, account: AccountFacts, now: number): State {
  if (conversation.openDelivery !== null) return stateOfOpen(conversation);
  if (!isWaiting(conversation, account, now)) return atRest(conversation, account, now);
  return stateOfNews(nextForwarding(conversation, account, now, 'shown'), now);
}

/** Of the delivery that is open: being sent, between two attempts, held back, or waiting for its report. */
export function stateOfOpen({ openDelivery, troubles, unknown }: LookFacts): State {
  const trouble = troubles?.find(({ deliveryId }) => deliveryId === openDelivery);
  // Older documents tell no trouble.
  if (troubles === undefined && unknown > 0) return at('unknown');
  if (trouble === undefined) return at('sending');
  const { kind, reason, until = null } = trouble;
  const state = kind === 'unknown' ? 'unknown' : kind === 'postponed' ? 'waiting' : 'sending';
  return { ...at(state, reason), dueAt: until };
}

/** Of replies that wait. What an outcome calls not emailed goes only once somebody removes what stops it. */
export function stateOfNews(next: Due | NotDue, now: number): State {
  if (next.kind === 'due')
    return { state: 'waiting', dueAt: next.at, trigger: next.trigger, reason: reasonOfDue(next, now) };
  const reason = reasonOfNotDue(next);
  return at(reason !== null && outcomeReasons[reason].state === 'notMailed' ? 'idle' : 'waiting', reason);
}

/** While nothing waits. What stops emails is told even before there is anything to send: agents know it before they answer. */
export function atRest(conversation: LookFacts, account: AccountFacts, now: number): State {
  const { parked, troubles } = conversation;
  if (parked > 0) return at('parked', newestOf(troubles, 'parked')?.reason ?? null);
  return at('idle', stopping(conversation, account, now) ?? newestOf(troubles, 'undelivered')?.reason ?? null);
}

function stopping(conversation: LookFacts, account: AccountFacts, now: number): OutcomeReason | null {
  const channel = channelOf(conversation, account, now);
  if (channel === 'email') return conversation.visitor.email === null ? null : stoppedFor(conversation);
  const reach = reachBy(channel)(conversation, account, now);
  return reach.kind === 'closed' && reach.reason !== 'paused' ? reach.reason : null;
}

const at = (state: State['state'], reason: OutcomeReason | null = null): State => ({
  state,
  dueAt: null,
  trigger: null,
  reason,
});
