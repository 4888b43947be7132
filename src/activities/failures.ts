import { ApplicationFailure } from '@temporalio/common';
import { redacted } from '../log.ts';

/**
 * Reduces a failed activity's error to its kind and message, because a workflow's history holds no values (design P8).
 */
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
