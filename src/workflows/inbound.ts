import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { ProcessedInbound } from '../activities/inbound/process-inbound.ts';
import { channelEvents, isChannelEventId } from '../contract/channel-events.ts';
import { deadLetterReasons, recordedAs } from '../contract/inbound.ts';
import { channelEventQueue, inboundQueue } from '../contract/signals.ts';

/** The activities decide themselves when what fails again and again is given up. */
const options = {
  startToCloseTimeout: '5 minutes',
  // Of a worker that died: the visitor's answer must not wait for those minutes.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;
const { processInbound } = proxyActivities<Pick<Activities, 'processInbound'>>({ taskQueue: inboundQueue, ...options });
const { processEvents } = proxyActivities<Pick<Activities, 'processEvents'>>({
  taskQueue: channelEventQueue,
  ...options,
});

/**
 * Processes one email that came in (design, Replies by mail), or one event of a channel with those that wait beside it.
 * It knows its id, and later whose it is.
 */
export async function inbound(inboundId: string): Promise<void> {
  const isEvent = isChannelEventId(inboundId);
  setCurrentDetails(`Reading the ${isEvent ? 'event' : 'email'}, and bringing it into its conversation.`);
  const processed = await (isEvent ? processEvents : processInbound)(inboundId);
  const accountId = processed?.accountId ?? null;
  if (accountId !== null) upsertSearchAttributes({ AfterchatAccount: [accountId] });
  setCurrentDetails(describeProcessed(processed));
}

/** What a person reads in Temporal UI. */
function describeProcessed(processed: ProcessedInbound | null): string {
  if (processed === null) return 'Done: nothing was left to do.';
  const { end, conversationId } = processed;
  switch (end.kind) {
    case 'message':
      return `Done: it is the message ${end.messageId} of conversation ${conversationId}.`;
    case 'taken':
      return `Done: it is ${channelEvents[end.as]}, in conversation ${conversationId}.`;
    case 'recorded':
      return `Done: it is ${recordedAs[end.as]}, so it is only recorded.`;
    case 'duplicate':
      return 'Done: it had been posted before.';
    case 'deadLetter':
      return `It is a dead letter: ${deadLetterReasons[end.reason]}.`;
    default:
      return end satisfies never;
  }
}
