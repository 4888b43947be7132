/**
 * The signals of a conversation's workflow: one name for each kind of news, so that its history reads like a story in
 * Temporal UI. None carries text or address; each only says "look". `conversationClosed` lets an idle workflow end,
 * `alarmOverdue` is the sweeper's.
 */
export const signalNames = [
  'messagePosted',
  'visitorLeft',
  'visitorActive',
  'visitorIdentified',
  'agentsChanged',
  'settingsChanged',
  'forwardingRequested',
  'deliveryReported',
  'retryDelivery',
  'conversationClosed',
  'alarmOverdue',
] as const;
export type SignalName = (typeof signalNames)[number];

/** The one signal of the workflows that send one email to an agent, or one with links back to the chat. */
export const lookAgain = 'lookAgain';

/** What Temporal UI says of a signal to a person who is about to send one. */
export const aboutSignal = (name: SignalName): string =>
  name === 'retryDelivery'
    ? 'Replays the parked deliveries of this conversation; what may already have arrived, too.'
    : 'Only makes the workflow look again.';

export const conversationQueue = 'conversations';
export const deliveryQueue = 'deliveries';
/** Emails of conversations that become due together, many with each task. */
export const deliveryPageQueue = 'deliveryPages';
export const maxInDeliveryPage = 20;
/** Answers on visitors' own channels: neither a burst of emails nor a platform that hangs holds up the other. */
export const directDeliveryQueue = 'directDeliveries';
export const inboundQueue = 'inbound';
export const webhookQueue = 'webhooks';
export const channelEventQueue = 'channelEvents';

export interface ConversationArgs {
  readonly accountId: string;
  readonly conversationId: string;
  /** What `AfterchatState` says, carried over when the workflow continues as new; it starts with news that waits. */
  readonly state?: WatchState;
}

/**
 * What `AfterchatState` says of a conversation in Temporal since its last look: parked if any of its deliveries is, else
 * the state of its forwarding. `AfterchatReason` says why. The moment of sending changes neither, and a chat that is read
 * as it goes on keeps both (design P7).
 */
export type WatchState = 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
