import type { InboundEmail } from '../../../packages/client/src/index.ts';
import type { Tone } from '../parts/badge.tsx';
import type { WordKey } from '../words/language.ts';

export type InboundState = InboundEmail['state'];
export type DeadLetterReason = NonNullable<InboundEmail['reason']>;

export const inboundStates: Readonly<Record<InboundState, { readonly words: WordKey; readonly tone: Tone }>> = {
  deadLetter: { words: 'received.deadLetter', tone: 'bad' },
  new: { words: 'received.new', tone: 'accent' },
  done: { words: 'received.done', tone: 'good' },
  dismissed: { words: 'deliveries.dismissed', tone: 'quiet' },
};

/** Why an email is a dead letter, in the words of contract/inbound.ts (a test compares them), and what to do about it. */
export const deadLetterWords: Readonly<Record<DeadLetterReason, { readonly why: WordKey; readonly advice: WordKey }>> =
  {
    badSignature: { why: 'received.whyBadSignature', advice: 'received.doBadSignature' },
    tooLarge: { why: 'received.whyTooLarge', advice: 'received.doTooLarge' },
    unreadable: { why: 'received.whyUnreadable', advice: 'received.doUnreadable' },
    unknownAddress: { why: 'received.whyUnknownAddress', advice: 'received.doUnknownAddress' },
    expiredAddress: { why: 'received.whyExpiredAddress', advice: 'received.doExpiredAddress' },
    revokedAddress: { why: 'received.whyRevokedAddress', advice: 'received.doExpiredAddress' },
    otherAccount: { why: 'received.whyOtherAccount', advice: 'received.doOtherAccount' },
    erased: { why: 'received.whyErased', advice: 'received.doErased' },
    otherSender: { why: 'received.whyOtherSender', advice: 'received.doOtherSender' },
    tooMany: { why: 'received.whyTooMany', advice: 'received.doTooMany' },
    internal: { why: 'received.whyInternal', advice: 'received.doInternal' },
  };

export const inboundStateOf = (name: string | undefined): InboundState =>
  name !== undefined && Object.hasOwn(inboundStates, name) ? (name as InboundState) : 'deadLetter';

export const deadLetterReasonOf = (name: string | undefined): DeadLetterReason | null =>
  name !== undefined && Object.hasOwn(deadLetterWords, name) ? (name as DeadLetterReason) : null;
