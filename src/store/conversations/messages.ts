import type { ClientSession, IndexDescription } from 'mongodb';
import { withdrawn } from '../../policy/delivery/transitions.ts';
import { directKindOf } from '../../policy/forwarding/direct.ts';
import { lastMessageOf, maxLeft, withEdited, withoutDeleted, withSaid } from '../../policy/inbox.ts';
import { withDeleted, withNewReply } from '../../policy/pending.ts';
import { withReadByAgent } from '../../policy/unread.ts';
import { withCapturedAddress } from '../../policy/visitor/address.ts';
import { addressesIn } from '../../policy/visitor/address-in-text.ts';
import type { MessageTime } from '../../policy/visitor/clocks.ts';
import { returnedIn } from '../../policy/visitor/presence.ts';
import { findAgent } from '../accounts/agents.ts';
import { claimUploads, NotAttachableError, removeUploadsOf } from '../attachments/uploads.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc, AttachedFile, ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import { messageKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { changeTogether } from './change-together.ts';
import { isFull, isHolding, release, tooManyHeld } from './held-messages.ts';
import { heldWithout } from './held-without.ts';
import { withLimits } from './limits.ts';
import { digestOf, type MessageInput, newMessage, type Posted, timeOf } from './new-message.ts';
import { idTaken, isNotesId } from './notes.ts';
import { markRead } from './reading.ts';

export const messageIndexes: IndexDescription[] = [{ key: { accountId: 1, conversationId: 1, seq: 1 }, unique: true }];

export interface PostedMessage {
  readonly message: MessageDoc;
  readonly isNew: boolean;
  readonly changed: Changed<MessageDoc> | null;
}

/**
 * Stores a message and takes its place in the conversation's order. The same message again is answered as it is now;
 * other content under its id throws ConflictError `id-taken`. Null if there is no such conversation.
 */
export async function postMessage(
  store: Store,
  ref: ConversationRef,
  input: MessageInput,
  now: number,
): Promise<PostedMessage | null> {
  const isVisitors = input.author.kind === 'visitor';
  // The text is searched here, once: the transaction may be repeated, and others wait for it.
  const addresses = isVisitors ? addressesIn(input.text) : [];
  const { attachments: ids = [], ...written } = input;
  const postedDigest = digestOf(input);
  try {
    const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<MessageDoc>> => {
      // A visitor must not learn that there is a note.
      if (!isVisitors && (await isNotesId(store, conversation, input.id, context.session))) throw idTaken(input.id);
      const attachments = ids.length === 0 ? undefined : await claimed(store, ref, input, context);
      const posted: Posted = { ...written, ...(attachments && { attachments }), digest: postedDigest };
      const { account } = context;
      const there = input.page === undefined ? conversation : { ...conversation, page: input.page };
      const known = isVisitors ? withCaptured(there, addresses, context) : there;
      if (isVisitors && isHolding(known, account, now)) return hold(store, known, posted, context);
      const open = isVisitors ? await release(store, known, context) : known;
      const time = timeOf(input, known, now);
      const message = newMessage(posted, time, open.lastSeq + 1, { conversation: open, account, now });
      // Its outcome says at once what holds it back.
      const limited = input.forwarding === 'now' ? await withLimits(store, open, context) : open;
      const withIt = withMessage(limited, {
        message,
        time,
        tab: input.tab ?? null,
        session: input.session,
        account,
        now,
      });
      const read = await markRead(store, withIt, Math.min(input.readUpTo ?? 0, conversation.lastSeq), context);
      return { kind: 'changed', conversation: read, result: message, newMessage: message };
    };
    // Files and limits make a transaction longer, which others should not wait for.
    const change = ids.length === 0 && input.forwarding !== 'now' ? changeTogether : changeConversation;
    const changed = await change(store, { ref, signal: 'messagePosted', now, apply });
    return changed && { message: changed.result, isNew: true, changed };
  } catch (error) {
    // What the first request used can be used no more, or has been deleted with its message.
    const mayBeKnown = isDuplicateKey(error) || error instanceof NotAttachableError || error instanceof ConflictError;
    const message = mayBeKnown ? await findMessage(store, ref, input.id) : null;
    if (message === null) throw error;
    if (message.postedDigest !== postedDigest) throw idTaken(input.id);
    return { message, isNew: false, changed: null };
  }
}

/** The files that belong to it from now on. */
function claimed(
  store: Store,
  ref: ConversationRef,
  { id, attachments = [], via = 'api' }: MessageInput,
  { account, session, now }: ChangeContext,
): Promise<AttachedFile[]> {
  // The files of an email have been limited when it was read.
  const limits = via === 'email' ? null : account.settings.attachments;
  const by = via === 'api' ? 'account' : 'visitor';
  return claimUploads(store, { ...ref, messageId: id, ids: attachments, by, limits, now }, session);
}

function withCaptured(
  conversation: ConversationDoc,
  addresses: readonly string[],
  { account: { settings, agents }, now }: ChangeContext,
): ConversationDoc {
  const agentAddresses = agents.flatMap(({ email }) => (email === null ? [] : [email]));
  return withCapturedAddress(conversation, { addresses, settings, agentAddresses, now });
}

/** Stored without a place in the order; it is activity, but reopens nothing (design R2). */
async function hold(
  store: Store,
  conversation: ConversationDoc,
  input: Posted,
  context: ChangeContext,
): Promise<Change<MessageDoc>> {
  const { account, session, now } = context;
  const { accountId, id: conversationId } = conversation;
  const { count, now: heldNow } = conversation.held;
  // A known message is returned as it is, however many are held.
  const isKnown = async () =>
    (await store.messages.countDocuments({ _id: messageKey({ accountId, conversationId }, input.id) }, { session })) >
    0;
  if (isFull(conversation) && !(await isKnown())) throw tooManyHeld();
  const time = timeOf(input, conversation, now);
  const message = newMessage(input, time, -(count + 1), { conversation, account, now });
  const { silenceSeconds } = account.settings.timing;
  const read = await markRead(store, conversation, input.readUpTo ?? 0, context);
  return {
    kind: 'changed',
    conversation: {
      ...read,
      held: { count: count + 1, now: heldNow + 1, newest: lastMessageOf(message) },
      presence: returnedIn(conversation.presence, {
        tab: input.tab ?? null,
        session: input.session,
        at: time.actedAt,
        silenceSeconds,
        now,
      }),
      isLive: true,
      updatedAt: now,
    },
    result: message,
    newMessage: message,
  };
}

interface Said {
  readonly message: MessageDoc;
  readonly time: MessageTime;
  readonly tab: string | null;
  readonly session: string | undefined;
  readonly account: AccountDoc;
  readonly now: number;
}

function withMessage(
  conversation: ConversationDoc,
  { message, time: { actedAt, isHistory }, tab, session, account, now }: Said,
): ConversationDoc {
  const { author, seq, neverNews, via } = message;
  const directKind = directKindOf(conversation);
  // What was written in the platform's own inbox is there already.
  const isReply = author.kind === 'agent' && via !== directKind;
  // What they write on a page, as behind an email's link, opens no window on the platform.
  const isHeard = author.kind === 'visitor' && directKind !== null && (via === directKind || via === 'api');
  const said = { ...withSaid(conversation, message, isHistory), lastSeq: seq };
  // Who answers has read what they answer.
  const isAgents = author.kind === 'agent' && author.id !== null && findAgent(account, author.id) !== null;
  return {
    ...(isAgents ? withReadByAgent(said, author.id ?? '', seq) : said),
    lastMessageAt: now,
    ...(isHeard ? { heardAt: Math.max(conversation.heardAt ?? 0, Math.min(message.at, now)) } : {}),
    lastAgentAt: author.kind === 'agent' ? now : conversation.lastAgentAt,
    closedAt: null,
    pending:
      isReply && neverNews === null
        ? withNewReply(conversation.pending, { seq, isAsked: message.forwarding === 'now', now })
        : conversation.pending,
    presence:
      author.kind === 'visitor' && !isHistory
        ? returnedIn(conversation.presence, {
            tab,
            session,
            at: actedAt,
            silenceSeconds: account.settings.timing.silenceSeconds,
            now,
          })
        : conversation.presence,
    isLive: conversation.isLive === true || !isHistory,
    updatedAt: now,
  };
}

/** Changes a message's text. It neither recalls nor repeats an email, nor moves settling. Null if there is none. */
export function editMessage(
  store: Store,
  ref: ConversationRef,
  { messageId, text, now }: { readonly messageId: string; readonly text: string; readonly now: number },
): Promise<Changed<MessageDoc | null> | null> {
  const apply = async (
    conversation: ConversationDoc,
    { session }: ChangeContext,
  ): Promise<Change<MessageDoc | null>> => {
    const message = await store.messages.findOne({ _id: messageKey(ref, messageId) }, { session });
    if (message === null || message.seq < 0) return { kind: 'unchanged', result: null };
    if (message.deletedAt !== null)
      throw new ConflictError('message-deleted', 'A deleted message cannot be edited. Post a new one.');
    if (message.text === text) return { kind: 'unchanged', result: message };
    const edited = { ...message, text, editedAt: now };
    await store.messages.replaceOne({ _id: message._id }, edited, { session });
    return { kind: 'changed', conversation: { ...withEdited(conversation, edited), updatedAt: now }, result: edited };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

/** Deletes a message with its files: a tombstone without text stays in its place. Returns whether there was one. */
export function deleteMessage(
  store: Store,
  ref: ConversationRef,
  messageId: string,
  now: number,
): Promise<Changed<boolean> | null> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<boolean>> => {
    const message = await store.messages.findOne({ _id: messageKey(ref, messageId) }, { session });
    if (message === null || message.seq < 0) return { kind: 'unchanged', result: false };
    if (message.deletedAt !== null) return { kind: 'unchanged', result: true };
    await store.messages.updateOne(
      { _id: message._id },
      { $set: { text: '', deletedAt: now }, $unset: { attachments: true } },
      { session },
    );
    if (message.attachments !== undefined) await removeUploadsOf(store, ref, messageId, session);
    const pending = withDeleted(conversation.pending, message.seq);
    const left = withoutDeleted(conversation, message, await newestLeft(store, ref, session));
    const kept = { ...left, pending, updatedAt: now };
    const delivery = await heldWithout(store, ref, { conversation, seq: message.seq, session });
    if (delivery === null) return { kind: 'changed', conversation: kept, result: true };
    const without = withdrawn({ conversation: kept, delivery }, { at: now, reason: 'deleted' });
    return { kind: 'changed', ...without, looksNow: true, result: true };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

/** The newest messages without deleted ones, newest first. */
export async function newestLeft(store: Store, ref: ConversationRef, session: ClientSession): Promise<MessageDoc[]> {
  const { accountId, conversationId } = ref;
  const newest = { sort: { seq: -1 }, limit: maxLeft, session } as const;
  const found = await store.messages.find({ accountId, conversationId, seq: { $gt: 0 } }, newest).toArray();
  return found.filter(({ deletedAt }) => deletedAt === null);
}

export function findMessage(store: Store, ref: ConversationRef, messageId: string): Promise<MessageDoc | null> {
  return store.messages.findOne({ _id: messageKey(ref, messageId) });
}
