import { channelConversationId, type MetaChannelKind } from '../../src/contract/channels.ts';
import { beginChannelConversation, takeChannelMessage } from '../../src/store/conversations/channel-messages.ts';
import { giveProfile } from '../../src/store/conversations/visitors-profile.ts';
import type { Store } from '../../src/store/mongo/store.ts';

interface Writes {
  readonly kind: MetaChannelKind;
  readonly pageId: string;
  readonly visitorId: string;
  readonly name: string;
  readonly username?: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Somebody writes on a channel, by a name that the platform has told; returns the conversation's id. */
export async function writesOnChannel(store: Store, accountId: string, writes: Writes): Promise<string> {
  const { kind, pageId, visitorId, name, username = null, text, at } = writes;
  const conversationId = channelConversationId(kind, pageId, visitorId);
  const ref = { accountId, conversationId };
  await beginChannelConversation(store, ref, { kind, pageId, visitorId, at }, Date.now());
  const place = { id: `said-${at}`, eventId: `event-${at}`, by: 'visitor', via: kind, page: null } as const;
  await takeChannelMessage(store, ref, { ...place, text, at, files: [], flags: [] }, Date.now());
  await giveProfile(store, ref, { name, username }, Date.now());
  return conversationId;
}
