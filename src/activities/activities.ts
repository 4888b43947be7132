import type { SignalName } from '../contract/signals.ts';
import type { Next } from '../policy/look/decision.ts';
import { clearFlag, readFlag } from '../store/accounts/fan-out-flag.ts';
import { look } from '../store/deliveries/look.ts';
import type { ConversationRef, FanOutFlag } from '../store/mongo/documents.ts';
import { type JobProgress, replayPage } from './bulk-replay.ts';
import { type Delivered, deliver } from './deliver.ts';
import { deliverPage, type PageToDeliver } from './deliver-page.ts';
import type { ActivityDeps } from './deps.ts';
import { type AgentEmailNext, emailAgent } from './email-agent.ts';
import { withoutValues } from './failures.ts';
import { type FanOutPage, fanOutPage } from './fan-out.ts';
import { processEvents } from './inbound/process-events.ts';
import { type ProcessedInbound, processInbound } from './inbound/process-inbound.ts';
import { postWebhook, type WebhookNext } from './post-webhook.ts';
import { type RestoreNext, sendRestoreLink } from './restore-link.ts';
import { tendChannels } from './tend-channels.ts';

/** What the workflows call: their only access to the outside world. */
export interface Activities {
  look(ref: ConversationRef, reasons: readonly SignalName[]): Promise<Next>;
  deliver(ref: ConversationRef, deliveryId: string): Promise<Delivered>;
  readFlag(accountId: string): Promise<FanOutFlag | null>;
  /**
   * Returns where the next page begins, null after the last, and what is left to `deliverPage`. A workflow of an older
   * version does not say `leavesDue`: nothing is left to it, and it knows the place alone.
   */
  fanOutPage(
    accountId: string,
    signal: SignalName,
    after: string | null,
    leavesDue?: true,
  ): Promise<FanOutPage | FanOutPage['after']>;
  deliverPage(page: PageToDeliver): Promise<void>;
  clearFlag(accountId: string, value: string): Promise<boolean>;
  replayPage(accountId: string, jobId: string): Promise<JobProgress | null>;
  processInbound(inboundId: string): Promise<ProcessedInbound | null>;
  processEvents(inboundId: string): Promise<ProcessedInbound | null>;
  sendRestoreLink(requestId: string): Promise<RestoreNext>;
  emailAgent(accountId: string, agentEmailId: string): Promise<AgentEmailNext>;
  postWebhook(accountId: string, webhookId: string): Promise<WebhookNext>;
  /** Returns where the next page begins; null after the last. */
  tendChannels(after: string | null): Promise<string | null>;
}

export function createActivities(deps: ActivityDeps): Activities {
  const { store } = deps;
  return {
    look: withoutValues((ref, reasons) => look(deps, ref, reasons)),
    deliver: withoutValues((ref, deliveryId) => deliver(deps, ref, deliveryId)),
    readFlag: withoutValues((accountId) => readFlag(store, accountId)),
    fanOutPage: withoutValues(async (accountId, signal, after, leavesDue) => {
      const page = await fanOutPage(deps, { accountId, signal, after, leavesDue: leavesDue === true });
      return leavesDue ? page : page.after;
    }),
    deliverPage: withoutValues((page) => deliverPage(deps, page)),
    clearFlag: withoutValues((accountId, value) => clearFlag(store, accountId, value)),
    replayPage: withoutValues((accountId, jobId) => replayPage(deps, accountId, jobId)),
    processInbound: withoutValues((inboundId) => processInbound(deps, inboundId)),
    processEvents: withoutValues((inboundId) => processEvents(deps, inboundId)),
    sendRestoreLink: withoutValues((requestId) => sendRestoreLink(deps, requestId)),
    emailAgent: withoutValues((accountId, agentEmailId) => emailAgent(deps, { accountId, agentEmailId })),
    postWebhook: withoutValues((accountId, webhookId) => postWebhook(deps, accountId, webhookId)),
    tendChannels: withoutValues((after) => tendChannels(deps, after)),
  };
}
