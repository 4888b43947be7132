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
import type { FanOutPage } from '../activities/fan-out.ts';
import { deliveryPageQueue, maxInDeliveryPage } from '../contract/signals.ts';
import type { FanOutFlag } from '../store/mongo/documents.ts';

const { readFlag, fanOutPage, clearFlag } = proxyActivities<Pick<Activities, 'readFlag' | 'fanOutPage' | 'clearFlag'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/** Sends, a few at a time; another worker goes on soon if this one dies. */
const { deliverPage } = proxyActivities<Pick<Activities, 'deliverPage'>>({
  taskQueue: deliveryPageQueue,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '20 seconds',
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
 * Re-evaluates an account's waiting conversations after its agents went offline or its settings changed, and emails what
 * is due by it (deliver-page.ts): at once, and again 10 s after the first pass (design, the alarm protocol). It is done if
 * the flag that it served is still the current one; a signal alone means nothing.
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

async function run(accountId: string, flag: FanOutFlag, pass: Place['pass'], from: Place | null): Promise<void> {
  let after = from?.pass === pass ? from.after : null;
  do {
    const page = await fanOutPage(accountId, flag.signal, after, true);
    // One that began with an older version was told the place alone.
    if (typeof page === 'object' && page !== null) await deliver(accountId, flag, page);
    after = typeof page === 'object' && page !== null ? page.after : page;
    if (after !== null && workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof fanOut>(accountId, { flag, pass, after });
  } while (after !== null);
}

async function deliver(accountId: string, { signal }: FanOutFlag, { due, dueAt }: FanOutPage): Promise<void> {
  if (due.length === 0) return;
  const waitMs = dueAt - Date.now();
  if (waitMs > 0) await sleep(waitMs, { summary: 'agents may come back until what waits is due' });
  const pages = Array.from({ length: Math.ceil(due.length / maxInDeliveryPage) }, (_, index) =>
    due.slice(index * maxInDeliveryPage, (index + 1) * maxInDeliveryPage),
  );
  await Promise.all(pages.map((conversationIds) => deliverPage({ accountId, signal, conversationIds })));
}
