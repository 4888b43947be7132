import type { OutcomeReason } from '../../contract/outcomes.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { AccountFacts } from '../facts.ts';
import { answerUntil } from '../forwarding/direct.ts';
import { nextForwarding } from '../forwarding/forwarding.ts';
import { reasonOfDue, reasonOfNotDue } from '../forwarding/outcome.ts';
import { channelOf, reachBy, stoppedFor } from '../forwarding/reach.ts';
import { isWaiting } from '../forwarding/waiting.ts';
import type { LookFacts } from './decision.ts';

/** The state of a conversation's forwarding, with what a person wants to know next. Times are epoch milliseconds. */
export interface ForwardingState {
  readonly state: 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
  readonly dueAt: number | null;
  readonly trigger: Trigger | null;
  readonly reason: OutcomeReason | null;
  /** Until when the visitor's own channel lets an agent answer; null elsewhere. */
  readonly answerUntil: number | null;
}

export function forwardingState(conversation: LookFacts, account: AccountFacts, now: number): ForwardingState {
  return { ...stateNow(conversation, account, now), answerUntil: answerUntil(conversation) };
}

type State = Omit<ForwardingState, 'answerUntil'>;

function stateNow(conversation: LookFacts, account: AccountFacts, now: number): State {
  const { openDelivery, unknown, parked } = conversation;
  if (openDelivery !== null) return at(unknown > 0 ? 'unknown' : 'sending');
  if (isWaiting(conversation, account, now)) {
    const next = nextForwarding(conversation, account, now, 'shown');
    if (next.kind === 'notDue') return { ...at('waiting'), reason: reasonOfNotDue(next) };
    return { state: 'waiting', dueAt: next.at, trigger: next.trigger, reason: reasonOfDue(next, now) };
  }
  const state = unknown > 0 ? 'unknown' : parked > 0 ? 'parked' : 'idle';
  return { ...at(state), reason: stopping(conversation, account, now) };
}

/** Shown even before there is anything to send, so that agents know before they answer. */
function stopping(conversation: LookFacts, account: AccountFacts, now: number): OutcomeReason | null {
  const channel = channelOf(conversation, account, now);
  if (channel === 'email') return conversation.visitor.email === null ? null : stoppedFor(conversation);
  const reach = reachBy(channel)(conversation, account, now);
  return reach.kind === 'closed' ? reach.reason : null;
}

const at = (state: State['state']): State => ({ state, dueAt: null, trigger: null, reason: null });
