import type { Connection } from './connection.ts';
import type { Happening, View } from './happening.ts';

/** Those who listen to one account, all looking in one way. */
export interface Room {
  join(connection: Connection): void;
  leave(connection: Connection): 'empty' | 'inUse';
  tell(happening: Happening): void;
}

/** So many last states are remembered; beyond, an unchanged one may be told again. */
const mostRemembered = 10_000;

export function room(view: View): Room {
  const connections = new Set<Connection>();
  /** Digests of what was told last of each subject. Forgotten with the room, since nobody keeps them up to date then. */
  const told = new Map<string, string>();

  function isKnown(happening: Happening): boolean {
    const state = happening.stateTo(view);
    if (state === null) return false;
    if (told.get(state.subject) === state.digest) return true;
    if (told.size >= mostRemembered) told.clear();
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
    tell: (happening) => {
      if (isKnown(happening)) return;
      for (const connection of connections) connection.tell(happening);
    },
  };
}
