import type { Logger } from 'pino';
import type { SignalName } from '../contract/signals.ts';
import type { KeyVerdict, MailSender } from '../mail/sendgrid.ts';
import type { Next } from '../policy/look/decision.ts';
import { clearFlag, readFlag } from '../store/accounts/fan-out.ts';
import { look } from '../store/deliveries/look.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { ConversationRef, FanOutFlag } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import type { Waker } from '../temporal/waker.ts';
import { type JobProgress, replayPage } from './bulk-replay.ts';
import { deliver } from './deliver.ts';
import { withoutValues } from './failures.ts';
import { fanOutPage } from './fan-out.ts';

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
  /** Where the mail's own links lead, without a slash at its end; mails have none where it is missing. */
  readonly publicUrl?: string | undefined;
  /** Asks what the provider says of the key itself. */
  readonly probeKey: () => Promise<KeyVerdict>;
  /** How often to ask whether the provider takes a refused key again. */
  readonly probeEveryMs: number;
}

/** What the workflows call; all that they know of the world. */
export interface Activities {
  look(ref: ConversationRef, reasons: readonly SignalName[]): Promise<Next>;
  deliver(ref: ConversationRef, deliveryId: string): Promise<Next>;
  readFlag(accountId: string): Promise<FanOutFlag | null>;
  /** Answers where the next page begins; null after the last. */
  fanOutPage(accountId: string, signal: SignalName, after: string | null): Promise<string | null>;
  clearFlag(accountId: string, value: string): Promise<boolean>;
  replayPage(accountId: string, jobId: string): Promise<JobProgress | null>;
}

export function createActivities(deps: ActivityDeps): Activities {
  const { store } = deps;
  return {
    look: withoutValues((ref, reasons) => look(deps, ref, reasons)),
    deliver: withoutValues((ref, deliveryId) => deliver(deps, ref, deliveryId)),
    readFlag: withoutValues((accountId) => readFlag(store, accountId)),
    fanOutPage: withoutValues((accountId, signal, after) => fanOutPage(deps, accountId, signal, after)),
    clearFlag: withoutValues((accountId, value) => clearFlag(store, accountId, value)),
    replayPage: withoutValues((accountId, jobId) => replayPage(deps, accountId, jobId)),
  };
}
