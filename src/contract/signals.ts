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

export const conversationQueue = 'conversations';
export const deliveryQueue = 'deliveries';
