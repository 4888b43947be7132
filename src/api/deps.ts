import type { KeyObject } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { MiddlewareHandler } from 'hono';
import type { ProviderSuppressions } from '../mail/sendgrid-suppressions.ts';
import type { Condition } from '../operating/condition.ts';
import type { BasicDeps } from './env.ts';
import type { EventFeed } from './events/feed.ts';
import type { Notifier } from './notifier.ts';

/** What the routes work with. */
export interface ApiDeps extends BasicDeps {
  readonly notifier: Notifier;
  /** What reports of the provider are signed with; without one none is taken. */
  readonly reportKeys?: readonly KeyObject[];
  /** A proxy of ours stands before the API and says in X-Forwarded-For who asks. */
  readonly trustProxy?: boolean;
  /** Asked by /readyz only; null where there is none. */
  readonly temporal: Client | null;
  /** How the parts are that the API needs; asked of MongoDB and Temporal where it is missing. */
  readonly condition?: () => Promise<ApiCondition>;
  /** Whom to tell when a suppression is lifted; nobody where it is missing. */
  readonly providerSuppressions?: ProviderSuppressions;
  /** How long the sending activity may take: a report is waited for longer. Not checked where it is missing. */
  readonly deliverTimeoutSeconds?: number;
  /** Given by whoever wants to stop it; the app makes one of its own where it is missing. */
  readonly events?: EventFeed;
  /** Around every request: metrics and traces. */
  readonly observers?: readonly MiddlewareHandler[];
}

export type ApiCondition = Condition<'mongodb' | 'temporal' | 'provider' | 'indexes'>;
