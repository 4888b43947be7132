import type { Attachment } from '../../../packages/client/src/index.ts';

/** A message of this agent that the service has not confirmed. */
export interface Pending {
  readonly id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly wish: Wish;
  readonly at: number;
  /** Why it was not sent; null while it is being sent. */
  readonly failure: string | null;
}

/**
 * What the agent wants to happen to what they write: a reply by the rules, one that is emailed at once, one that is only in
 * the chat, or a note that only agents see.
 */
export type Wish = 'auto' | 'now' | 'never' | 'note';
