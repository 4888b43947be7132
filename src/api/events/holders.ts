import { type Connection, noLongerValid } from './connection.ts';
import type { Shown } from './happening.ts';

/** Who opened a stream, which ends when they may no longer listen. */
export interface Holder {
  /** The same for all streams that one answer concerns. */
  readonly key: string;
  /** A visitor's session, which ends when they log out. */
  readonly session?: string;
  /** Whether the key, the session or its secret still opens a stream. */
  stillHolds(): Promise<boolean>;
  /** Whether they may see this event; missing: every one. */
  mayHear?(shown: Shown): boolean;
}

const askedAtATime = 10;

/** Checks each holder once, however many streams they have, and ends the streams of those who may no longer listen. */
export async function endUnheld(
  connections: ReadonlyMap<Connection, Holder>,
  endedAmong: (sessions: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  const holders = new Map([...connections.values()].map((holder) => [holder.key, holder]));
  const left = [...holders.values()];
  const ended = new Set<string>();
  const askOn = async () => {
    for (let holder = left.pop(); holder !== undefined; holder = left.pop()) {
      // While MongoDB is away no event can be sent either; the next round checks again.
      if (!(await holder.stillHolds().catch(() => true))) ended.add(holder.key);
    }
  };
  await Promise.all(Array.from({ length: askedAtATime }, askOn));
  // All in one query, because each visitor has one of their own.
  const sessions = new Set([...connections.values()].flatMap(({ session }) => session ?? []));
  const loggedOut = await endedAmong([...sessions]).catch(() => new Set<string>());
  for (const [connection, { key, session }] of [...connections])
    if (ended.has(key) || (session !== undefined && loggedOut.has(session))) connection.end(noLongerValid);
}
