/** Now, in epoch milliseconds. Injected, so that tests move it; a time-skipping server's is read over the network. */
export type Clock = () => number | Promise<number>;

export const systemClock: Clock = () => Date.now();
