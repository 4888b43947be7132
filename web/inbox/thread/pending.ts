/** A message of this agent that the service has not confirmed. */
export interface Pending {
  readonly id: string;
  readonly text: string;
  readonly wish: Wish;
  readonly at: number;
  /** Why it was not sent; null while it is being sent. */
  readonly failure: string | null;
}

/** What the agent wants to happen to a reply: by the rules, emailed at once, or only in the chat. */
export type Wish = 'auto' | 'now' | 'never';
