import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { JobProgress } from '../activities/bulk-replay.ts';

const { replayPage } = proxyActivities<Pick<Activities, 'replayPage'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/**
 * Executes a job: replays, or dismisses, the deliveries that match its filter, a page at a time (design, Delivery). The job in MongoDB
 * holds its progress and state. Pausing, resuming and cancelling change it there, and the signal only wakes.
 */
export async function bulkReplay(accountId: string, jobId: string): Promise<void> {
  let isWoken = false;
  setHandler(defineSignal('jobChanged'), () => {
    isWoken = true;
  });
  for (;;) {
    isWoken = false;
    const progress = await replayPage(accountId, jobId);
    setCurrentDetails(describeJob(progress));
    if (progress === null || progress.state === 'done' || progress.state === 'cancelled') return;
    if (progress.state === 'paused') await condition(() => isWoken);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof bulkReplay>(accountId, jobId);
  }
}

/** What a person reads in Temporal UI. */
function describeJob(progress: JobProgress | null): string {
  if (progress === null) return 'There is no such job.';
  const { state, total, done, refusedCount, isDismissal = false } = progress;
  const refused = refusedCount === 0 ? '' : `, ${refusedCount} refused`;
  const said = { running: '', paused: 'Paused: ', cancelled: 'Cancelled: ', done: 'Done: ' }[state];
  return `${said}${done - refusedCount} of ${total} ${isDismissal ? 'dismissed' : 'replayed'}${refused}.`;
}
