import {
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { FanOutFlag } from '../store/mongo/documents.ts';

const { readFlag, fanOutPage, clearFlag } = proxyActivities<Pick<Activities, 'readFlag' | 'fanOutPage' | 'clearFlag'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/** Transactions end within 5 s, so a pass this much later sees what was under way during the first. */
const betweenPasses = '10 seconds';

/** Where a long fan-out goes on in a new run, before its history grows too long. */
interface Place {
  readonly flag: FanOutFlag;
  readonly pass: 'first' | 'second';
  readonly after: string;
}

/**
 * Takes an account's waiting conversations through the store again after its agents went offline or its settings
 * changed: at once, and once more 10 s after the first pass (design, the alarm protocol). Done when the flag it served
 * is still the one that stands; a signal alone means nothing.
 */
export async function fanOut(accountId: string, place: Place | null = null): Promise<void> {
  setHandler(defineSignal('flagged'), () => {});
  const flag = place?.flag ?? (await readFlag(accountId));
  if (flag === null) return;

  if (place?.pass !== 'second') {
    setCurrentDetails('First pass over the waiting conversations.');
    await run(accountId, flag, 'first', place);
    setCurrentDetails('Waiting for running transactions to end before the second pass.');
    await sleep(betweenPasses, { summary: 'running transactions end within 5 s' });
  }
  await run(accountId, flag, 'second', place);
  const isServed = await clearFlag(accountId, flag.value);
  if (!isServed || (await readFlag(accountId)) !== null) await continueAsNew<typeof fanOut>(accountId);
}

async function run(accountId: string, flag: FanOutFlag, pass: Place['pass'], place: Place | null): Promise<void> {
  let after = place?.pass === pass ? place.after : null;
  do {
    after = await fanOutPage(accountId, flag.signal, after);
    if (after !== null && workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof fanOut>(accountId, { flag, pass, after });
  } while (after !== null);
}
