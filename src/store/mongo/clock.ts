/**
 * Returns the time in epoch milliseconds. Injected, so that tests can move it; asynchronous, because the time-skipping
 * server's is read over the network.
 */
export type Clock = () => number | Promise<number>;

export const systemClock: Clock = () => Date.now();
