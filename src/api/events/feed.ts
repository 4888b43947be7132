import { eventStreams, eventStreamsOpened } from '../../operating/metrics.ts';
import { endedAmong } from '../../store/conversations/ended-sessions.ts';
import { deploymentKey } from '../../store/deployment/deployment-key.ts';
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
   * @param lastEventId where to continue, as the client sent it; null to begin now
   * @throws the problem tooManyStreams or noStreamsLeft; the store's error if MongoDB is away and no stream is open yet
   */
  open(topic: Topic, lastEventId: string | null, client: StreamClient): Promise<ReadableStream<Uint8Array>>;
  /** Ends all connections, for good. */
  stop(): void;
}

export interface FeedOptions extends ConnectionOptions {
  /**
   * How many clients may catch up at a time, each over a connection to MongoDB: after a restart all come at once.
   * Agents and visitors have separate limits, so that visitors cannot keep agents out. A client that gets no turn in
   * time gets `reset` instead: reloading what it shows costs less, and live events continue at once.
   */
  readonly catchUps: TurnLimits;
  /** After this a client that is still catching up has to reconnect, and continues from where it has got to. */
  readonly longestCatchUpMs: number;
  readonly streams: StreamLimits;
}

/**
 * The streams of a revoked key or an ended session are closed, in every process, within the 5 s that the API promises.
 */
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

/** Sends clients what changes, from one change stream per process: it is open as long as any client is connected. */
export function eventFeed(deps: BasicDeps, given: Partial<FeedOptions> = {}): EventFeed {
  const options = { ...usual, ...given };
  const places = streamPlaces(options.streams);
  const turnOf = { agent: turns(options.catchUps), visitor: turns(options.catchUps) };
  let live: LiveFeed | null = null;
  let ids: EventIds | null = null;
  const connections = new Map<Connection, Holder>();
  let rounds: NodeJS.Timeout | null = null;
  /** The number of connections, including those that are being opened. */
  let listeners = 0;
  let isStopped = false;

  /** Counts the client first, so that the feed does not end while its connection is being opened. */
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
      ids ??= eventIds(await deploymentKey(deps.store, 'eventIds', await deps.clock()));
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

  /** Runs as long as there are connections, and keeps no process alive. */
  function askInRounds(): NodeJS.Timeout {
    const timer = setTimeout(async () => {
      await endUnheld(connections, (sessions) => endedAmong(deps.store, sessions));
      rounds = connections.size > 0 ? askInRounds() : null;
    }, askHoldersEveryMs);
    return timer.unref();
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
    // While the client waits, it is sent nothing: ids only increase, so newer events must not precede missed ones.
    const turn = await turnOf[connection.topic.view](who, connection.ended);
    if (turn === null) {
      connection.reset(feed.position());
      feed.join(connection);
      return awaitSilences(connection, feed, null);
    }
    const tooLong = setTimeout(
      () => connection.end('there is more; reconnect with the last id'),
      options.longestCatchUpMs,
    );
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
      const { mayHear } = client.holder;
      const connection = openConnection(topic, isKnown ? after : feed.position(), ids, { ...options, mayHear });
      connections.set(connection, client.holder);
      const { kind } = client;
      eventStreams.inc({ client: kind });
      eventStreamsOpened.inc({ client: kind, began: isKnown ? 'resumed' : lastEventId === null ? 'new' : 'reset' });
      rounds ??= askInRounds();
      const depart = () => {
        connections.delete(connection);
        eventStreams.dec({ client: kind });
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
      for (const connection of [...connections.keys()]) connection.end('the server is stopping; reconnect');
      live?.stop();
    },
  };
}
