import type { Conversation, Reason, Settings } from '../../../packages/client/src/index.ts';
import type { Wish } from './pending.ts';

/** What will become of a reply before it is written, from what the page knows (design R1, R3, R4). */

/** As far as a reply's fate depends on the account. */
export interface Rules {
  readonly emailForwarding: Settings['emailForwarding'];
  readonly afterLeavingSeconds: number;
  readonly paused: boolean;
  readonly outsideWindow: Settings['channels']['outsideWindow'];
}

export interface FateFacts {
  readonly conversation: Pick<Conversation, 'channel' | 'visitor' | 'forwarding'>;
  /** Null if they are not known: then no durations are told. */
  readonly rules: Rules | null;
  /** Whether the last email to this address did not arrive, and in which way. */
  readonly undelivered: 'bounced' | 'dropped' | null;
  /** What the agent wants to happen to this reply. */
  readonly wish: Wish;
  /** Until when no email goes out, by the visitor's clock (`08:00`); null if it may. */
  readonly quietUntil: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type Fate =
  /** It is emailed unless the visitor reads it before. */
  | {
      readonly kind: 'byEmail';
      readonly address: string;
      /** `left`: they have left, so it goes soon; `leaving`: once they leave. */
      readonly when: 'now' | 'left' | 'leaving';
      /** How long after the visitor has left; null if it is not known, or does not matter. */
      readonly seconds: number | null;
    }
  /** It is emailed in the morning, unless the agent sends it now: it is night at the visitor's. */
  | { readonly kind: 'quiet'; readonly address: string; readonly until: string }
  /** It is only in the chat, because nobody knows the visitor's address. */
  | { readonly kind: 'noAddress'; readonly isHere: boolean; readonly suggested: string | null }
  /** It is only in the chat, because the agent wants it so. */
  | { readonly kind: 'chatOnly' }
  /** It is only in the chat: the account emails nothing. */
  | { readonly kind: 'forwardingOff' }
  /** Emails wait until somebody lets them go on. */
  | { readonly kind: 'paused'; readonly address: string }
  /** The same for messages on the visitor's own channel. */
  | { readonly kind: 'directPaused'; readonly channel: DirectKind }
  /** No email goes to this address. */
  | { readonly kind: 'stopped'; readonly reason: 'addressSuppressed' | 'unsubscribed'; readonly address: string }
  /** It is emailed, and will hardly arrive. */
  | { readonly kind: 'undelivered'; readonly how: 'bounced' | 'dropped'; readonly address: string }
  /** No visitor sees it. */
  | { readonly kind: 'note' }
  /** It is sent to the visitor's own account at once. `windowClosed`: once they have written again. */
  | {
      readonly kind: 'direct';
      readonly channel: DirectKind;
      /** Until when that is possible; epoch milliseconds, null: always. */
      readonly until: number | null;
      /** Where it is emailed to after that; null: it then waits until the visitor writes again. */
      readonly emailAfter: string | null;
    }
  | { readonly kind: 'windowClosed'; readonly channel: DirectKind }
  /** It is emailed soon, because the channel allows no answer any more. */
  | { readonly kind: 'emailAfterWindow'; readonly channel: DirectKind; readonly address: string };

type DirectKind = Exclude<Conversation['channel']['kind'], 'web'>;

export function fateOf({ conversation, rules, undelivered, wish, quietUntil, now }: FateFacts): Fate {
  const { channel, visitor, forwarding } = conversation;
  const isPaused = rules?.paused === true || forwarding.reason === 'paused';
  if (wish === 'note') return { kind: 'note' };
  if (channel.kind !== 'web') {
    if (wish === 'never') return { kind: 'chatOnly' };
    const { answerUntil, reason } = forwarding;
    const until = answerUntil === undefined ? null : Date.parse(answerUntil);
    const isClosed = reason === 'outsideMessagingWindow' || (until !== null && until <= now);
    const isEmailedAfter = rules?.outsideWindow === 'email' && rules.emailForwarding !== 'nothing';
    const emailAfter = isEmailedAfter ? visitor.email : null;
    if (!isClosed && isPaused) return { kind: 'directPaused', channel: channel.kind };
    if (!isClosed) return { kind: 'direct', channel: channel.kind, until, emailAfter };
    if (emailAfter === null) return { kind: 'windowClosed', channel: channel.kind };
  }
  if (rules?.emailForwarding === 'nothing' || forwarding.reason === 'forwardingOff') return { kind: 'forwardingOff' };
  if (wish === 'never') return { kind: 'chatOnly' };
  const isHere = visitor.presence.state === 'here';
  const { email: address } = visitor;
  if (address === null) return { kind: 'noAddress', isHere, suggested: visitor.suggestedEmail };
  const stopped = stops(forwarding.reason);
  if (stopped !== null) return { kind: 'stopped', reason: stopped, address };
  if (undelivered !== null) return { kind: 'undelivered', how: undelivered, address };
  if (isPaused) return { kind: 'paused', address };
  if (wish === 'now') return { kind: 'byEmail', address, when: 'now', seconds: null };
  // Nobody knows when visitors of a channel look at their own account.
  if ((!isHere || channel.kind !== 'web') && quietUntil !== null) return { kind: 'quiet', address, until: quietUntil };
  if (channel.kind !== 'web') return { kind: 'emailAfterWindow', channel: channel.kind, address };
  const seconds = rules?.afterLeavingSeconds ?? null;
  return { kind: 'byEmail', address, when: isHere ? 'leaving' : 'left', seconds: isHere ? seconds : null };
}

const stops = (reason: Reason | null) => (reason === 'addressSuppressed' || reason === 'unsubscribed' ? reason : null);
