import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineSignal,
  log,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  type WorkflowInfo,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { OutcomeReason } from '../contract/outcomes.ts';
import type { ConversationArgs } from '../contract/signals.ts';
import { aboutSignal, deliveryQueue, directDeliveryQueue, type SignalName, signalNames } from '../contract/signals.ts';
import type { Next } from '../policy/look/decision.ts';
import { describe } from './describe.ts';

/** Uses only MongoDB and is short; it is retried while MongoDB is unavailable. */
const { look } = proxyLocalActivities<Pick<Activities, 'look'>>({
  startToCloseTimeout: '15 seconds',
  localRetryThreshold: '5 seconds',
  retry: { initialInterval: '250 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** The shortest timer: with a shorter one a clock ahead of the server's would spin, and 0 would record a patch. */
const shortestSleepMs = 250;

/**
 * One conversation: an alarm clock and a courier (design section 4). It knows what to wait for, never what was said.
 */
export async function conversation(args: ConversationArgs): Promise<void> {
  const { accountId, conversationId } = args;
  const ref = { accountId, conversationId };
  let state = args.state ?? 'waiting';
  // It began with this one, or it continues one that had it.
  let shownReason = shownAt(workflowInfo());
  let reasons: SignalName[] = [];
  for (const name of signalNames)
    setHandler(defineSignal(name), () => void reasons.push(name), { description: aboutSignal(name) });
  const isWoken = () => reasons.length > 0;
  const takeReasons = () => {
    const taken = [...new Set(reasons)];
    reasons = [];
    return taken;
  };

  let next: Next = await look(ref, takeReasons());
  for (;;) {
    setCurrentDetails(describe(next, Date.now()));
    if (next.kind === 'deliver') {
      next = await attempt(ref, next);
    } else {
      if (next.kind !== 'done' && (next.state !== state || isOther(next.reason, shownReason))) {
        state = next.state;
        const { reason } = next;
        if (reason !== undefined) shownReason = reason;
        upsertSearchAttributes({
          AfterchatState: [state],
          ...(reason === undefined ? {} : { AfterchatReason: reason === null ? [] : [reason] }),
        });
      }
      if (next.kind === 'idle') await condition(isWoken);
      else if (next.kind === 'sleep')
        await condition(isWoken, Math.max(next.at - Date.now(), shortestSleepMs), { summary: next.why });
      else if (!isWoken()) return;
      next = await look(ref, takeReasons());
    }
    if (workflowInfo().continueAsNewSuggested && !isWoken())
      await continueAsNew<typeof conversation>({ ...ref, state });
  }
}

const shownAt = ({ searchAttributes }: Pick<WorkflowInfo, 'searchAttributes'>) =>
  (searchAttributes.AfterchatReason?.[0] ?? null) as OutcomeReason | null;

/** The provider did not accept it, which is recorded. */
const isToldFailure = (error: unknown) =>
  error instanceof ActivityFailure &&
  error.cause instanceof ApplicationFailure &&
  ['refused', 'rejected', 'unknown'].includes(error.cause.type ?? '');

/** A look of an older version told no reason, and then none was shown. */
const isOther = (reason: OutcomeReason | null | undefined, shown: OutcomeReason | null) =>
  reason !== undefined && reason !== shown;

/**
 * One attempt at an email, or at a part of a message on a channel, which answers with the next look. A failure or timeout
 * decides nothing; a look does.
 */
async function attempt(
  ref: ConversationArgs,
  { deliveryId, timeoutMs, isDirect }: Extract<Next, { kind: 'deliver' }>,
): Promise<Next> {
  const { deliver } = proxyActivities<Pick<Activities, 'deliver'>>({
    taskQueue: isDirect === true ? directDeliveryQueue : deliveryQueue,
    startToCloseTimeout: timeoutMs,
    retry: { maximumAttempts: 1 },
    summary: `delivery ${deliveryId}`,
  });
  try {
    return await deliver(ref, deliveryId);
  } catch (error) {
    if (!isToldFailure(error))
      log.warn('an attempt ended without a result; looking again', { deliveryId, error: String(error) });
    return look(ref, []);
  }
}
