import { Context } from '@temporalio/activity';

const everyMs = 5_000;

/**
 * An activity that shows signs of life, so that Temporal notices soon that its worker is gone (`heartbeatTimeout`)
 * although the work itself may take minutes.
 */
export const withHeartbeats =
  <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
  async (...args: Args): Promise<Result> => {
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(), everyMs);
    try {
      return await work(...args);
    } finally {
      clearInterval(timer);
    }
  };
