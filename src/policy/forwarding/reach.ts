import type { DeliveryChannel } from '../../contract/direct-channels.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { isUnsubscribed } from '../visitor/address.ts';

/** Whether a channel may carry an answer now, or why not. */
export type Reach = { readonly kind: 'open' } | { readonly kind: 'closed'; readonly reason: ClosedReason };

export type ClosedReason =
  | 'channelNotSupported'
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

const notYet: ReachRule = () => closed('channelNotSupported');

/** Each channel's rule: all that the policy knows of it. */
export const reachRules: Readonly<Record<DeliveryChannel, ReachRule>> = {
  email: byEmail,
  messenger: notYet,
  instagram: notYet,
};

/** By which channel the conversation's next answer goes. */
export const channelOf = ({ channel: { kind } }: Pick<ConversationFacts, 'channel'>): DeliveryChannel =>
  kind === 'web' ? 'email' : kind;

/** Why no email of the conversation goes to its address, whatever is written (design, Delivery); null if it may. */
export function stoppedFor({
  suppressed,
  unsubscribedAt,
}: Pick<ConversationFacts, 'suppressed' | 'unsubscribedAt'>): 'addressSuppressed' | 'unsubscribed' | null {
  // Older documents lack this field.
  if (suppressed) return 'addressSuppressed';
  return isUnsubscribed({ unsubscribedAt }) ? 'unsubscribed' : null;
}
