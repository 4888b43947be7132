import { eventIdKey } from '../../store/deployment/event-id-key.ts';
import { isFarAhead, looksLikeToken } from '../../store/mongo/change-stream.ts';
import type { BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';
import { catchUp } from './catch-up.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { type EventIds, eventIds } from './event-ids.ts';
import type { Topic } from './happening.ts';
import { endUnheld, type Holder } from './holders.ts';
import { type LiveFeed, liveFeed } from './live-feed.ts';
import { type StreamClient, type StreamLimits, streamPlaces, usualStreamLimits } from './stream-places.ts';
import { type TurnLimits, turns } from './turns.ts';

export interface EventFeed {
  /**
   * The events of a topic as a body of text/event-stream.
   * @param lastEventId where to go on, as the client sent it; null to begin now
   * @throws the problem that says that too many are open; the store's error if MongoDB is away and nobody listens yet
   */
  open(topic: Topic, lastEventId: string | null, client: StreamClient): Promise<ReadableStream<Uint8Array>>;
  /** Ends all connections, for good. */
  stop(): void;
}

export interface FeedOptions extends ConnectionOptions {
  /**
   * Who looks through the past, each over a connection to MongoDB: a restart brings all clients at once. Agents and
   * visitors have as many each, so that these cannot keep those out. Who cannot look in time gets `reset` instead: to
   * read anew what one shows costs less, and the events go on at once.
   */
  readonly catchUps: TurnLimits;
  /** Then the client has to connect anew, and goes on where it has come to. */
  readonly longestCatchUpMs: number;
  readonly streams: StreamLimits;
}

/** What was revoked or ended closes its streams, in every process, within the 5 s that the API promises. */
const askHoldersEveryMs = 4_000;

const usual: FeedOptions = {
  commentEveryMs: 15_000,
  coalesceMs: 200,
  maxWaitingBytes: 1_000_000,
  longestUnreadMs: 5_000,
  longestMs: 15 * 60_000,
  catchUps: { most: 20, maxOfOne: 5, maxWaiting: 1_000, longestWaitMs: 10_000 },
  longestCatchUpMs: 30_000,
  streams: usualStreamLimits,
};

/** Tells clients what changes, by one change stream a process: it begins with the first who listens, and ends with the last. */
export function eventFeed(deps: BasicDeps, given: Partial<FeedOptions> = {}): EventFeed {
  const options = { ...usual, ...given };
  const places = streamPlaces(options.streams);
  const turnOf = { agent: turns(options.catchUps), visitor: turns(options.catchUps) };
  let live: LiveFeed | null = null;
  let ids: EventIds | null = null;
  const connections = new Map<Connection, Holder>();
  let rounds: NodeJS.Timeout | null = null;
  /** Connections, and those on the way in. */
  let listeners = 0;
  let isStopped = false;

  /** The feed must not end while someone is on the way in. */
  async function arrive(topic: Topic): Promise<{ readonly feed: LiveFeed; readonly ids: EventIds }> {
    if (isStopped) throw problem('stopping');
    listeners += 1;
    live ??= liveFeed(deps);
    const feed = live;
    try {
      await feed.opened.catch((error) => {
        if (live === feed) live = null;
        throw error;
      });
      if (topic.view === 'agent') await feed.heed(topic.accountId);
      ids ??= eventIds(await eventIdKey(deps.store, await deps.clock()));
      if (isStopped) throw problem('stopping');
      return { feed, ids };
    } catch (error) {
      leave();
      throw error;
    }
  }

  function leave(): void {
    listeners -= 1;
    if (listeners > 0) return;
    live?.stop();
    live = null;
  }

  /** For as long as anyone listens. */
  function askInRounds(): NodeJS.Timeout {
    return setTimeout(async () => {
      await endUnheld(connections);
      rounds = connections.size > 0 ? askInRounds() : null;
    }, askHoldersEveryMs);
  }

  async function awaitSilences(connection: Connection, feed: LiveFeed, since: string | null): Promise<void> {
    const { topic, ended } = connection;
    if (topic.view !== 'agent' || ended.aborted) return;
    await feed.await(connection, since).catch((error) => {
      deps.log.warn({ err: error, accountId: topic.accountId }, 'could not check which visitors are present');
    });
  }

  async function resume(connection: Connection, feed: LiveFeed, client: StreamClient): Promise<void> {
    const who = client.kind === 'key' ? client.id : client.address;
    // What happens meanwhile is told after what was missed, and not while one waits: ids only ever go forward.
    const turn = await turnOf[connection.topic.view](who, connection.ended);
    if (turn === null) {
      connection.reset(feed.position());
      feed.join(connection);
      return awaitSilences(connection, feed, null);
    }
    const tooLong = setTimeout(() => connection.end('there is more; go on with the last id'), options.longestCatchUpMs);
    const since = connection.after;
    try {
      await catchUp(deps, connection, feed);
      await awaitSilences(connection, feed, since);
    } finally {
      clearTimeout(tooLong);
      turn();
    }
  }

  return {
    open: async (topic, lastEventId, client) => {
      const giveBack = places.take(client);
      const { feed, ids } = await arrive(topic).catch((error) => {
        giveBack();
        throw error;
      });
      const after = lastEventId === null ? null : ids.open(topic, lastEventId);
      const isKnown = after !== null && looksLikeToken(after) && !isFarAhead(after, feed.position());
      const connection = openConnection(topic, isKnown ? after : feed.position(), ids, options);
      connections.set(connection, client.holder);
      rounds ??= askInRounds();
      const depart = () => {
        connections.delete(connection);
        giveBack();
        leave();
      };
      connection.ended.addEventListener('abort', depart, { once: true });
      if (isKnown) void resume(connection, feed, client);
      else {
        if (lastEventId !== null) connection.reset(feed.position());
        feed.join(connection);
        void awaitSilences(connection, feed, null);
      }
      return connection.body;
    },
    stop: () => {
      isStopped = true;
      if (rounds !== null) clearTimeout(rounds);
      for (const connection of [...connections.keys()]) connection.end('the server stops; connect anew');
      live?.stop();
    },
  };
}
