import type { ClientSession } from 'mongodb';
import type { MetaChannelKind } from '../../contract/channels.ts';
import { withEdited } from '../../policy/inbox.ts';
import type { CameBy, ConversationDoc, ConversationRef, DeliveryDoc, MessageDoc } from '../mongo/documents.ts';
import { messageKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { isUnreadUpTo, markRead } from './reading.ts';
import { newsSentAs } from './sent-parts.ts';

/** What a channel reports of messages that are known. Events come late and in any order, so none takes back a later one. */

/** A message as a platform names it. */
export interface Named {
  /** The platform's id. */
  readonly mid: string;
  /** Ours, if the message came from the platform. */
  readonly messageId: string;
}

/** Up to which message the visitor has read on the channel: the last one sent by a time, or this one. */
export type ReadOnChannel = { readonly sentBy: number } | Named;

/** What is read was sent lately, so no more of a conversation's newest deliveries are looked at. */
const maxLookedAt = 50;

/** The newest of what was sent on the channel. */
function newestSent(store: Store, ref: ConversationRef, session: ClientSession) {
  return store.deliveries
    .find({ ...ref }, { projection: { request: 0 }, sort: { number: -1 }, limit: maxLookedAt, session })
    .toArray();
}

/** The message that came from the platform, or was sent as what it names. */
async function messageNamed(
  store: Store,
  ref: ConversationRef,
  { mid, messageId }: Named,
  session: ClientSession,
): Promise<MessageDoc | null> {
  const known = await store.messages.findOne({ _id: messageKey(ref, messageId) }, { session });
  if (known !== null) return known;
  const seq = (await newsSentAs(store, ref, mid, session)).at(-1);
  return seq === undefined ? null : store.messages.findOne({ ...ref, seq }, { session });
}

/** Raises what the visitor has read to what they have read on the channel; never back. Null if there is no conversation. */
export function readOnChannel(
  store: Store,
  ref: ConversationRef,
  read: ReadOnChannel,
  now: number,
): Promise<Changed<null> | null> {
  const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<null>> => {
    const last = await lastRead(store, conversation, read, context);
    // What still waits to be sent has been read by nobody.
    const firstWaiting = Math.min(...conversation.pending.map(({ seq }) => seq));
    const upTo = Math.min(last, firstWaiting - 1);
    if (!isUnreadUpTo(conversation, upTo)) return { kind: 'unchanged', result: null };
    return {
      kind: 'changed',
      conversation: await markRead(store, conversation, upTo, context, 'channel'),
      result: null,
    };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

/** The place of the last message that the visitor has read; 0 if there is none. */
async function lastRead(
  store: Store,
  { accountId, id: conversationId, readUpTo, channel }: ConversationDoc,
  read: ReadOnChannel,
  { session }: ChangeContext,
): Promise<number> {
  const ref = { accountId, conversationId };
  if ('mid' in read) return (await messageNamed(store, ref, read, session))?.seq ?? 0;
  const { sentBy } = read;
  const elsewhere = { via: channel.kind as MetaChannelKind, at: { $lte: sentBy } };
  const unread = { ...ref, seq: { $gt: readUpTo }, 'author.kind': { $ne: 'visitor' as const }, ...elsewhere };
  const shown = await store.messages.findOne(unread, { sort: { seq: -1 }, session });
  // Our own clock tells when a request began, which is before the platform had the message.
  const isSent = ({ acceptedAt, channel: by, attempts }: DeliveryDoc) =>
    by !== 'email' && acceptedAt !== null && (attempts.at(-1)?.at ?? acceptedAt) <= sentBy;
  const sent = (await newestSent(store, ref, session)).filter(isSent).flatMap(({ newsSeqs }) => newsSeqs);
  return Math.max(0, shown?.seq ?? 0, ...sent);
}

export interface Reacted extends Named {
  /** Null: they take it back. */
  readonly emoji: string | null;
  readonly at: number;
}

/** Notes how the visitor has reacted to a message, of which the last reaction counts. The result: whether there is one. */
export function reactOnChannel(
  store: Store,
  ref: ConversationRef,
  { mid, messageId, emoji, at }: Reacted,
  now: number,
): Promise<Changed<boolean> | null> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<boolean>> => {
    const message = await messageNamed(store, ref, { mid, messageId }, session);
    if (message === null) return { kind: 'unchanged', result: false };
    if (message.deletedAt !== null || at <= (message.reaction?.at ?? 0)) return { kind: 'unchanged', result: true };
    await store.messages.updateOne({ _id: message._id }, { $set: { reaction: { emoji, at } } }, { session });
    return { kind: 'changed', conversation: { ...conversation, updatedAt: now }, result: true };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

export interface EditedOnChannel {
  readonly messageId: string;
  readonly text: string;
  /** How often it has been edited, this time included. */
  readonly number: number;
}

/** Gives a message the text that its author has changed it to on the channel. The result: whether there is one. */
export function editOnChannel(
  store: Store,
  ref: ConversationRef,
  { messageId, text, number }: EditedOnChannel,
  now: number,
): Promise<Changed<boolean> | null> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<boolean>> => {
    const message = await store.messages.findOne({ _id: messageKey(ref, messageId) }, { session });
    if (message === null) return { kind: 'unchanged', result: false };
    if (message.deletedAt !== null || number <= (message.edits ?? 0)) return { kind: 'unchanged', result: true };
    const edited = { ...message, text, editedAt: now, edits: number };
    await store.messages.replaceOne({ _id: message._id }, edited, { session });
    return { kind: 'changed', conversation: { ...withEdited(conversation, edited), updatedAt: now }, result: true };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

/** Notes where the visitor came from, and on which page that was, if it is known. */
export function cameOnChannel(
  store: Store,
  ref: ConversationRef,
  { cameBy, page }: { readonly cameBy: CameBy; readonly page: string | null },
  now: number,
): Promise<Changed<null> | null> {
  const apply = (conversation: ConversationDoc): Change<null> => {
    if (cameBy.at <= (conversation.cameBy?.at ?? 0)) return { kind: 'unchanged', result: null };
    const after = { ...conversation, cameBy, page: page ?? conversation.page, updatedAt: now };
    return { kind: 'changed', conversation: after, result: null };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}
