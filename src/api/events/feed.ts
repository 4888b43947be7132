import { looksLikeToken } from '../../store/changes.ts';
import type { ApiDeps } from '../deps.ts';
import { atMost } from './at-most.ts';
import { catchUp } from './catch-up.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import type { Topic } from './happening.ts';
import { type LiveFeed, liveFeed, stopping } from './live-feed.ts';

export interface EventFeed {
  /**
   * The events of a topic as a body of text/event-stream.
   * @param lastEventId where to go on, as the client sent it; null to begin now
   * @throws the store's error if MongoDB is away and nobody listens yet
   */
  open(topic: Topic, lastEventId: string | null): Promise<ReadableStream<Uint8Array>>;
  /** Ends all connections, for good. */
  stop(): void;
}

const usual: ConnectionOptions = {
  commentEveryMs: 15_000,
  coalesceMs: 200,
  mostWaitingBytes: 1_000_000,
  longestMs: 15 * 60_000,
};

/** So many look through the past at a time, each over a connection to MongoDB: a restart brings all clients at once. */
const mostCatchingUp = 20;

/** Tells clients what changes, by one change stream a process: it begins with the first who listens, and ends with the last. */
export function eventFeed(
  deps: Pick<ApiDeps, 'store' | 'clock' | 'log'>,
  options: Partial<ConnectionOptions> = {},
): EventFeed {
  const inTurn = atMost(mostCatchingUp);
  let live: LiveFeed | null = null;
  const connections = new Set<Connection>();
  /** Connections, and those on the way in. */
  let listeners = 0;
  let isStopped = false;

  /** The feed must not end while someone is on the way in. */
  function arrive(): LiveFeed {
    if (isStopped) throw stopping();
    listeners += 1;
    live ??= liveFeed(deps);
    return live;
  }

  function leave(connection?: Connection): void {
    if (connection !== undefined) connections.delete(connection);
    listeners -= 1;
    if (listeners > 0) return;
    live?.stop();
    live = null;
  }

  return {
    open: async (topic, lastEventId) => {
      const feed = arrive();
      try {
        await feed.opened;
        if (topic.view === 'agent') await feed.heed(topic.accountId);
        if (isStopped) throw stopping();
      } catch (error) {
        if (live === feed) live = null;
        leave();
        throw error;
      }
      const isToken = lastEventId !== null && looksLikeToken(lastEventId);
      const connection = openConnection(topic, isToken ? lastEventId : feed.position(), { ...usual, ...options });
      connections.add(connection);
      connection.ended.addEventListener('abort', () => leave(connection), { once: true });
      if (isToken) void inTurn(() => catchUp(deps, connection, feed));
      else {
        if (lastEventId !== null) connection.reset(feed.position());
        feed.join(connection);
      }
      return connection.body;
    },
    stop: () => {
      isStopped = true;
      for (const connection of [...connections]) connection.end('the server stops; connect anew');
      live?.stop();
    },
  };
}
