import { condition, defineSignal, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { deliveryQueue, lookAgain } from '../contract/signals.ts';
import type { RestoreEnd } from '../store/mongo/documents.ts';

/** Longer than any call to the provider may take. */
const { sendRestoreLink } = proxyActivities<Pick<Activities, 'sendRestoreLink'>>({
  taskQueue: deliveryQueue,
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

const shortestSleepMs = 250;

/** Emails links to the conversations of an address that somebody asked for. It knows the request's id only. */
export async function restoreLink(requestId: string): Promise<void> {
  let isWoken = false;
  setHandler(defineSignal(lookAgain), () => {
    isWoken = true;
  });
  for (;;) {
    isWoken = false;
    setCurrentDetails('Emailing links to the conversations of an address.');
    const next = await sendRestoreLink(requestId);
    if (next.kind === 'done') {
      setCurrentDetails(describeEnd(next.end));
      return;
    }
    const why = 'the provider accepts no email at present, so another attempt is made then';
    setCurrentDetails(`Waiting until ${new Date(next.at).toISOString()}: ${why}.`);
    await condition(() => isWoken, Math.max(next.at - Date.now(), shortestSleepMs), { summary: why });
  }
}

/** What a person reads in Temporal UI. */
function describeEnd(end: RestoreEnd | null): string {
  switch (end) {
    case 'sent':
      return 'Done: the email was accepted.';
    case 'nothing':
      return 'Done: there is no conversation to link to, or the address gets no email.';
    case 'limited':
      return 'Done: the address has reached the limit of such emails.';
    case 'refused':
      return 'Done: the provider did not accept the email.';
    case 'unknown':
      return 'Done: it is unknown whether the email was sent; it is not repeated.';
    case null:
      return 'Done: nothing was left to do.';
    default:
      return end satisfies never;
  }
}
