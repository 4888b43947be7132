import type { Connection } from './connection.ts';

/** Whose streams end when they may no longer listen. */
export interface Holder {
  /** The same for all whom one answer concerns. */
  readonly key: string;
  /** Whether the key, the session or its secret still opens a stream. */
  stillHolds(): Promise<boolean>;
}

const askedAtATime = 10;

/** Asks of each holder once, however many streams they have, and ends those of the ones who hold no more. */
export async function endUnheld(connections: ReadonlyMap<Connection, Holder>): Promise<void> {
  const holders = new Map([...connections.values()].map((holder) => [holder.key, holder]));
  const left = [...holders.values()];
  const ended = new Set<string>();
  const askOn = async () => {
    for (let holder = left.pop(); holder !== undefined; holder = left.pop()) {
      // While MongoDB is away nothing can be told either; it is asked again in the next round.
      if (!(await holder.stillHolds().catch(() => true))) ended.add(holder.key);
    }
  };
  await Promise.all(Array.from({ length: askedAtATime }, askOn));
  for (const [connection, { key }] of [...connections])
    if (ended.has(key)) connection.end('what opened this stream does so no longer');
}
