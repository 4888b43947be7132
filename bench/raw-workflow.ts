import { proxyActivities, sleep } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** Waits for a moment, then runs one activity that does nothing. */
export async function raw(startsAt: number): Promise<void> {
  await sleep(Math.max(1, startsAt - Date.now()));
  await nothing();
}
