/**
 * What became of an agent's message, and why (design R10): the one table of states and reasons. The API answers with
 * the names and slugs, Temporal's summaries and the inbox show the labels.
 */
export const outcomeStates = {
  read: 'read',
  waiting: 'waiting',
  sending: 'being sent',
  unknown: 'sent, outcome unknown',
  mailed: 'emailed',
  sentDirectly: 'sent on its own channel',
  parked: 'parked',
  notMailed: 'not sent',
} as const;
export type OutcomeState = keyof typeof outcomeStates;

interface ReasonRow {
  readonly state: OutcomeState;
  /** In words that continue the state's label: "waiting: no email address is known". */
  readonly label: string;
  /** The last part of a problem document's `type`. */
  readonly slug: string;
}

const row = <const Row extends ReasonRow>(reason: Row): Row => reason;

export const outcomeReasons = {
  beforeTrigger: row({ state: 'waiting', label: 'the visitor is here or has only just left', slug: 'before-trigger' }),
  settling: row({ state: 'waiting', label: 'more replies may follow', slug: 'settling' }),
  notIdentified: row({ state: 'waiting', label: 'no email address is known', slug: 'not-identified' }),
  earlierParked: row({ state: 'waiting', label: 'an earlier message could not be sent', slug: 'earlier-parked' }),
  due: row({ state: 'waiting', label: 'it is due and goes next', slug: 'due' }),
  deliveryInFlight: row({ state: 'waiting', label: 'another message is being sent', slug: 'delivery-in-flight' }),
  rateCapped: row({ state: 'waiting', label: 'too many emails in the last hour', slug: 'rate-capped' }),
  addressLimited: row({
    state: 'waiting',
    label: 'the address is not verified and has reached its daily limit',
    slug: 'address-limited',
  }),
  quietHours: row({ state: 'waiting', label: "it is quiet hours at the visitor's", slug: 'quiet-hours' }),
  paused: row({ state: 'waiting', label: 'sending is paused', slug: 'paused' }),

  retrying: row({ state: 'sending', label: 'the provider refused an attempt; it is tried again', slug: 'retrying' }),

  accepted: row({ state: 'mailed', label: 'accepted by the provider', slug: 'accepted' }),
  deferred: row({ state: 'mailed', label: 'deferred by the receiving server', slug: 'deferred' }),
  delivered: row({ state: 'mailed', label: 'delivered', slug: 'delivered' }),
  bounced: row({ state: 'mailed', label: 'bounced', slug: 'bounced' }),
  dropped: row({ state: 'mailed', label: 'dropped by the provider', slug: 'dropped' }),

  providerBusy: row({
    state: 'parked',
    label: 'the provider did not accept it',
    slug: 'provider-busy',
  }),
  providerAuth: row({
    state: 'parked',
    label: 'the provider refused the key',
    slug: 'provider-auth',
  }),
  outOfCredits: row({
    state: 'parked',
    label: "the provider account's credits are used up",
    slug: 'out-of-credits',
  }),
  senderRejected: row({
    state: 'parked',
    label: 'the provider refused the sender',
    slug: 'sender-rejected',
  }),
  contentRejected: row({
    state: 'parked',
    label: 'the provider refused it',
    slug: 'content-rejected',
  }),
  tooLarge: row({ state: 'parked', label: 'it is too large', slug: 'too-large' }),
  unknown: row({ state: 'parked', label: 'it is unknown whether it was sent', slug: 'unknown' }),
  blocked: row({
    state: 'parked',
    label: 'the receiving server blocked the email',
    slug: 'blocked',
  }),
  channelNotConnected: row({ state: 'parked', label: 'the page is not connected', slug: 'channel-not-connected' }),
  channelTokenDead: row({
    state: 'parked',
    label: 'the platform refused the access token',
    slug: 'channel-token-dead',
  }),
  channelRestricted: row({
    state: 'parked',
    label: 'the platform has restricted the page',
    slug: 'channel-restricted',
  }),
  recipientUnavailable: row({
    state: 'parked',
    label: 'the visitor cannot be reached on the channel',
    slug: 'recipient-unavailable',
  }),
  messagingWindowClosed: row({
    state: 'parked',
    label: 'the platform allows no answer any more',
    slug: 'messaging-window-closed',
  }),
  internal: row({ state: 'parked', label: 'it could not be composed', slug: 'internal' }),
  changedWhileUnknown: row({
    state: 'parked',
    label: 'it changed while its outcome was unknown',
    slug: 'changed-while-unknown',
  }),

  dismissed: row({ state: 'notMailed', label: 'dismissed by a person', slug: 'dismissed' }),
  forwardingOff: row({ state: 'notMailed', label: 'email forwarding is off', slug: 'forwarding-off' }),
  deleted: row({ state: 'notMailed', label: 'deleted', slug: 'deleted' }),
  cancelledByAgent: row({ state: 'notMailed', label: 'cancelled by an agent', slug: 'cancelled-by-agent' }),
  chatOnly: row({ state: 'notMailed', label: 'an agent wanted it only in the chat', slug: 'chat-only' }),
  addressSuppressed: row({ state: 'notMailed', label: 'the address is suppressed', slug: 'address-suppressed' }),
  unsubscribed: row({ state: 'notMailed', label: 'the visitor unsubscribed', slug: 'unsubscribed' }),
  outsideMessagingWindow: row({
    state: 'notMailed',
    label: 'the channel allows no answer until the visitor writes again',
    slug: 'outside-messaging-window',
  }),
  tooOld: row({ state: 'notMailed', label: 'too old to be forwarded', slug: 'too-old' }),
} as const;
export type OutcomeReason = keyof typeof outcomeReasons;

/** The reasons that belong to one state. */
export type ReasonOf<State extends OutcomeState> = {
  [Reason in OutcomeReason]: (typeof outcomeReasons)[Reason]['state'] extends State ? Reason : never;
}[OutcomeReason];
export type WaitingReason = ReasonOf<'waiting'>;
export type ParkedReason = ReasonOf<'parked'>;
