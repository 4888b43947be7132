import type { MessageFlag } from '../../contract/messages.ts';
import { withSaid } from '../../policy/inbox.ts';
import { withReference } from '../../policy/thread.ts';
import { type Answer, answeredByEmail, type Sender, standingOf } from '../../policy/visitor/answered-by-email.ts';
import { claimUploads, NotAttachableError } from '../attachments/uploads.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AttachedFile, ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import { sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { release } from './held-messages.ts';
import { findMessage } from './messages.ts';
import { newMessage } from './new-message.ts';

/** What a visitor wrote by email. */
export interface EmailedMessage {
  /** The message's, which is always the same for the same email. */
  readonly id: string;
  /** The email's, as it is stored. */
  readonly inboundId: string;
  /** The email's Message-ID; null if it has none. */
  readonly messageId: string | null;
  readonly sender: Sender;
  /** How its author calls themselves; shown if it is not the visitor. */
  readonly authorName: string | null;
  /** May be empty if there are files. */
  readonly text: string;
  /** The ids of its files, which are stored already (store/attachments/). */
  readonly files: readonly string[];
  readonly flags: readonly MessageFlag[];
  /** When it arrived. */
  readonly at: number;
}

interface WithFiles {
  readonly attachments: readonly AttachedFile[];
}

export type TakenMessage =
  | { readonly kind: 'new'; readonly changed: Changed<MessageDoc | null> }
  | { readonly kind: 'known' }
  /** It is from another address, which the account refuses. */
  | { readonly kind: 'refused' };

/**
 * Stores what a visitor wrote by email, once: as a message that is never held, that reopens the conversation and that
 * the next email answers. It is no activity on the site. If it is the visitor's own (policy/visitor/answered-by-email),
 * they have read what was emailed to them before. Null if there is no such conversation any more.
 */
export async function takeEmailedMessage(
  store: Store,
  ref: ConversationRef,
  email: EmailedMessage,
  now: number,
): Promise<TakenMessage | null> {
  const apply = async (before: ConversationDoc, context: ChangeContext): Promise<Change<MessageDoc | null>> => {
    const { account } = context;
    const standing = standingOf(before, email.sender);
    if (standing === 'other' && account.settings.delivery.otherSender === 'reject')
      return { kind: 'unchanged', result: null };
    const at = Math.min(email.at, now);
    const answer: Answer = { standing, at };
    const open = await release(store, before, context);
    const attachments = await filesOf(store, ref, email, context);
    const message = messageOf(open, { ...email, attachments }, answer, context);
    if (standing === 'visitor') await markEmailedRead(store, open, answer.at, context);
    const answered = answeredByEmail(open, answer);
    const { messageId } = email;
    const conversation: ConversationDoc = {
      ...withSaid(answered, message, false),
      lastSeq: message.seq,
      lastMessageAt: now,
      closedAt: null,
      isLive: true,
      thread: messageId === null || standing === 'other' ? open.thread : withReference(open.thread, messageId),
      updatedAt: now,
    };
    return { kind: 'changed', conversation, result: message, newMessage: message };
  };
  try {
    const changed = await changeConversation(store, { ref, signal: 'messagePosted', now, apply });
    if (changed === null) return null;
    return changed.result === null ? { kind: 'refused' } : { kind: 'new', changed };
  } catch (error) {
    // What the first one took as its files can be taken no more.
    const mayBeKnown = isDuplicateKey(error) || error instanceof ConflictError || error instanceof NotAttachableError;
    if (mayBeKnown && (await findMessage(store, ref, email.id)) !== null) return { kind: 'known' };
    throw error;
  }
}

/** The files that belong to it from now on. */
function filesOf(store: Store, ref: ConversationRef, { id, files }: EmailedMessage, context: ChangeContext) {
  if (files.length === 0) return [];
  const claim = { ...ref, messageId: id, ids: files, by: 'visitor', limits: null, now: context.now } as const;
  return claimUploads(store, claim, context.session);
}

function messageOf(
  conversation: ConversationDoc,
  { id, inboundId, authorName, text, flags, sender, attachments }: EmailedMessage & WithFiles,
  { standing, at }: Answer,
  { account, now }: ChangeContext,
): MessageDoc {
  const { visitor } = conversation;
  const all: readonly MessageFlag[] = [
    ...(standing === 'other' ? (['otherSender'] as const) : []),
    ...(sender.isAuthenticated ? [] : (['unverifiedSender'] as const)),
    ...flags,
  ];
  const author = standing === 'other' ? { id: null, name: authorName } : { id: visitor.id, name: visitor.name };
  const files = attachments.length === 0 ? {} : { attachments };
  const posted = {
    id,
    author: { kind: 'visitor', ...author },
    text,
    via: 'email',
    digest: sha256(id),
    ...files,
  } as const;
  const time = { at, actedAt: at, isHistory: false };
  const message = newMessage(posted, time, conversation.lastSeq + 1, { conversation, account, now });
  return { ...message, receivedAt: at, inboundId, ...(all.length === 0 ? {} : { flags: all }) };
}

/** Marks as read what emails carried that were accepted by then, but for what came back and waits for the next one. */
async function markEmailedRead(
  store: Store,
  { accountId, id: conversationId, pending }: ConversationDoc,
  at: number,
  { session }: ChangeContext,
): Promise<void> {
  await store.messages.updateMany(
    {
      accountId,
      conversationId,
      seq: { $gt: 0, $nin: pending.map(({ seq }) => seq) },
      'author.kind': { $ne: 'visitor' },
      readAt: null,
      'forwardedTo.at': { $lte: at },
    },
    { $set: { readAt: at, readVia: 'email' } },
    { session },
  );
}
