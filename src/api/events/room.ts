import type { Connection } from './connection.ts';
import type { Happening, View } from './happening.ts';

/** Those who listen to one account, all looking in one way. */
export interface Room {
  join(connection: Connection): void;
  leave(connection: Connection): 'empty' | 'inUse';
  /** Whose due times they are shown. */
  follows(): Followed;
  tell(happening: Happening): void;
}

/** Conversations that are followed by their own stream, and whether some stream follows all of the account's. */
export interface Followed {
  readonly ids: readonly string[];
  readonly isAll: boolean;
}

export const nobodyFollows: Followed = { ids: [], isAll: false };

/** So many last states are remembered; beyond, an unchanged one may be told again. */
const maxRemembered = 10_000;

export function room(view: View): Room {
  const connections = new Set<Connection>();
  /** Digests of what was told last of each subject. Forgotten with the room, since nobody keeps them up to date then. */
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
