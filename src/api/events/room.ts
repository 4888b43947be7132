import type { Connection } from './connection.ts';
import type { Happening, View } from './happening.ts';

/** The connections to one account that have the same view. */
export interface Room {
  join(connection: Connection): void;
  leave(connection: Connection): 'empty' | 'inUse';
  /** The conversations that they follow. */
  follows(): Followed;
  tell(happening: Happening): void;
}

/** The conversations that have streams of their own, and whether some stream follows the whole account. */
export interface Followed {
  readonly ids: readonly string[];
  readonly isAll: boolean;
}

export const nobodyFollows: Followed = { ids: [], isAll: false };

/** How many last states are remembered; beyond that, an unchanged one may be sent again. */
const maxRemembered = 10_000;

export function room(view: View): Room {
  const connections = new Set<Connection>();
  /** What was last sent about each subject, as digests. Forgotten with the room, as nothing updates them after that. */
  const told = new Map<string, string>();

  function isKnown(happening: Happening): boolean {
    const newest = happening.stateTo(view);
    if (newest !== null && told.get(newest.subject) === newest.digest) return true;
    const state = newest ?? happening.remembers?.(view) ?? null;
    if (state === null) return false;
    if (told.size >= maxRemembered) told.clear();
    told.set(state.subject, state.digest);
    return false;
  }

  return {
    join: (connection) => {
      connections.add(connection);
    },
    leave: (connection) => {
      connections.delete(connection);
      return connections.size === 0 ? 'empty' : 'inUse';
    },
    follows: () => {
      if (view === 'visitor') return nobodyFollows;
      const followed = [...connections].map(({ topic }) => topic.conversationId);
      return { ids: [...new Set(followed.filter((id) => id !== null))], isAll: followed.includes(null) };
    },
    tell: (happening) => {
      if (isKnown(happening)) return;
      for (const connection of connections) connection.tell(happening);
    },
  };
}
