import type { MetaChannelKind } from '../../contract/channels.ts';
import type { Store } from '../mongo/store.ts';

/** Which account has connected which of these pages; those that nobody has are missing. */
export async function accountsOfPages(
  store: Store,
  kind: MetaChannelKind,
  pageIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await store.channelConnections
    .find({ _id: { $in: pageIds.map((pageId) => `${kind}:${pageId}`) } }, { projection: { accountId: 1, pageId: 1 } })
    .toArray();
  return new Map(found.map(({ pageId, accountId }) => [pageId, accountId]));
}
