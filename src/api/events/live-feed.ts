import { setTimeout as pause } from 'node:timers/promises';
import { findAccount } from '../../store/accounts/accounts.ts';
import { type ChangeBatch, changesAfter, isTokenLost } from '../../store/mongo/change-stream.ts';
import type { BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';
import type { Connection } from './connection.ts';
import { dueTimes } from './due-times.ts';
import type { View } from './happening.ts';
import { happeningsOf } from './happenings.ts';
import type { Listeners } from './moved.ts';
import { outlooks } from './outlooks.ts';
import { changesIn } from './resources.ts';
import { nobodyFollows, type Room, room } from './room.ts';
import { silences } from './silences.ts';
import { noteRecent, silentOf } from './silent-visitors.ts';

/** Sends what happens now to all connections that have joined. */
export interface LiveFeed {
  /** Rejects if MongoDB is away at the very beginning; later the feed survives that. */
  readonly opened: Promise<void>;
  /** The token up to which changes have been received: a connection that has everything up to there may join. */
  position(): string;
  /**
   * To be awaited before an agent's connection joins: from then on, changes that move the account's due times are
   * noticed.
   */
  heed(accountId: string): Promise<void>;
  join(connection: Connection): void;
  /**
   * To be called once an agent's connection has joined: from then on it is noticed when visitors fall silent who were
   * already present.
   * @param since the token that the client resumes from: visitors who fell silent after it are reported; null if it
   * begins now
   */
  await(connection: Connection, since: string | null): Promise<void>;
  stop(): void;
}

const retryAfterMs = 500;
/** A silence is reported at most this late. */
const tickMs = 500;

/** Starts the one change stream of this process. */
export function liveFeed(deps: BasicDeps): LiveFeed {
  const stopped = new AbortController();
  const rooms = new Map<string, Room>();
  const connections = new Set<Connection>();
  const dues = dueTimes();
  const silent = silences();
  const listeners: Listeners = {
    dueTimes: dues,
    outlooks: outlooks(),
    silences: silent,
    follows: (accountId: string) => rooms.get(roomKey({ accountId, view: 'agent' }))?.follows() ?? nobodyFollows,
  };
  let position: string | null = null;
  let markOpened: () => void;
  const opened = new Promise<void>((resolve, reject) => {
    markOpened = resolve;
    run().then(() => reject(problem('stopping')), reject);
  });
  opened.catch(() => {}); // handled where a connection is opened

  async function run(): Promise<void> {
    let after: string | null = null;
    let isLost = false;
    while (!stopped.signal.aborted) {
      try {
        for await (const batch of changesAfter(deps.store, after, null, stopped.signal)) {
          if (position === null || isLost || batch.token > position) position = batch.token;
          markOpened();
          if (isLost) for (const connection of connections) connection.reset(batch.token);
          isLost = false;
          await tell(batch);
          after = batch.token;
        }
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (position === null) throw error;
        if (isTokenLost(error)) {
          isLost = true;
          after = null;
        }
        deps.log.warn({ err: error }, 'the change stream ended; opening it again');
        await pause(retryAfterMs);
      }
    }
  }

  /**
   * Reads first and then sends everything at once: if reading fails, the whole batch comes again, and nothing twice.
   */
  async function tell({ changes, token }: ChangeBatch): Promise<void> {
    const heard = changesIn(heardAccounts(), changes);
    const happenings = heard.length === 0 ? [] : await happeningsOf(deps, heard, listeners);
    for (const happening of happenings) for (const room of roomsOf(happening.accountId)) room.tell(happening);
    for (const connection of connections) connection.reached(token);
  }

  /** Reports visitors whose heartbeats stopped. If this fails, it becomes known with the conversation's next change. */
  async function tellSilent(): Promise<void> {
    const fallen = silent.take(await deps.clock());
    if (fallen.length === 0) return;
    const happenings = await silentOf(deps, fallen, listeners);
    for (const happening of happenings) rooms.get(roomKey({ ...happening, view: 'agent' }))?.tell(happening);
  }
  let isTelling = false;
  const ticks = setInterval(() => {
    if (isTelling) return;
    isTelling = true;
    tellSilent()
      .catch((error) => deps.log.warn({ err: error }, 'could not check which visitors have fallen silent'))
      .finally(() => {
        isTelling = false;
      });
  }, tickMs);
  stopped.signal.addEventListener('abort', () => clearInterval(ticks), { once: true });

  function heardAccounts(): ReadonlySet<string> {
    return new Set([...rooms.keys()].map((key) => key.slice(key.indexOf(':') + 1)));
  }

  function roomsOf(accountId: string): Room[] {
    return views.flatMap((view) => rooms.get(roomKey({ accountId, view })) ?? []);
  }

  function leave(connection: Connection): void {
    const key = roomKey(connection.topic);
    connections.delete(connection);
    if (rooms.get(key)?.leave(connection) !== 'empty') return;
    rooms.delete(key);
    if (connection.topic.view === 'agent') {
      dues.forget(connection.topic.accountId);
      silent.forget(connection.topic.accountId);
    }
  }

  return {
    opened,
    position: () => {
      if (position === null) throw new Error('the feed has not opened yet');
      return position;
    },
    heed: async (accountId) => {
      if (dues.isKnown(accountId)) return;
      const account = await findAccount(deps.store, accountId);
      if (account !== null && !dues.isKnown(accountId)) dues.mayMove(account, await deps.clock());
    },
    join: (connection) => {
      if (connection.ended.aborted) return;
      const key = roomKey(connection.topic);
      const joined = rooms.get(key) ?? room(connection.topic.view);
      rooms.set(key, joined);
      joined.join(connection);
      connections.add(connection);
      connection.ended.addEventListener('abort', () => leave(connection), { once: true });
    },
    await: async (connection, since) => {
      const happenings = await noteRecent(deps, connection.topic, since, listeners);
      for (const happening of happenings) connection.tell(happening);
    },
    stop: () => stopped.abort(),
  };
}

const views: readonly View[] = ['agent', 'visitor'];

const roomKey = ({ accountId, view }: { readonly accountId: string; readonly view: View }) => `${view}:${accountId}`;
