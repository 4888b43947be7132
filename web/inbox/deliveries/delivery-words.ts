import type { Delivery, Job, Trigger } from '../../../packages/client/src/index.ts';
import type { Tone } from '../parts/badge.tsx';
import type { WordKey } from '../words/language.ts';

export type DeliveryStatus = Delivery['status'];
/** Why a delivery is parked. */
export type ParkedReason = keyof typeof reasonWords;

/** One row for each status of the API; a new one does not compile without its words. */
export const statusWords: Readonly<Record<DeliveryStatus, { readonly words: WordKey; readonly tone: Tone }>> = {
  parked: { words: 'deliveries.parked', tone: 'bad' },
  bounced: { words: 'deliveries.bounced', tone: 'bad' },
  dropped: { words: 'deliveries.dropped', tone: 'bad' },
  unknown: { words: 'deliveries.unknown', tone: 'warn' },
  claimed: { words: 'deliveries.claimed', tone: 'accent' },
  sending: { words: 'deliveries.sending', tone: 'accent' },
  accepted: { words: 'deliveries.accepted', tone: 'quiet' },
  deferred: { words: 'deliveries.deferred', tone: 'warn' },
  delivered: { words: 'deliveries.delivered', tone: 'good' },
  superseded: { words: 'deliveries.superseded', tone: 'quiet' },
  withdrawn: { words: 'deliveries.withdrawn', tone: 'quiet' },
  dismissed: { words: 'deliveries.dismissed', tone: 'quiet' },
};

/**
 * Why it is parked, in the words of contract/outcomes.ts (a test compares them), and what to do before it is replayed
 * (docs/operations.md).
 */
export const reasonWords = {
  providerBusy: { why: 'deliveries.whyProviderBusy', advice: 'deliveries.doProviderBusy' },
  providerAuth: { why: 'deliveries.whyProviderAuth', advice: 'deliveries.doProviderAuth' },
  outOfCredits: { why: 'deliveries.whyOutOfCredits', advice: 'deliveries.doOutOfCredits' },
  senderRejected: { why: 'deliveries.whySenderRejected', advice: 'deliveries.doSenderRejected' },
  contentRejected: { why: 'deliveries.whyContentRejected', advice: 'deliveries.doContentRejected' },
  tooLarge: { why: 'deliveries.whyTooLarge', advice: 'deliveries.doTooLarge' },
  unknown: { why: 'deliveries.whyUnknown', advice: 'deliveries.doUnknown' },
  blocked: { why: 'deliveries.whyBlocked', advice: 'deliveries.doBlocked' },
  channelNotConnected: { why: 'deliveries.whyChannelNotConnected', advice: 'deliveries.doChannelNotConnected' },
  channelTokenDead: { why: 'deliveries.whyChannelTokenDead', advice: 'deliveries.doChannelTokenDead' },
  channelRestricted: { why: 'deliveries.whyChannelRestricted', advice: 'deliveries.doChannelRestricted' },
  recipientUnavailable: { why: 'deliveries.whyRecipientUnavailable', advice: 'deliveries.doRecipientUnavailable' },
  messagingWindowClosed: { why: 'deliveries.whyMessagingWindowClosed', advice: 'deliveries.doMessagingWindowClosed' },
  internal: { why: 'deliveries.whyInternal', advice: 'deliveries.doInternal' },
  changedWhileUnknown: { why: 'deliveries.whyChangedWhileUnknown', advice: 'deliveries.doChangedWhileUnknown' },
} as const satisfies Readonly<Record<string, { readonly why: WordKey; readonly advice: WordKey }>>;

export const isParkedReason = (reason: string | null): reason is ParkedReason =>
  reason !== null && Object.hasOwn(reasonWords, reason);

export const triggerWords: Readonly<Record<Trigger, WordKey>> = {
  left: 'deliveries.triggerLeft',
  inactive: 'deliveries.triggerInactive',
  agentsOffline: 'deliveries.triggerOffline',
  request: 'deliveries.triggerRequest',
  written: 'deliveries.triggerWritten',
};

export type ReplayRefusal = Job['refused'][number]['reason'];

/** Why a replay or dismissal is refused, by the slug of the answer. */
export const refusalWords: Readonly<Record<ReplayRefusal, WordKey>> = {
  'already-sent': 'deliveries.refusedSent',
  'already-read': 'deliveries.refusedRead',
  'nothing-left': 'deliveries.refusedNothing',
  suppressed: 'deliveries.refusedSuppressed',
  superseded: 'deliveries.refusedSuperseded',
  'still-open': 'deliveries.refusedOpen',
  'report-awaited': 'deliveries.refusedAwaited',
  'forwarding-off': 'deliveries.refusedOff',
  'not-identified': 'deliveries.refusedNoAddress',
  'outside-messaging-window': 'deliveries.refusedWindow',
  'too-old': 'deliveries.refusedOld',
  dismissed: 'deliveries.refusedDismissed',
  'not-parked': 'deliveries.refusedNotParked',
};

/** The provider's names for what it reports. */
export const reportWords: Readonly<Record<string, WordKey>> = {
  processed: 'deliveries.reportProcessed',
  deferred: 'deliveries.deferred',
  delivered: 'deliveries.delivered',
  bounce: 'deliveries.bounced',
  dropped: 'deliveries.dropped',
  blocked: 'deliveries.whyBlocked',
  spamreport: 'deliveries.reportSpam',
  mayHaveBounced: 'deliveries.mayHaveBounced',
  mayBeBlocked: 'deliveries.mayBeBlocked',
};

/** What can be replayed, alone or with others. */
export const replayable = ['parked', 'bounced', 'dropped'] as const;
export type ReplayableStatus = (typeof replayable)[number];
export const isReplayable = (status: DeliveryStatus): status is ReplayableStatus =>
  (replayable as readonly string[]).includes(status);
