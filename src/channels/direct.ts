import type { PartContent } from '../policy/delivery/parts.ts';
import type { Channel } from './channel.ts';

/** A channel on which visitors are answered in their own account: one message is one delivery, of 1 to n parts. */
export type DirectChannel = Channel<Direct>;

export interface Direct {
  readonly content: DirectContent;
  readonly part: PartContent;
  readonly of: PartOf;
  readonly access: DirectAccess;
  readonly answer: HttpAnswer;
  readonly report: DirectReport | null;
}

/** One message of an agent's. */
export interface DirectContent {
  readonly text: string;
  readonly files: readonly DirectFile[];
}

export interface DirectFile {
  readonly id: string;
  readonly name: string;
  /** As found in its bytes, such as `image/png`. */
  readonly type: string;
  readonly bytes: number;
  /** A link that works for weeks, for a file that the platform does not show; null: there is none. */
  readonly url: string | null;
}

/** Whose part it is, and what its request has to say besides. */
export interface PartOf {
  /** The visitor's id on the channel. */
  readonly recipientId: string;
  readonly deliveryId: string;
  /** The numbers of the part and of the attempt, from 1. */
  readonly part: number;
  readonly attempt: number;
  /** The platform's standard window is over; what is sent was written by a person, and can say so. */
  readonly isLate: boolean;
  /** A link from which the platform fetches a file of the message; null: there is none. */
  readonly linkTo: (fileId: string) => string | null;
}

/** What sending needs. */
export interface DirectAccess {
  /** The page or account that answers. */
  readonly pageId: string;
  /** How it was connected, where a channel has several ways. */
  readonly login: string;
  readonly accessToken: string;
  /** Where the providers' APIs are, by name, without a slash at the end. */
  readonly hosts: Readonly<Record<string, string>>;
  /** For one whole call. */
  readonly timeoutMs: number;
  /** Those of our app at the platform, where it takes a proof by them; newest first. */
  readonly appSecrets?: readonly string[];
}

/**
 * What came of a request. `noConnection`: not a byte of it can have left, so nothing was sent. `cutOff`: it may or may
 * not have been.
 */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** What its JSON says; null if it is not JSON. */
      readonly body: unknown;
      /** Keyed by lower-case name. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'noConnection' | 'cutOff'; readonly code: string };

/** What a platform tells later about what a page has sent. */
export type DirectReport =
  /** It shows what was sent, by whomever. */
  | {
      readonly kind: 'echo';
      readonly mid: string;
      /** As we sent it, if the platform says it. */
      readonly metadata: string | null;
      readonly text: string | null;
      /** How many attachments it has. */
      readonly attachments: number;
      readonly at: number;
    }
  /** These arrived, and all that was sent up to a time (epoch milliseconds). */
  | { readonly kind: 'delivered'; readonly mids: readonly string[]; readonly watermark: number }
  /** The person has read this message, or all that was sent up to a time. */
  | { readonly kind: 'read'; readonly mid: string | null; readonly watermark: number | null };
