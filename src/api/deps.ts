import type { KeyObject } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { GraphAccess } from '../channels/meta/pages.ts';
import type { EmailCheck } from '../contract/email-checks.ts';
import type { MailSender } from '../mail/sendgrid.ts';
import type { ProviderSuppressions } from '../mail/sendgrid-suppressions.ts';
import type { Condition } from '../operating/condition.ts';
import type { ChannelKeys } from '../store/accounts/channel-tokens.ts';
import type { TemporalAccess } from '../temporal/trouble.ts';
import type { BasicDeps } from './env.ts';
import type { EventFeed } from './events/feed.ts';
import type { Notifier } from './notifier.ts';
import type { OidcConfig } from './sign-in/oidc-config.ts';

/** What connections to Messenger and Instagram need. */
export interface ChannelsOfApi {
  /** Null without CHANNEL_TOKENS_KEY: no page can be connected. */
  readonly keys: ChannelKeys | null;
  readonly graph: GraphAccess;
  /** What Meta shows when it verifies the webhook's address. */
  readonly verifyToken: string | null;
  readonly hasAppSecret: boolean;
}

interface CheckedSender {
  readonly accountId: string;
  readonly address: string;
  readonly replyDomain: string | null;
}

/** What the routes work with. */
export interface ApiDeps extends BasicDeps {
  readonly notifier: Notifier;
  /** The public keys of the provider's signed reports; without one, all reports are refused. */
  readonly reportKeys?: readonly KeyObject[];
  /** The secrets of the address that emails come in at; without one, all are refused. */
  readonly inboundSecrets?: readonly string[];
  /** The public keys of signed incoming emails; without one, no signature is checked. */
  readonly inboundKeys?: readonly KeyObject[];
  /** The secrets that Meta signs its posts with, and the word by which it verifies their address; without, all are refused. */
  readonly meta?: { readonly appSecrets: readonly string[]; readonly verifyToken: string | null };
  /** Whether our own proxy stands in front of the API and passes on the client's address in X-Forwarded-For. */
  readonly trustProxy?: boolean;
  /** Used by /readyz only; null if there is none. */
  readonly temporal: TemporalAccess | null;
  /** Reports the condition of the parts that the API needs; by default it asks MongoDB and Temporal. */
  readonly condition?: () => Promise<ApiCondition>;
  /** The provider's own lists, from which a lifted suppression is removed too; without it, nothing else is done. */
  readonly providerSuppressions?: ProviderSuppressions;
  /** Sends test emails; without it none is sent. */
  readonly mailSender?: MailSender;
  /** Asks the provider and the DNS about an account's sender and reply domain; without it, nothing is checked. */
  readonly checkEmail?: (sender: CheckedSender) => Promise<readonly EmailCheck[]>;
  /** How long the sending activity may take; the wait for a report must be longer. Not checked if omitted. */
  readonly deliverTimeoutSeconds?: number;
  /** Whether webhooks may lead to this machine, and without TLS: in development only. */
  readonly allowLoopbackWebhooks?: boolean;
  /** Without it, no page can be connected. */
  readonly channels?: ChannelsOfApi;
  /** How long a request may delete what it erases, in milliseconds; the sweeper deletes the rest. */
  readonly eraseForMs?: number;
  /** Passed in by callers that need to stop it; otherwise the app creates its own. */
  readonly events?: EventFeed;
  /** The folder of what browsers load, with a slash at its end; by default dist/web/, where `npm run build` puts it. */
  readonly builtPages?: URL;
  /** How agents sign in with a provider of OpenID Connect; it needs `publicUrl`. */
  readonly oidc?: OidcConfig | undefined;
  /** The account whose agents anyone may sign in as: only where everything runs on one's own machine. */
  readonly demoAccount?: string | undefined;
  /** Middleware around every request: metrics and traces. */
  readonly observers?: readonly MiddlewareHandler[];
}

export type ApiCondition = Condition<'mongodb' | 'temporal' | 'provider' | 'indexes'>;
