import type { DirectAccess } from '../channels/direct.ts';
import { type ConnectionDeps, connectionFor, noteConnection } from '../store/accounts/channel-connections.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { DirectDeliveries } from './deps.ts';

export interface PageConnectionsOptions
  extends ConnectionDeps,
    Pick<DirectAccess, 'hosts' | 'timeoutMs' | 'appSecrets'> {
  readonly clock: Clock;
}

/** The pages that accounts have connected. One whose token no key of ours opens counts as not connected. */
export function pageConnections({
  clock,
  hosts,
  timeoutMs,
  appSecrets = [],
  ...deps
}: PageConnectionsOptions): DirectDeliveries {
  return {
    async connectionOf(ref) {
      const connection = await connectionFor(deps, ref);
      if (connection === null || connection.accessToken === null) return null;
      const { pageId, login, accessToken, status } = connection;
      return {
        access: { pageId, login, accessToken, hosts, timeoutMs, appSecrets },
        isTokenDead: status === 'tokenDead',
        note: async (told) => noteConnection(deps.store, connection, { status: told, now: await clock() }),
      };
    },
  };
}
