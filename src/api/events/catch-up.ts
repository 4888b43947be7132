import { setTimeout as pause } from 'node:timers/promises';
import { changesAfter, isTokenLost, isTooFarBack } from '../../store/mongo/change-stream.ts';
import type { BasicDeps } from '../env.ts';
import type { Connection } from './connection.ts';
import { dueTimes } from './due-times.ts';
import { happeningsOf } from './happenings.ts';
import type { LiveFeed } from './live-feed.ts';
import { outlooks } from './outlooks.ts';
import { changesIn } from './resources.ts';
import { room } from './room.ts';
import { silences } from './silences.ts';

const retryAfterMs = 1_000;
const maxTimeouts = 2;

/**
 * Sends a resuming client what it has missed, from a change stream of its own, and lets it join the live feed once it
 * has caught up. Both streams give the same tokens, so nothing is missed and nothing is sent twice. If MongoDB no
 * longer has what the client missed, it gets `reset`.
 */
export async function catchUp(deps: BasicDeps, connection: Connection, feed: LiveFeed): Promise<void> {
  const { topic, ended } = connection;
  /** A room of its own: what changed several times in the meantime is sent once, as it is now. */
  const told = room(topic.view);
  told.join(connection);
  const listeners = {
    dueTimes: dueTimes(),
    outlooks: outlooks(),
    silences: silences(),
    follows: () => told.follows(),
  };
  const accountIds = new Set([topic.accountId]);
  let timeouts = 0;
  while (!ended.aborted) {
    try {
      for await (const { changes, token } of changesAfter(deps.store, connection.after, topic, ended)) {
        const heard = changesIn(accountIds, changes);
        for (const happening of await happeningsOf(deps, heard, listeners)) told.tell(happening);
        connection.reached(token);
        if (token >= feed.position()) return feed.join(connection);
        await connection.drained();
      }
    } catch (error) {
      if (ended.aborted) return;
      timeouts += isTooFarBack(error) ? 1 : 0;
      if (isTokenLost(error) || timeouts === maxTimeouts) {
        connection.reset(feed.position());
        return feed.join(connection);
      }
      deps.log.warn({ err: error, accountId: topic.accountId }, 'could not look up missed events; trying again');
      await pause(retryAfterMs);
    }
  }
}
