import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { deliveryQueue } from '../contract/signals.ts';

/** Longer than any call to the provider may take. */
const { sendRestoreLink } = proxyActivities<Pick<Activities, 'sendRestoreLink'>>({
  taskQueue: deliveryQueue,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

const shortestSleepMs = 250;

/** Emails links to the conversations of an address that somebody asked for. It knows the request's id only. */
export async function restoreLink(requestId: string): Promise<void> {
  for (;;) {
    setCurrentDetails('Emailing links to the conversations of an address.');
    const next = await sendRestoreLink(requestId);
    if (next.kind === 'done') {
      setCurrentDetails(`Done: ${next.end ?? 'nothing was left to do'}.`);
      return;
    }
    const why = 'the provider accepts no email at present; the next attempt';
    setCurrentDetails(`Waiting until ${new Date(next.at).toISOString()}: ${why}.`);
    await sleep(Math.max(next.at - Date.now(), shortestSleepMs), { summary: why });
  }
}
