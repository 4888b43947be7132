import type { ClientSession } from 'mongodb';
import type { ChannelStatus } from '../../contract/channels.ts';
import { type ChannelFacts, channelAlertKinds, channelAlertsOf } from '../../policy/account/channels.ts';
import type { AccountAlertDoc, ChannelConnectionDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What the alerts about an account's connections are derived from. */
export function channelFactsOf(connections: readonly ChannelConnectionDoc[]): ChannelFacts {
  const earliest = (times: readonly (number | null)[]) => {
    const known = times.filter((time) => time !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  const sinceOf = (status: ChannelStatus) =>
    earliest(connections.map((one) => (one.status === status ? one.statusSince : null)));
  return {
    deadSince: sinceOf('tokenDead'),
    restrictedSince: sinceOf('restricted'),
    expiresAt: earliest(connections.map((one) => (one.status === 'tokenDead' ? null : one.tokenExpiresAt))),
  };
}

/**
 * Notes which alerts the account's connections raise now, or no longer, so that event streams and webhooks are told; in
 * the transaction of the change.
 */
export async function noteChannelAlerts(
  store: Store,
  session: ClientSession,
  { accountId, now }: { readonly accountId: string; readonly now: number },
): Promise<void> {
  const connections = await store.channelConnections.find({ accountId }, { session }).toArray();
  const standing = new Map(channelAlertsOf(channelFactsOf(connections), now).map(({ kind, since }) => [kind, since]));
  for (const kind of channelAlertKinds) {
    const _id = `${accountId}:${kind}`;
    const since = standing.get(kind);
    const before = await store.accountAlerts.findOne({ _id }, { session });
    const lasts = before !== null && before.endedAt === null;
    if (since === undefined && !lasts) continue;
    if (since !== undefined && lasts && before.since === since) continue;
    const alert: AccountAlertDoc =
      since === undefined && before !== null
        ? { ...before, endedAt: now }
        : { _id, accountId, kind, since: since ?? now, endedAt: null };
    await store.accountAlerts.replaceOne({ _id }, alert, { session, upsert: true });
  }
}
