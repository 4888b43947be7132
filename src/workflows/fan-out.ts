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

/** Transactions end within 5 s, so a pass this much later sees all that were running during the first. */
const betweenPasses = '10 seconds';

/** Where a long fan-out continues in a new run, before its history grows too long. */
interface Place {
  readonly flag: FanOutFlag;
  readonly pass: 'first' | 'second';
  readonly after: string;
}

/**
 * Re-evaluates an account's waiting conversations after its agents went offline or its settings changed: at once, and
 * again 10 s after the first pass (design, the alarm protocol). It is done if the flag that it served is still the
 * current one; a signal alone means nothing.
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
