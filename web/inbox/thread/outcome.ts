import type { Conversation, Message, Outcome, Reason } from '../../../packages/client/src/index.ts';
import type { Tone } from '../parts/badge.tsx';
import type { WordKey } from '../words/language.ts';

/** What became of an agent's message, as the thread says it. */
export interface OutcomeWords {
  readonly words: WordKey;
  readonly tone: Tone;
  /** What one can do about it. */
  readonly advice?: WordKey;
  /** The delivery that can be sent again. */
  readonly replay?: string;
}

type Row = Pick<OutcomeWords, 'words' | 'tone' | 'advice'>;

/** One row for each reason of contract/outcomes.ts; a new one does not compile without its words. */
const reasons: Readonly<Record<Reason, Row>> = {
  beforeTrigger: { words: 'thread.notReadYet', tone: 'quiet' },
  settling: { words: 'thread.goesSoon', tone: 'quiet' },
  notIdentified: { words: 'thread.noAddressKnown', tone: 'warn', advice: 'thread.askForAddress' },
  earlierParked: { words: 'thread.waitsForEarlier', tone: 'warn' },
  due: { words: 'thread.goesSoon', tone: 'quiet' },
  deliveryInFlight: { words: 'thread.goesSoon', tone: 'quiet' },
  rateCapped: { words: 'thread.rateCapped', tone: 'warn' },
  addressLimited: { words: 'thread.addressLimited', tone: 'warn' },
  quietHours: { words: 'thread.quietHours', tone: 'quiet' },
  paused: { words: 'thread.sendingPaused', tone: 'warn' },
  retrying: { words: 'thread.retrying', tone: 'warn' },

  accepted: { words: 'thread.emailed', tone: 'quiet' },
  deferred: { words: 'thread.deferred', tone: 'warn' },
  delivered: { words: 'thread.delivered', tone: 'good' },
  bounced: { words: 'thread.bounced', tone: 'bad', advice: 'thread.bouncedAdvice' },
  dropped: { words: 'thread.dropped', tone: 'bad', advice: 'thread.droppedAdvice' },

  providerBusy: { words: 'thread.parkedProvider', tone: 'bad', advice: 'thread.replayAdvice' },
  providerAuth: { words: 'thread.parkedKey', tone: 'bad', advice: 'thread.adminAdvice' },
  outOfCredits: { words: 'thread.parkedCredits', tone: 'bad', advice: 'thread.adminAdvice' },
  senderRejected: { words: 'thread.parkedSender', tone: 'bad', advice: 'thread.adminAdvice' },
  contentRejected: { words: 'thread.parkedContent', tone: 'bad', advice: 'thread.replayAdvice' },
  tooLarge: { words: 'thread.parkedLarge', tone: 'bad' },
  unknown: { words: 'thread.parkedUnknown', tone: 'bad', advice: 'thread.unknownAdvice' },
  blocked: { words: 'thread.parkedBlocked', tone: 'bad', advice: 'thread.blockedAdvice' },
  channelNotConnected: { words: 'thread.parkedNotConnected', tone: 'bad', advice: 'thread.adminAdvice' },
  channelTokenDead: { words: 'thread.parkedToken', tone: 'bad', advice: 'thread.adminAdvice' },
  channelRestricted: { words: 'thread.parkedRestricted', tone: 'bad', advice: 'thread.adminAdvice' },
  recipientUnavailable: { words: 'thread.parkedRecipient', tone: 'bad', advice: 'thread.replayAdvice' },
  messagingWindowClosed: { words: 'thread.parkedWindow', tone: 'bad', advice: 'thread.windowAdvice' },
  internal: { words: 'thread.parkedInternal', tone: 'bad', advice: 'thread.replayAdvice' },
  changedWhileUnknown: { words: 'thread.parkedUnknown', tone: 'bad', advice: 'thread.unknownAdvice' },

  dismissed: { words: 'thread.dismissed', tone: 'quiet' },
  forwardingOff: { words: 'thread.chatOnlyOff', tone: 'quiet' },
  deleted: { words: 'thread.notEmailed', tone: 'quiet' },
  cancelledByAgent: { words: 'thread.cancelled', tone: 'quiet' },
  chatOnly: { words: 'thread.chatOnlyByAgent', tone: 'quiet' },
  addressSuppressed: { words: 'thread.suppressed', tone: 'warn', advice: 'thread.suppressedAdvice' },
  unsubscribed: { words: 'thread.unsubscribed', tone: 'warn' },
  outsideMessagingWindow: { words: 'thread.outsideWindow', tone: 'warn' },
  tooOld: { words: 'thread.tooOld', tone: 'quiet' },
};

/** What is said in other words where replies go to the visitor's own account. */
const directReasons: Readonly<Partial<Record<Reason, Row>>> = {
  beforeTrigger: { words: 'thread.directSoon', tone: 'quiet' },
  settling: { words: 'thread.directSoon', tone: 'quiet' },
  due: { words: 'thread.directSoon', tone: 'quiet' },
  deliveryInFlight: { words: 'thread.directSoon', tone: 'quiet' },
  retrying: { words: 'thread.directRetrying', tone: 'warn' },
  providerBusy: { words: 'thread.directParkedProvider', tone: 'bad', advice: 'thread.replayAdvice' },
  contentRejected: { words: 'thread.directParkedContent', tone: 'bad', advice: 'thread.replayAdvice' },
  unknown: { words: 'thread.directParkedUnknown', tone: 'bad', advice: 'thread.unknownAdvice' },
  changedWhileUnknown: { words: 'thread.directParkedUnknown', tone: 'bad', advice: 'thread.unknownAdvice' },
  internal: { words: 'thread.directParkedInternal', tone: 'bad', advice: 'thread.replayAdvice' },
  dismissed: { words: 'thread.directDismissed', tone: 'quiet' },
  deleted: { words: 'thread.directNotSent', tone: 'quiet' },
  cancelledByAgent: { words: 'thread.directCancelled', tone: 'quiet' },
  chatOnly: { words: 'thread.directNotSent', tone: 'quiet' },
  tooOld: { words: 'thread.directTooOld', tone: 'quiet' },
};

/**
 * Null for a message that has none: a visitor's, or a deleted one that went nowhere.
 * @param channel the conversation's
 */
export function outcomeWords(message: Message, channel: Conversation['channel']['kind']): OutcomeWords | null {
  const { outcome } = message;
  // Beyond its channel's window it may have been emailed.
  if (channel !== 'web' && outcome !== undefined && message.forwardedTo.at(-1)?.channel !== 'email')
    return directWords(message, outcome);
  return chatWords(message);
}

function directWords({ state, readVia, forwardedTo }: Message, outcome: Outcome): OutcomeWords | null {
  if (state === 'deleted' && outcome.reason === 'deleted') return null;
  const { reason } = outcome;
  if (reason !== null) {
    const row = directReasons[reason] ?? reasons[reason];
    return outcome.state === 'parked' && outcome.deliveryId !== null ? { ...row, replay: outcome.deliveryId } : row;
  }
  switch (outcome.state) {
    case 'read':
      return { words: 'thread.read', tone: 'good' };
    case 'mailed':
    case 'sentDirectly':
      if (readVia !== null) return { words: 'thread.read', tone: 'good' };
      return forwardedTo.at(-1)?.status === 'delivered'
        ? { words: 'thread.delivered', tone: 'good' }
        : { words: 'thread.sent', tone: 'quiet' };
    case 'sending':
      return { words: 'thread.directSending', tone: 'quiet' };
    case 'unknown':
      return { words: 'thread.directUnknown', tone: 'warn' };
    case 'waiting':
      return { words: 'thread.directSoon', tone: 'quiet' };
    case 'parked':
      return { words: 'thread.directParkedInternal', tone: 'bad' };
    case 'notMailed':
      return { words: 'thread.directNotSent', tone: 'quiet' };
    default:
      return outcome.state satisfies never;
  }
}

function chatWords({ outcome, readVia, state }: Message): OutcomeWords | null {
  if (outcome === undefined || (state === 'deleted' && outcome.reason === 'deleted')) return null;
  if (outcome.state === 'parked' && outcome.deliveryId !== null)
    return { ...ofReason(outcome), replay: outcome.deliveryId };
  if (outcome.reason !== null) return ofReason(outcome);
  switch (outcome.state) {
    case 'read':
      return { words: readVia === 'email' ? 'thread.readByEmail' : 'thread.read', tone: 'good' };
    case 'sending':
      return { words: 'thread.sendingEmail', tone: 'quiet' };
    case 'unknown':
      return { words: 'thread.unknown', tone: 'warn' };
    case 'waiting':
      return { words: 'thread.notReadYet', tone: 'quiet' };
    case 'mailed':
      return { words: 'thread.emailed', tone: 'quiet' };
    case 'sentDirectly':
      return { words: 'thread.sent', tone: 'quiet' };
    case 'parked':
      return { words: 'thread.parkedInternal', tone: 'bad' };
    case 'notMailed':
      return { words: 'thread.notEmailed', tone: 'quiet' };
    default:
      return outcome.state satisfies never;
  }
}

const ofReason = ({ reason }: Outcome): Row => reasons[reason as Reason];

/** Whether the newest email to an address did not arrive: the next one hardly will. */
export function undeliveredTo(messages: readonly Message[], address: string | null): 'bounced' | 'dropped' | null {
  const newest = messages
    .flatMap(({ forwardedTo }) => forwardedTo)
    .filter((mail) => mail.address === address)
    .reduce<Message['forwardedTo'][number] | null>(
      (last, mail) => (last === null || mail.at >= last.at ? mail : last),
      null,
    );
  return newest?.status === 'bounced' || newest?.status === 'dropped' ? newest.status : null;
}
