import type { ClientSession, IndexDescription } from 'mongodb';
import { timeOfMessage } from '../../policy/visitor/clocks.ts';
import { findAccount } from '../accounts/accounts.ts';
import { claimUploads, removeUploadsOf } from '../attachments/uploads.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, NoteDoc } from '../mongo/documents.ts';
import { conversationKey, messageKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';
import { digestOf, type MessageInput, named } from './new-message.ts';

/**
 * Agents' notes for agents (design section 8). They are in a collection of their own, have no place in the
 * conversation's order, and change nothing of its document but `hasNotes`, of which no stream tells. So nothing that is
 * derived for a visitor, an email, a timer or an alarm can depend on whether there are any.
 */

/** In the order of an agent's view. */
export const noteIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, afterSeq: 1, number: 1 }, unique: true },
];

export type NoteInput = Pick<MessageInput, 'id' | 'author' | 'text' | 'attachments' | 'told'>;

export interface StoredNote {
  readonly note: NoteDoc;
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly isNew: boolean;
}

/**
 * Stores a note after the conversation's last message. The same note again is answered as it is now; other content
 * under its id, or a message with that id, throws ConflictError `id-taken`. Null if there is no such conversation.
 */
export async function postNote(
  store: Store,
  ref: ConversationRef,
  input: NoteInput,
  now: number,
): Promise<StoredNote | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(store, (session) => postOnce(store, ref, input, { now, session }));
    } catch (error) {
      // Two at once wanted the same place, or the same id: the next try sees the other one.
      if (!isDuplicateKey(error) || tries === 3) throw error;
    }
  }
}

interface Within {
  readonly now: number;
  readonly session: ClientSession;
}

async function postOnce(
  store: Store,
  ref: ConversationRef,
  input: NoteInput,
  within: Within,
): Promise<StoredNote | null> {
  const { now, session } = within;
  const place = await placeOf(store, ref, session);
  if (place === null) return null;
  const { conversation, account } = place;
  const { id, author, text, attachments: ids = [], told = { at: null, sentAt: null } } = input;
  const postedDigest = digestOf(input, true);
  const known = await findNote(store, ref, id, session);
  if (known?.postedDigest === postedDigest) return { note: known, ...place, isNew: false };
  if (known !== null || (await store.messages.findOne({ _id: messageKey(ref, id) }, { session })) !== null)
    throw idTaken(id);
  const last = await store.notes.findOne({ ...ref }, { sort: { afterSeq: -1, number: -1 }, session });
  const limits = account.settings.attachments;
  const attachments =
    ids.length === 0
      ? undefined
      : await claimUploads(store, { ...ref, messageId: id, ids, by: 'account', limits, now }, session);
  const note: NoteDoc = {
    _id: messageKey(ref, id),
    ...ref,
    id,
    afterSeq: conversation.lastSeq,
    number: (last?.number ?? 0) + 1,
    author: named(author, account),
    text,
    at: timeOfMessage(told, true, now).at,
    receivedAt: now,
    editedAt: null,
    deletedAt: null,
    ...(attachments === undefined ? {} : { attachments }),
    postedDigest,
  };
  await store.notes.insertOne(note, { session });
  if (!conversation.hasNotes)
    await store.conversations.updateOne({ _id: conversation._id }, { $set: { hasNotes: true } }, { session });
  return { note, ...place, isNew: true };
}

export const idTaken = (id: string) =>
  new ConflictError('id-taken', `Another message has the id ${id}. Choose a new id.`);

async function placeOf(store: Store, ref: ConversationRef, session: ClientSession) {
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) }, { session });
  const account = conversation && (await findAccount(store, ref.accountId, session));
  return account && { conversation, account };
}

export function findNote(
  store: Store,
  ref: ConversationRef,
  noteId: string,
  session?: ClientSession,
): Promise<NoteDoc | null> {
  return store.notes.findOne({ _id: messageKey(ref, noteId) }, session ? { session } : {});
}

/** Changes a note's text; a deleted one throws ConflictError `message-deleted`. Null if there is none. */
export function editNote(
  store: Store,
  ref: ConversationRef,
  { noteId, text, now }: { readonly noteId: string; readonly text: string; readonly now: number },
): Promise<StoredNote | null> {
  return inTransaction(store, async (session) => {
    const place = await placeOf(store, ref, session);
    if (place === null) return null;
    const note = await findNote(store, ref, noteId, session);
    if (note === null) return null;
    if (note.deletedAt !== null)
      throw new ConflictError('message-deleted', 'A deleted note cannot be edited. Post a new one.');
    const edited = note.text === text ? note : { ...note, text, editedAt: now };
    if (edited !== note) await store.notes.replaceOne({ _id: note._id }, edited, { session });
    return { note: edited, ...place, isNew: false };
  });
}

/** Deletes a note with its files: a tombstone without text stays in its place. Returns whether there was one. */
export function deleteNote(store: Store, ref: ConversationRef, noteId: string, now: number): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const note = await findNote(store, ref, noteId, session);
    if (note === null || note.deletedAt !== null) return note !== null;
    await store.notes.updateOne(
      { _id: note._id },
      { $set: { text: '', deletedAt: now }, $unset: { attachments: true } },
      { session },
    );
    if (note.attachments !== undefined) await removeUploadsOf(store, ref, noteId, session);
    return true;
  });
}

/** Whether an id belongs to a note, so that no message of an agent or a bot gets it. */
export const isNotesId = async (
  store: Store,
  { hasNotes, accountId, id: conversationId }: ConversationDoc,
  id: string,
  session: ClientSession,
): Promise<boolean> =>
  hasNotes === true && (await findNote(store, { accountId, conversationId }, id, session)) !== null;
