import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

const { tendChannels: tendPage } = proxyActivities<Pick<Activities, 'tendChannels'>>({
  // Ten connections with a few requests each, of which each may take its time.
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Goes through all connections once. A schedule starts it every day (temporal/schedules.ts). */
export async function tendChannels(from: string | null = null): Promise<void> {
  let after = from;
  do {
    after = await tendPage(after);
    if (after !== null && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof tendChannels>(after);
  } while (after !== null);
}
