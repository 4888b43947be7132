import { ownConnection } from '../accounts/channel-connections.ts';
import { claimUploads } from '../attachments/uploads.ts';
import type { AttachedFile, ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, changeConversation } from './change.ts';

const dayMs = 86_400_000;
const soonMs = 300_000;
/** A picture that cannot be fetched is asked for so often. */
const maxPictureTries = 5;

type Asked = Pick<ConversationDoc, 'accountId' | 'channel' | 'visitor' | 'nameAskedAt' | 'isProfileLeft'>;

/**
 * Notes that a channel is asked who its visitor is; false if that is known, or was asked within a day. What could not be
 * learnt then is asked for after five minutes, or at once if the connection has changed since, as by another token.
 */
export async function mayAskProfile(store: Store, ref: ConversationRef, now: number): Promise<boolean> {
  const projection = { accountId: 1, channel: 1, 'visitor.name': 1, nameAskedAt: 1, isProfileLeft: 1 };
  const known = await store.conversations.findOne<Asked>({ _id: conversationKey(ref) }, { projection });
  if (known === null || !isWanted(known)) return false;
  const changedAt = known.isProfileLeft ? await connectionChangedAt(store, known) : 0;
  if (!isToAsk(known, changedAt, now)) return false;
  const apply = (conversation: ConversationDoc): Change<boolean> =>
    isToAsk(conversation, changedAt, now)
      ? { kind: 'changed', conversation: { ...conversation, nameAskedAt: now }, result: true }
      : { kind: 'unchanged', result: false };
  const changed = await changeConversation(store, { ref, signal: 'visitorIdentified', now, keepsVersion: true, apply });
  return changed?.result ?? false;
}

const isWanted = ({ visitor, isProfileLeft = false }: Asked) => visitor.name === null || isProfileLeft;

function isToAsk(asked: Asked, connectionChangedAt: number, now: number): boolean {
  const { nameAskedAt = 0, isProfileLeft = false } = asked;
  if (!isWanted(asked)) return false;
  return isProfileLeft ? nameAskedAt <= now - soonMs || nameAskedAt < connectionChangedAt : nameAskedAt <= now - dayMs;
}

async function connectionChangedAt(store: Store, { accountId, channel }: Asked): Promise<number> {
  const { kind, pageId } = channel;
  if (kind === 'web' || pageId === null) return 0;
  return (await ownConnection(store, { accountId, kind, pageId }))?.updatedAt ?? 0;
}

/** The channel could not be asked: a message after five minutes may try again. */
export async function mayAskProfileSoon(store: Store, ref: ConversationRef, now: number): Promise<void> {
  const apply = (conversation: ConversationDoc): Change<null> => ({
    kind: 'changed',
    conversation: { ...conversation, isProfileLeft: true },
    result: null,
  });
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, keepsVersion: true, apply });
}

/** What the uploads of pictures have in place of a message's id, so that they are kept. */
const pictureOf = 'visitors.picture';

/** What a channel has told of its visitor. */
export interface ToldProfile {
  readonly name: string | null;
  /** By which their profile is found, where the channel has such. */
  readonly username?: string | null;
  /** `failed`: there is one, but it could not be fetched. */
  readonly picture?: AttachedFile | 'failed' | null;
}

/** Gives the visitor what they are called and how they look on the channel; a name that somebody has given them stays. */
export async function giveProfile(store: Store, ref: ConversationRef, told: ToldProfile, now: number): Promise<void> {
  const { name, username = null, picture = null } = told;
  const apply = async (before: ConversationDoc, { session }: ChangeContext): Promise<Change<null>> => {
    const { visitor } = before;
    const claim = { ...ref, messageId: pictureOf, by: 'visitor', limits: null, now } as const;
    const isNew = picture !== null && picture !== 'failed' && before.picture === undefined;
    const [kept] = isNew ? await claimUploads(store, { ...claim, ids: [picture.id] }, session) : [];
    const pictureTries = (before.pictureTries ?? 0) + (picture === 'failed' ? 1 : 0);
    const conversation = {
      ...before,
      visitor: visitor.name === null && name !== null ? { ...visitor, name } : visitor,
      ...(username === null ? {} : { username }),
      ...(kept === undefined ? {} : { picture: kept }),
      ...(picture === 'failed' ? { pictureTries } : {}),
      isProfileLeft: picture === 'failed' && pictureTries < maxPictureTries,
      updatedAt: now,
    };
    return { kind: 'changed', conversation, result: null };
  };
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}
