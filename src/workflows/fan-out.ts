import {
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

const { readFlag, fanOutPage, clearFlag } = proxyActivities<Pick<Activities, 'readFlag' | 'fanOutPage' | 'clearFlag'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/** Transactions end within 5 s, so a pass this much later sees what was under way during the first. */
const betweenPasses = '10 seconds';

/**
 * Takes an account's waiting conversations through the store again after its agents went offline or its settings
 * changed: at once, and once more 10 s after the first pass (design, the alarm protocol). Done when the flag it served
 * is still the one that stands; a signal alone means nothing.
 */
export async function fanOut(accountId: string): Promise<void> {
  setHandler(defineSignal('flagged'), () => {});
  const flag = await readFlag(accountId);
  if (flag === null) return;
  setCurrentDetails('First pass over the waiting conversations.');
  await pass(accountId, flag.signal);
  setCurrentDetails('Waiting for transactions under way; then the second pass.');
  await sleep(betweenPasses, { summary: 'transactions under way end within 5 s' });
  await pass(accountId, flag.signal);
  if (!(await clearFlag(accountId, flag.value))) await continueAsNew<typeof fanOut>(accountId);
  else if ((await readFlag(accountId)) !== null) await continueAsNew<typeof fanOut>(accountId);
}

async function pass(accountId: string, signal: Parameters<Activities['fanOutPage']>[1]): Promise<void> {
  let after: string | null = null;
  do after = await fanOutPage(accountId, signal, after);
  while (after !== null);
}
