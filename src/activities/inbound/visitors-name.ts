import { askName } from '../../channels/meta/profile.ts';
import { connectionFor } from '../../store/accounts/channel-connections.ts';
import { mayAskName, mayAskNameSoon, nameVisitor } from '../../store/conversations/visitors-name.ts';
import type { ConversationRef, InboundEvent } from '../../store/mongo/documents.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Learns what a channel's visitor is called, once their message is there: at most once a day, or after five minutes if the
 * page could not be asked, and only as long as nobody knows. It never rejects, because nothing depends on it.
 */
export async function learnName(
  { store, clock, channels, log }: Pick<ActivityDeps, 'store' | 'clock' | 'channels' | 'log'>,
  ref: ConversationRef,
  { channel: kind, pageId, visitorId }: InboundEvent,
): Promise<void> {
  if (channels === undefined || visitorId === null) return;
  try {
    if (!(await mayAskName(store, ref, await clock()))) return;
    const page = { accountId: ref.accountId, kind, pageId };
    const connection = await connectionFor({ store, channelKeys: channels.keys }, page);
    const asked = connection?.accessToken
      ? await askName(channels.graph, { ...page, ...connection, accessToken: connection.accessToken }, visitorId)
      : ({ kind: 'failed' } as const);
    if (asked.kind === 'failed') await mayAskNameSoon(store, ref, await clock());
    else if (asked.name !== null) await nameVisitor(store, ref, asked.name, await clock());
  } catch (error) {
    log.warn({ ...ref, err: error }, "the visitor's name could not be learnt");
  }
}
