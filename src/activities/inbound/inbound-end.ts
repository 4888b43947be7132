import type { DeadLetterReason, RecordedAs } from '../../contract/inbound.ts';

/** What became of an email that came in. */
export type InboundEnd =
  /** It is the visitor's message. */
  | ({ readonly kind: 'message'; readonly messageId: string } & OfConversation)
  /** It is kept, but it is not the visitor's words. */
  | ({ readonly kind: 'recorded'; readonly as: RecordedAs } & OfConversation)
  /** The same email has arrived before. `messageId`: what it became then. */
  | ({ readonly kind: 'duplicate'; readonly messageId: string } & OfConversation)
  /** Nothing could be done with it; a person decides. The ids are null as far as they are not known. */
  | {
      readonly kind: 'deadLetter';
      readonly reason: DeadLetterReason;
      readonly accountId: string | null;
      readonly conversationId: string | null;
    };

interface OfConversation {
  readonly accountId: string;
  readonly conversationId: string;
}
