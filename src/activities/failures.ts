import { ApplicationFailure } from '@temporalio/common';
import { redacted } from '../log.ts';

/** What stands in a workflow's history of an activity that failed: its kind and message, no values (design P8). */
export function withoutValues<Args extends unknown[], Result>(
  activity: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await activity(...args);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      throw ApplicationFailure.create({ type: name, message: redacted(message), nonRetryable: false });
    }
  };
}
