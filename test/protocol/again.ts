import { type Actor, CrashError } from './scheduler.ts';

/** Runs an activity again if its worker dies. */
export async function again<T>(actor: Actor, activity: () => Promise<T>): Promise<T> {
  for (;;) {
    actor.revive();
    try {
      return await activity();
    } catch (error) {
      if (!(error instanceof CrashError)) throw error;
    }
  }
}
