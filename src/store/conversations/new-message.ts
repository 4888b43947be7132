import type { ReplyForwarding } from '../../contract/messages.ts';
import { neverNewsOf } from '../../policy/forwarding/news.ts';
import { type MessageTime, type ToldTime, timeOfMessage } from '../../policy/visitor/clocks.ts';
import { findAgent } from '../accounts/agents.ts';
import type { AccountDoc, AttachedFile, ConversationDoc, MessageDoc } from '../mongo/documents.ts';
import { messageKey, sha256 } from '../mongo/ids.ts';

export interface MessageInput {
  readonly id: string;
  readonly author: MessageDoc['author'];
  readonly text: string;
  /** The ids of files that were uploaded for it. */
  readonly attachments?: readonly string[] | undefined;
  /** What the agent who wrote it wants to happen to it; undefined: `auto`. */
  readonly forwarding?: ReplyForwarding | undefined;
  /** When it was written by the client's clock; undefined: now. */
  readonly told?: ToldTime | undefined;
  /** Its author is typing, so it is never history. */
  readonly isTyped?: boolean | undefined;
  readonly readUpTo?: number | undefined;
  /** Where the visitor writes it. */
  readonly page?: string | undefined;
  /** The visitor's tab that it was written in, if the page sends heartbeats. */
  readonly tab?: string | undefined;
  /** The visitor's session; missing for what is posted with a key. */
  readonly session?: string | undefined;
  /** How it came; `api` by default. */
  readonly via?: MessageDoc['via'] | undefined;
}

export interface Posted extends Omit<MessageInput, 'attachments'> {
  readonly digest: string;
  readonly attachments?: readonly AttachedFile[];
}

/** When it was written, given the conversation before it (policy/visitor/clocks.ts). */
export function timeOf(
  { told = { at: null, sentAt: null }, via, isTyped }: Pick<MessageInput, 'told' | 'via' | 'isTyped'>,
  { isLive }: Pick<ConversationDoc, 'isLive'>,
  now: number,
): MessageTime {
  return timeOfMessage(told, isLive === true || isTyped === true || via === 'widget', now);
}

/** Where a message is posted, and when. */
export interface Place {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly now: number;
}

/** A message as it is stored first, with its place in the order. */
export function newMessage(
  input: Posted,
  { at, isHistory }: MessageTime,
  seq: number,
  { conversation: { accountId, id: conversationId, channel }, account, now }: Place,
): MessageDoc {
  const { forwarding = 'auto' } = input;
  return {
    _id: messageKey({ accountId, conversationId }, input.id),
    accountId,
    conversationId,
    id: input.id,
    seq,
    author: named(input.author, account),
    text: input.text,
    via: input.via ?? 'api',
    at,
    receivedAt: now,
    editedAt: null,
    deletedAt: null,
    cancelledAt: null,
    readAt: null,
    readVia: null,
    neverNews:
      input.author.kind === 'agent' ? neverNewsOf({ forwarding, isHistory }, choiceFor(channel, account)) : null,
    ...(forwarding === 'auto' ? {} : { forwarding }),
    forwardedTo: [],
    ...(input.attachments === undefined ? {} : { attachments: input.attachments }),
    postedDigest: input.digest,
  };
}

/** What the account has chosen about emails says nothing about other channels. */
const choiceFor = ({ kind }: ConversationDoc['channel'], { settings }: AccountDoc) =>
  kind === 'web' ? settings : ({ emailForwarding: 'unreadReplies' } as const);

/** If an agent's name is not given, it is taken from their profile at that time. */
export function named(author: MessageDoc['author'], account: AccountDoc): MessageDoc['author'] {
  if (author.kind !== 'agent' || author.id === null || author.name !== null) return author;
  return { ...author, name: findAgent(account, author.id)?.name ?? null };
}

/**
 * What a message says, to tell a repeated request from another one. What was added later counts only where it is said,
 * so that older messages keep their digests.
 */
export function digestOf({ author, text, told, attachments = [], forwarding = 'auto' }: MessageInput, isNote = false) {
  const said = [author.kind, author.id, author.name, text, told?.at ?? null];
  const files = attachments.length === 0 ? [] : [attachments];
  const wish = forwarding === 'auto' ? [] : [{ forwarding }];
  return sha256(JSON.stringify([...said, ...files, ...wish, ...(isNote ? [{ kind: 'note' }] : [])]));
}
