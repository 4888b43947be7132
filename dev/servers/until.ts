import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the probe returns true (an error counts as false). After the given seconds, throws with the last error.
 */
export async function until(what: string, seconds: number, probe: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let problem = '';
  for (;;) {
    try {
      if (await probe()) return;
    } catch (error) {
      problem = error instanceof Error ? `: ${error.message}` : '';
    }
    if (Date.now() > deadline) throw new Error(`${what}: not achieved within ${seconds} s${problem}`);
    await sleep(50);
  }
}
