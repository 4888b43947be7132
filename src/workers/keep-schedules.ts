import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createSchedules } from '../temporal/schedules.ts';

const betweenLooksMs = 10 * 60_000;
const afterFailureMs = 30_000;

/** Has Temporal keep the schedules, also after the loss of its database. `stop` waits for what is under way. */
export function keepSchedules(client: Pick<Client, 'schedule'>, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = keep();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted) {
      const isWell = await createSchedules(client).then(
        (isNew) => {
          if (isNew) log.info('the daily look after connections to Messenger and Instagram is scheduled');
          return true;
        },
        (error) => {
          log.warn({ err: error }, 'schedules could not be created; the next try follows');
          return false;
        },
      );
      await pause(isWell ? betweenLooksMs : afterFailureMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}
