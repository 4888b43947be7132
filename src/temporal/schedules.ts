import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { conversationQueue } from '../contract/signals.ts';

export const tendChannelsSchedule = 'tendChannels';

/**
 * Creates the schedules that Temporal does not have: once, however many workers do it, and again if its database was
 * lost. One that is created also runs at once, because nobody knows when it ran before.
 * @returns whether one was created
 */
export async function createSchedules({ schedule }: Pick<Client, 'schedule'>): Promise<boolean> {
  try {
    await schedule.create({
      scheduleId: tendChannelsSchedule,
      // Every installation at another minute of the night, so that Meta is not asked by all at once.
      spec: { calendars: [{ hour: 3 }], jitter: '1 hour' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      state: { triggerImmediately: true, note: 'Looks after the tokens of Messenger and Instagram.' },
      action: {
        type: 'startWorkflow',
        workflowType: 'tendChannels',
        workflowId: tendChannelsSchedule,
        taskQueue: conversationQueue,
        args: [],
      },
    });
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}
