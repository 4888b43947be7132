import type { MetaChannelKind } from '../../contract/channels.ts';
import type { ChannelConnectionDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/**
 * The connections of these pages, in whichever account. Events are those of an account only if its connection is
 * confirmed: until then it may have named somebody else's page.
 */
export function connectionsOfPages(
  store: Store,
  kind: MetaChannelKind,
  pageIds: readonly string[],
): Promise<ChannelConnectionDoc[]> {
  return store.channelConnections.find({ _id: { $in: pageIds.map((pageId) => `${kind}:${pageId}`) } }).toArray();
}
