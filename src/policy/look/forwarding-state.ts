import type { OutcomeReason } from '../../contract/outcomes.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { AccountFacts } from '../facts.ts';
import { nextForwarding } from '../forwarding/forwarding.ts';
import { reasonOfDue, reasonOfNotDue } from '../forwarding/outcome.ts';
import { stoppedFor } from '../forwarding/reach.ts';
import { isWaiting } from '../forwarding/waiting.ts';
import type { LookFacts } from './decision.ts';

/** The state of a conversation's forwarding, with what a person wants to know next. Times are epoch milliseconds. */
export interface ForwardingState {
  readonly state: 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
  readonly dueAt: number | null;
  readonly trigger: Trigger | null;
  readonly reason: OutcomeReason | null;
}

export function forwardingState(conversation: LookFacts, account: AccountFacts, now: number): ForwardingState {
  const { openDelivery, unknown, parked } = conversation;
  if (openDelivery !== null) return at(unknown > 0 ? 'unknown' : 'sending');
  if (isWaiting(conversation, account, now)) {
    const next = nextForwarding(conversation, account, now, 'shown');
    if (next.kind === 'notDue') return { ...at('waiting'), reason: reasonOfNotDue(next) };
    return { state: 'waiting', dueAt: next.at, trigger: next.trigger, reason: reasonOfDue(next, now) };
  }
  // Shown even before there is anything to email, so that agents know before they answer.
  const reason =
    conversation.channel.kind !== 'web'
      ? 'channelNotSupported'
      : conversation.visitor.email === null
        ? null
        : stoppedFor(conversation);
  return { ...at(unknown > 0 ? 'unknown' : parked > 0 ? 'parked' : 'idle'), reason };
}

const at = (state: ForwardingState['state']): ForwardingState => ({ state, dueAt: null, trigger: null, reason: null });
