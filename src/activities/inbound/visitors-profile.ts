import { metaMediaHosts } from '../../channels/meta/media-hosts.ts';
import { askProfile } from '../../channels/meta/profile.ts';
import { connectionFor } from '../../store/accounts/channel-connections.ts';
import { storeAttachment } from '../../store/attachments/store-attachment.ts';
import { giveProfile, mayAskProfile, mayAskProfileSoon } from '../../store/conversations/visitors-profile.ts';
import type { AttachedFile, ConversationRef, InboundEvent } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import { fetchFile } from '../../webhooks/fetch-file.ts';
import type { ActivityDeps } from '../deps.ts';

/** A picture that is larger is left out. */
const maxPictureBytes = 2_000_000;
const pictureFetchedWithinMs = 5_000;
/** If it is not kept after all, it is removed after this time. */
const unusedForMs = 3_600_000;

type Deps = Pick<ActivityDeps, 'store' | 'clock' | 'channels' | 'log' | 'webhooks'>;

/**
 * Learns what a channel's visitor is called and how they look, once their message is there: at most once a day, and only
 * as long as nobody knows the name; after five minutes if the page could not be asked or the picture not be fetched. It never
 * rejects, because nothing depends on it.
 */
export async function learnProfile(
  deps: Deps,
  ref: ConversationRef,
  { channel: kind, pageId, visitorId }: InboundEvent,
): Promise<void> {
  const { store, clock, channels, log } = deps;
  if (channels === undefined || visitorId === null) return;
  try {
    if (!(await mayAskProfile(store, ref, await clock()))) return;
    const page = { accountId: ref.accountId, kind, pageId };
    const connection = await connectionFor({ store, channelKeys: channels.keys }, page);
    const asked = connection?.accessToken
      ? await askProfile(channels.graph, { ...page, ...connection, accessToken: connection.accessToken }, visitorId)
      : ({ kind: 'failed' } as const);
    if (asked.kind === 'failed') return await mayAskProfileSoon(store, ref, await clock());
    const { name, username, pictureUrl } = asked.profile;
    const picture = pictureUrl === null ? null : await fetchedPicture(deps, ref, pictureUrl);
    await giveProfile(store, ref, { name, username, picture }, await clock());
  } catch (error) {
    log.warn({ ...ref, err: error }, "the visitor's name and picture could not be learnt");
  }
}

/** The visitor's picture as a file of the conversation; null if it is no image that can be shown. */
async function fetchedPicture(
  { store, clock, log, webhooks }: Deps,
  ref: ConversationRef,
  url: string,
): Promise<AttachedFile | 'failed' | null> {
  const now = await clock();
  const rules = {
    hosts: metaMediaHosts,
    allowLoopback: webhooks?.allowLoopback === true,
    timeoutMs: pictureFetchedWithinMs,
  };
  try {
    const file = await storeAttachment(store, {
      ...ref,
      id: sha256(`${ref.accountId} ${ref.conversationId} picture`).slice(0, 32),
      by: 'visitor',
      name: 'picture',
      content: fetchFile(url, rules),
      maxBytes: maxPictureBytes,
      expiresAt: new Date(now + unusedForMs),
      now,
    });
    return file.previewId === undefined ? null : file;
  } catch (error) {
    log.warn({ ...ref, err: error }, "the visitor's picture could not be fetched");
    return 'failed';
  }
}
