import type { SignalName } from '../../contract/signals.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { nextForwarding } from '../forwarding/forwarding.ts';
import { agentEmailDueAt } from './agent-email.ts';

/**
 * The promise that the workflow will look no later than `at`, and when the sweeper may doubt it (design, the alarm
 * protocol).
 */
export interface Alarm {
  readonly at: number;
  readonly watchAt: number;
  readonly setAt: number;
  /** What set it, so that a lost signal is sent again under its own name. */
  readonly signal: SignalName;
  /** How often the sweeper has followed up. */
  readonly nudges: number;
}

/** After a change the workflow gets this long to look before the sweeper doubts it. */
const watchAfterChangeMs = 5_000;
/** A workflow that is this late has been lost. */
const watchAfterLookMs = 60_000;

/** An alarm that a signal is about to announce. */
export function alarmOfChange(at: number, signal: SignalName, now: number): Alarm {
  return { at, watchAt: now + watchAfterChangeMs, setAt: now, signal, nudges: 0 };
}

/** The end of a delivery makes the workflow look now, because newer replies may have waited for it. */
export const alarmOfEnd = (now: number): Alarm => alarmOfChange(now, 'alarmOverdue', now);

/**
 * Since when an email that is claimed `now` has been due: since its time, but not before the look was promised for then.
 * A time may pass before it is one: a setting, a person or the end of an earlier delivery makes an email due at once that
 * would have been due earlier, and a limit or quiet hours hold it back beyond it. Each sets the alarm, or, if this look
 * comes first, has done so now.
 * @param at when it was due by the policy
 */
export function dueSince(alarm: Alarm | null, at: number, now: number): number {
  const promisedAt = alarm === null ? now : Math.max(alarm.at, alarm.setAt);
  return Math.min(now, Math.max(at, promisedAt));
}

/** How a conversation's alarm is set when it is written. */
export type AlarmRule =
  /** A change: the next due time, if that is earlier than the present alarm. `looksNow`: the change asks for a look. */
  | { readonly kind: 'change'; readonly signal: SignalName; readonly looksNow: boolean }
  /** The end of a delivery. */
  | { readonly kind: 'end' }
  /** A look has decided when the next one is; null: none is needed. */
  | { readonly kind: 'look'; readonly at: number | null };

type WithAlarm = ConversationFacts & { readonly alarm: Alarm | null };

/** The alarm by this rule; the same object if the present one will do. */
export function alarmBy(rule: AlarmRule, conversation: WithAlarm, account: AccountFacts, now: number): Alarm | null {
  switch (rule.kind) {
    case 'change':
      return alarmAfterChange(rule, conversation, account, now);
    case 'end':
      return alarmOfEnd(now);
    case 'look':
      return rule.at === null ? null : alarmOfLook(conversation.alarm, rule.at, now);
    default:
      return rule satisfies never;
  }
}

/** While a delivery is open, only a visitor who waits moves the alarm; the end of the delivery sets it. */
function alarmAfterChange(
  { signal, looksNow }: Extract<AlarmRule, { kind: 'change' }>,
  conversation: WithAlarm,
  account: AccountFacts,
  now: number,
): Alarm | null {
  const isOpen = conversation.openDelivery !== null;
  const standing = looksNow && !isOpen ? alarmOfChange(now, signal, now) : conversation.alarm;
  const next = isOpen ? null : nextForwarding(conversation, account, now);
  const at = Math.min(
    next?.kind === 'due' ? next.at : Number.POSITIVE_INFINITY,
    agentEmailDueAt(conversation, account, now) ?? Number.POSITIVE_INFINITY,
  );
  return at < (standing?.at ?? Number.POSITIVE_INFINITY) ? alarmOfChange(at, signal, now) : standing;
}

/** Looking ahead asks what was written since the alarm was set, so an alarm that has not gone off keeps that time. */
function alarmOfLook(previous: Alarm | null, at: number, now: number): Alarm {
  const setAt = previous !== null && previous.at > now ? previous.setAt : now;
  return { at, watchAt: at + watchAfterLookMs, setAt, signal: 'alarmOverdue', nudges: 0 };
}
