import { condition, defineSignal, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { deliveryQueue, lookAgain } from '../contract/signals.ts';

/** Longer than any call to the provider may take. */
const { emailAgent } = proxyActivities<Pick<Activities, 'emailAgent'>>({
  taskQueue: deliveryQueue,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

const shortestSleepMs = 250;

/** Emails an agent that a visitor waits for an answer. It knows the email's id only. */
export async function agentEmail(accountId: string, agentEmailId: string): Promise<void> {
  let isWoken = false;
  setHandler(defineSignal(lookAgain), () => {
    isWoken = true;
  });
  for (;;) {
    isWoken = false;
    setCurrentDetails('Emailing an agent that a visitor waits for an answer.');
    const next = await emailAgent(accountId, agentEmailId);
    if (next.kind === 'done') {
      setCurrentDetails(`Done: the email is ${next.status ?? 'gone'}.`);
      return;
    }
    const why = 'another attempt, or the provider’s report, is awaited until then';
    setCurrentDetails(`Waiting until ${new Date(next.at).toISOString()}: ${why}.`);
    await condition(() => isWoken, Math.max(next.at - Date.now(), shortestSleepMs), { summary: why });
  }
}
