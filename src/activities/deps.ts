import type { Logger } from 'pino';
import type { DirectAccess, DirectChannel } from '../channels/direct.ts';
import type { GraphAccess } from '../channels/meta/pages.ts';
import type { DirectChannelKind } from '../contract/direct-channels.ts';
import type { InboundMail } from '../mail/inbound/inbound-mail.ts';
import type { KeyVerdict, MailSender } from '../mail/sendgrid.ts';
import type { ConnectionRef } from '../store/accounts/channel-connections.ts';
import type { ChannelKeys } from '../store/accounts/channel-tokens.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { WebhookEventDoc } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import type { Waker } from '../temporal/waker.ts';
import type { EndpointRules } from '../webhooks/endpoint.ts';

export interface ActivityDeps {
  readonly store: Store;
  readonly sender: MailSender;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long one call to the provider may take. */
  readonly sendTimeoutMs: number;
  /** How long the whole sending activity may take; longer than one call. */
  readonly deliverTimeoutMs: number;
  /** The base of the links in emails, without a trailing slash; without it emails have no such links. */
  readonly publicUrl?: string | undefined;
  /** Reads an email as it was posted, and throws UnreadablePostError; the real reader if omitted. */
  readonly readPost?: (bytes: Uint8Array, contentType: string) => Promise<InboundMail>;
  /** Asks the provider whether the key itself is valid. */
  readonly probeKey: () => Promise<KeyVerdict>;
  /** How often to ask whether the provider accepts a refused key again. */
  readonly probeEveryMs: number;
  /** Without it, nothing is asked or told about connections to Messenger and Instagram. */
  readonly channels?: ChannelAccess;
  /** Without it, nothing is sent on visitors' own channels. */
  readonly direct?: DirectDeliveries | undefined;
  /** Without it, nothing can be posted to webhooks. */
  readonly webhooks?: WebhookPosting;
}

/** What connections to Messenger and Instagram need. */
export interface ChannelAccess {
  /** Null without CHANNEL_TOKENS_KEY: no token can be opened. */
  readonly keys: ChannelKeys | null;
  readonly graph: GraphAccess;
}

/** What posting needs beyond what activities have. */
export interface WebhookPosting extends EndpointRules {
  /** What events say now, in JSON, by the event's key; what is gone is missing. */
  dataOf(events: readonly WebhookEventDoc[]): Promise<ReadonlyMap<string, string>>;
}

/** What answers on visitors' own channels need. */
export interface DirectDeliveries {
  /** The channels by name; those of channels/channels.ts if omitted. */
  readonly channels?: Readonly<Record<DirectChannelKind, DirectChannel>>;
  /** How a page of an account is connected; null if it is not. */
  connectionOf(page: ConnectionRef): Promise<PageConnection | null>;
}

export interface PageConnection {
  readonly access: DirectAccess;
  readonly isTokenDead: boolean;
  /** Notes what the platform has said about it. */
  note(status: 'tokenDead' | 'restricted' | 'ok'): Promise<void>;
}
