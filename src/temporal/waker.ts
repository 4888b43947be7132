import { type Client, isGrpcServiceError, type WorkflowSignalWithStartOptions } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { isChannelEventId } from '../contract/channel-events.ts';
import type { OutcomeReason } from '../contract/outcomes.ts';
import type { ConversationArgs } from '../contract/signals.ts';
import { conversationQueue, lookAgain, type SignalName } from '../contract/signals.ts';
import type { ConversationRef } from '../store/mongo/documents.ts';
import { TemporalRestingError } from './resting-error.ts';
import {
  accountAttribute,
  channelAttribute,
  isMissingSearchAttribute,
  reasonAttribute,
  registerSearchAttributes,
  stateAttribute,
} from './search-attributes.ts';

/** Wakes the workflows that keep the time. Every call only says "look", so late, lost or repeated ones do no harm. */
export interface Waker {
  /** Starts or wakes a conversation's workflow. Rejects while Temporal is away; the sweeper follows up. */
  wake(conversation: Wakeable, signal: SignalName): Promise<void>;
  /** Starts or wakes the fan-out of an account's flag. */
  wakeFanOut(accountId: string): Promise<void>;
  /** Starts or wakes the workflow that executes a job. */
  wakeBulkReplay(accountId: string, jobId: string): Promise<void>;
  /** Starts the workflow that processes an email or an event of a channel, unless it runs already. */
  wakeInbound(inboundId: string): Promise<void>;
  /** Starts or wakes the workflow that emails links to the conversations of an address. */
  wakeRestoreLink(accountId: string, requestId: string): Promise<void>;
  /** Starts or wakes the workflow that emails an agent that a visitor waits. */
  wakeAgentEmail(accountId: string, agentEmailId: string): Promise<void>;
  /** Starts or wakes the workflow that posts to a webhook. */
  wakeWebhook(accountId: string, webhookId: string): Promise<void>;
}

/** Sees to it that a workflow runs. */
export interface Keeper {
  /** Starts a conversation's workflow if none runs, and leaves one that runs alone. */
  keep(conversation: Wakeable): Promise<void>;
}

export interface Wakeable extends ConversationRef {
  readonly channel: string;
}

export interface WakerOptions {
  /** How long one call may take. */
  readonly deadlineMs?: number;
  /** After Temporal did not answer, it is not called for this long; the sweeper follows up. */
  readonly restMs?: number;
}

export const workflowIdOf = ({ accountId, conversationId }: ConversationRef) =>
  `conversation:${accountId}:${conversationId}`;

export const fanOutIdOf = (accountId: string) => `fanOut:${accountId}`;

export const bulkReplayIdOf = (accountId: string, jobId: string) => `bulkReplay:${accountId}:${jobId}`;

export const inboundIdOf = (inboundId: string) => `inbound:${inboundId}`;

export const restoreLinkIdOf = (requestId: string) => `restoreLink:${requestId}`;

export const agentEmailWorkflowIdOf = (accountId: string, agentEmailId: string) =>
  `agentEmail:${accountId}:${agentEmailId}`;

export const webhookIdOf = (accountId: string, webhookId: string) => `webhook:${accountId}:${webhookId}`;

export function temporalWaker(
  client: Client,
  { deadlineMs = 2_000, restMs = 3_000 }: WakerOptions = {},
): Waker & Keeper {
  let restsUntil = 0;
  let lastError: unknown;

  async function call(work: () => Promise<unknown>): Promise<void> {
    if (Date.now() < restsUntil) throw new TemporalRestingError(lastError);
    try {
      await client.withDeadline(Date.now() + deadlineMs, async () => {
        try {
          await work();
        } catch (error) {
          if (!isMissingSearchAttribute(error)) throw error;
          await registerSearchAttributes(client);
          await work();
        }
      });
    } catch (error) {
      if (isAway(error)) {
        lastError = error;
        restsUntil = Date.now() + restMs;
      }
      throw error;
    }
  }

  return {
    wake: (conversation, signal) =>
      call(() => client.workflow.signalWithStart('conversation', conversationStart(conversation, signal))),
    keep: (conversation) => call(() => client.workflow.start('conversation', startOf(conversation))),
    wakeFanOut: (accountId) =>
      call(() =>
        client.workflow.signalWithStart('fanOut', {
          workflowId: fanOutIdOf(accountId),
          ...oneOfItsId,
          args: [accountId],
          signal: 'flagged',
          signalArgs: [],
          staticSummary: 're-evaluates the waiting conversations',
        }),
      ),
    wakeBulkReplay: (accountId, jobId) =>
      call(() =>
        client.workflow.signalWithStart('bulkReplay', {
          workflowId: bulkReplayIdOf(accountId, jobId),
          ...oneOfItsId,
          args: [accountId, jobId],
          signal: 'jobChanged',
          signalArgs: [],
          staticSummary: `replays or dismisses deliveries: job ${jobId}`,
          typedSearchAttributes: ofAccount(accountId),
        }),
      ),
    wakeInbound: (inboundId) =>
      call(() =>
        client.workflow.start('inbound', {
          workflowId: inboundIdOf(inboundId),
          ...oneOfItsId,
          args: [inboundId],
          staticSummary: `processes ${isChannelEventId(inboundId) ? 'an event of a channel' : 'an email'} that came in: ${inboundId}`,
        }),
      ),
    wakeRestoreLink: (accountId, requestId) =>
      call(() =>
        client.workflow.signalWithStart('restoreLink', {
          workflowId: restoreLinkIdOf(requestId),
          ...oneOfItsId,
          args: [requestId],
          signal: lookAgain,
          signalArgs: [],
          staticSummary: `emails links back to the chat: request ${requestId}`,
          typedSearchAttributes: ofAccount(accountId),
        }),
      ),
    wakeAgentEmail: (accountId, agentEmailId) =>
      call(() =>
        client.workflow.signalWithStart('agentEmail', {
          workflowId: agentEmailWorkflowIdOf(accountId, agentEmailId),
          ...oneOfItsId,
          args: [accountId, agentEmailId],
          signal: lookAgain,
          signalArgs: [],
          staticSummary: `emails an agent that a visitor waits: ${agentEmailId}`,
          typedSearchAttributes: ofAccount(accountId),
        }),
      ),
    wakeWebhook: (accountId, webhookId) =>
      call(() =>
        client.workflow.signalWithStart('webhook', {
          workflowId: webhookIdOf(accountId, webhookId),
          ...oneOfItsId,
          args: [accountId, webhookId],
          signal: 'eventsNoted',
          signalArgs: [],
          staticSummary: `posts events to the webhook ${webhookId}`,
          typedSearchAttributes: ofAccount(accountId),
        }),
      ),
  };
}

/** What runs already goes on; what has ended starts again (design, The workflow). */
const oneOfItsId = {
  taskQueue: conversationQueue,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const;

const ofAccount = (accountId: string) => new TypedSearchAttributes([{ key: accountAttribute, value: accountId }]);

/** Whether Temporal did not answer in time or was too busy; any other error is an answer about this one workflow. */
function isAway(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return isGrpcServiceError(cause) && awayCodes.has(cause.code);
}

/** DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE (grpc.io, status codes). */
const awayCodes = new Set<number>([4, 8, 14]);

const asOfTheLastLook = 'What is read or postponed after a look shows at the next one.';

/** What the first look finds of most conversations, so that none of them pays for saying it (design P7). */
const firstReason: OutcomeReason = 'beforeTrigger';

const whatBecomesOfReplies = (channel: Wakeable['channel']) =>
  channel === 'web'
    ? 'Emails replies to the visitor once they have left.'
    : 'Sends replies to the visitor there at once.';

const conversationStart = (
  conversation: Wakeable,
  signal: SignalName,
): WorkflowSignalWithStartOptions<[]> & { args: [ConversationArgs] } => ({
  ...startOf(conversation),
  signal,
  signalArgs: [],
});

function startOf({ accountId, conversationId, channel }: Wakeable) {
  const args: [ConversationArgs] = [{ accountId, conversationId }];
  return {
    workflowId: workflowIdOf({ accountId, conversationId }),
    ...oneOfItsId,
    args,
    staticSummary: `conversation ${conversationId}`,
    staticDetails: `Account ${accountId}, channel ${channel}. ${whatBecomesOfReplies(channel)} ${asOfTheLastLook}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: accountAttribute, value: accountId },
      { key: channelAttribute, value: channel },
      { key: stateAttribute, value: 'waiting' },
      { key: reasonAttribute, value: firstReason },
    ]),
  };
}
