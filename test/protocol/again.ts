import { type Actor, CrashError } from './scheduler.ts';

/** An activity whose worker dies is run again. */
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
