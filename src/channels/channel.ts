import type { DeliveryChannel } from '../contract/direct-channels.ts';
import type { ParkedReason } from '../contract/outcomes.ts';
import type { ReachRule } from '../policy/forwarding/reach.ts';

/**
 * A channel: how what agents write reaches the visitor. This is all that the policy, the ledger, the courier and the
 * workflow know of one (docs/channels.md builds one from nothing). Everything here is pure but `parts`, which may take
 * its time, and `send`.
 */
export interface Channel<T extends ChannelTypes = ChannelTypes> {
  readonly kind: DeliveryChannel;
  /** Whether an answer may go by it now, or why not. */
  readonly reach: ReachRule;
  /** What is sent, one request of the provider for each part and in this order. Equal content makes equal parts. */
  parts(content: T['content']): Promise<readonly T['part'][]>;
  /** The exact request that sends one part; it is kept before it is sent. Equal arguments make equal bytes. */
  request(part: T['part'], of: T['of']): string;
  /** Sends exactly this request, once. It never throws because of the provider or the network. */
  send(access: T['access'], request: string): Promise<SendResult>;
  /** What an answer of the provider means; `now` (epoch milliseconds) is for times that the provider names. */
  meaningOf(answer: T['answer'], now: number): Meaning;
  /** Reads what the provider tells later about what was sent. It never throws, whatever comes. */
  readReport(event: unknown): T['report'];
}

/** The types in which channels differ. */
export interface ChannelTypes {
  /** What is to be said, and to whom. */
  readonly content: unknown;
  readonly part: unknown;
  /** What a part's request has to say besides: whose it is, and at which attempt. */
  readonly of: unknown;
  /** What sending needs, such as a token. */
  readonly access: unknown;
  /** What came back from the provider, if anything did. */
  readonly answer: unknown;
  readonly report: unknown;
}

/** What an answer means for what was sent. Each channel has one table of its provider's answers. */
export type Meaning =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null }
  /** Not sent: try again, but not before `retryAfterSeconds` if the provider named a time. */
  | {
      readonly kind: 'refused';
      readonly reason: ParkedReason;
      readonly retryAfterSeconds: number | null;
      /** Only because there were too many requests: so it is never given up for that alone. */
      readonly isThrottled?: true;
    }
  /** Whether it was sent is unknown: only the provider's report, or a person, can tell. */
  | { readonly kind: 'unknown' }
  /** Not sent, and never accepted as it is. */
  | { readonly kind: 'rejected'; readonly reason: ParkedReason };

/** The result of an attempt, with what a person needs to understand it. */
export type SendResult = Meaning & {
  readonly status: number | null;
  /** The system's name of a network error, such as ECONNREFUSED. */
  readonly code: string | null;
  /** Safe to log: contains no address and no text (design P8). */
  readonly message: string;
  /** The provider's own words, which may quote an address; so they are stored but never logged. */
  readonly detail: string | null;
};
