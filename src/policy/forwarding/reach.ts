import type { DeliveryChannel } from '../../contract/direct-channels.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { isUnsubscribed } from '../visitor/address.ts';
import { directKindOf, isAnswerable } from './direct.ts';

/** Whether a channel may carry an answer now, or why not. */
export type Reach = { readonly kind: 'open' } | { readonly kind: 'closed'; readonly reason: ClosedReason };

export type ClosedReason =
  | 'outsideMessagingWindow'
  | 'forwardingOff'
  | 'notIdentified'
  | 'addressSuppressed'
  | 'unsubscribed'
  | 'paused';

/** A channel's rule for that. `now` is in epoch milliseconds. */
export type ReachRule = (conversation: ConversationFacts, account: AccountFacts, now: number) => Reach;

const open: Reach = { kind: 'open' };
export const closed = (reason: ClosedReason): Reach => ({ kind: 'closed', reason });

/** Email reaches a visitor whose address is known and may get email, unless the account forwards nothing or is paused. */
const byEmail: ReachRule = (conversation, { settings }) => {
  if (settings.emailForwarding === 'nothing') return closed('forwardingOff');
  if (conversation.visitor.email === null) return closed('notIdentified');
  const stopped = stoppedFor(conversation);
  if (stopped !== null) return closed(stopped);
  return settings.delivery.paused ? closed('paused') : open;
};

/** A channel of the visitor's own reaches them as long as its platform lets an agent answer, unless the account is paused. */
const withinWindow: ReachRule = (conversation, { settings }, now) => {
  if (!isAnswerable(conversation, now)) return closed('outsideMessagingWindow');
  return settings.delivery.paused ? closed('paused') : open;
};

/** Each channel's rule: all that the policy knows of it. */
export const reachBy = (channel: DeliveryChannel): ReachRule => (channel === 'email' ? byEmail : withinWindow);

/**
 * By which channel the conversation's next answer goes: the one that the visitor writes on. Where its platform allows
 * none, by email if the account has chosen so and an address is known (design R8).
 */
export function channelOf(conversation: ConversationFacts, { settings }: AccountFacts, now: number): DeliveryChannel {
  const kind = directKindOf(conversation);
  if (kind === null) return 'email';
  if (isAnswerable(conversation, now) || settings.channels.outsideWindow === 'notSent') return kind;
  return settings.emailForwarding === 'nothing' || conversation.visitor.email === null ? kind : 'email';
}

/** Why no email of the conversation goes to its address, whatever is written (design, Delivery); null if it may. */
export function stoppedFor({
  suppressed,
  unsubscribedAt,
}: Pick<ConversationFacts, 'suppressed' | 'unsubscribedAt'>): 'addressSuppressed' | 'unsubscribed' | null {
  // Older documents lack this field.
  if (suppressed) return 'addressSuppressed';
  return isUnsubscribed({ unsubscribedAt }) ? 'unsubscribed' : null;
}
