import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Clock } from '../store/clock.ts';
import type { KeyDoc } from '../store/documents.ts';
import type { Store } from '../store/store.ts';
import type { Notifier } from './notifier.ts';

/** What the routes work with. */
export interface ApiDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly notifier: Notifier;
  /** Asked by /readyz only; null where there is none. */
  readonly temporal: Client | null;
}

/** What a request carries from the middleware to its handler. */
export interface ApiEnv {
  Variables: { key: KeyDoc };
}
