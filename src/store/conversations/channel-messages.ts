import type { MetaChannelKind } from '../../contract/channels.ts';
import type { MessageFlag } from '../../contract/messages.ts';
import { withSaid } from '../../policy/inbox.ts';
import { withCapturedAddress } from '../../policy/visitor/address.ts';
import { addressesIn } from '../../policy/visitor/address-in-text.ts';
import { presenceFrom, returned } from '../../policy/visitor/presence.ts';
import { findAccount } from '../accounts/accounts.ts';
import { ownConnection } from '../accounts/channel-connections.ts';
import { claimUploads, NotAttachableError } from '../attachments/uploads.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import { conversationKey, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { insertConversation } from './erasures.ts';
import { findMessage } from './messages.ts';
import { newConversation } from './new-conversation.ts';
import { newMessage } from './new-message.ts';

/** Of whom a channel's conversation is: a page, and a visitor by the id that holds for this page alone. */
export interface ChannelVisitor {
  readonly kind: MetaChannelKind;
  readonly pageId: string;
  readonly visitorId: string;
}

/**
 * Begins the conversation of a channel's visitor unless it has begun; false if the account is gone or it was erased.
 * @param at when it began by the platform's clock: what begins it may come days late
 */
export async function beginChannelConversation(
  store: Store,
  ref: ConversationRef,
  { kind, pageId, visitorId, at }: ChannelVisitor & { readonly at: number },
  now: number,
): Promise<boolean> {
  if ((await store.conversations.countDocuments({ _id: conversationKey(ref) }, { limit: 1 })) === 1) return true;
  if ((await findAccount(store, ref.accountId)) === null) return false;
  const blank = newConversation(ref, { kind, pageId, recipientId: visitorId }, now);
  const createdAt = Math.min(at, now);
  const visitor = { ...blank.visitor, id: visitorId };
  const { name: pageName = '' } = (await ownConnection(store, { accountId: ref.accountId, kind, pageId })) ?? {};
  const known = { ...blank, ...(pageName === '' ? {} : { pageName }), visitor };
  const begun = { ...known, isLive: true, createdAt, presence: presenceFrom(createdAt) };
  return (await insertConversation(store, begun)) !== 'erased';
}

/** What was written on a channel. */
export interface ChannelMessage {
  /** The same for the same message of the channel. */
  readonly id: string;
  /** The record of the event that it came by. */
  readonly eventId: string;
  /** Who wrote it: `agent` for what was written in the platform's own inbox, or by another program. */
  readonly by: 'visitor' | 'agent';
  readonly via: MetaChannelKind;
  /** May be empty. */
  readonly text: string;
  /** The ids of its files, which are stored already (store/attachments/). */
  readonly files: readonly string[];
  readonly flags: readonly MessageFlag[];
  /** Where the visitor came from, if they came by a link on a page. */
  readonly page: string | null;
  /** When it was written, by the platform's clock. */
  readonly at: number;
}

/**
 * Stores what was written on a channel, once. The visitor's words are activity, reopen the conversation, and an address
 * in them is taken (design R1). An agent's are an answer that the visitor has already: nothing is sent because of it.
 * Null if there is no such conversation any more; its result is null if the message is known.
 */
export async function takeChannelMessage(
  store: Store,
  ref: ConversationRef,
  written: ChannelMessage,
  now: number,
): Promise<Changed<MessageDoc | null> | 'known' | null> {
  const addresses = written.by === 'visitor' ? addressesIn(written.text) : [];
  const apply = async (before: ConversationDoc, context: ChangeContext): Promise<Change<MessageDoc | null>> => {
    const { account } = context;
    const at = Math.min(written.at, now);
    const attachments = await filesOf(store, ref, written, context);
    const { id, via, text, flags, eventId, page } = written;
    const author =
      written.by === 'visitor'
        ? ({ kind: 'visitor', id: before.visitor.id, name: before.visitor.name } as const)
        : ({ kind: 'agent', id: null, name: null } as const);
    const posted = { id, author, text, via, digest: sha256(id), ...(attachments.length > 0 && { attachments }) };
    const time = { at, actedAt: at, isHistory: false };
    const place = { conversation: before, account, now };
    const message: MessageDoc = {
      ...newMessage(posted, time, before.lastSeq + 1, place),
      ...{ eventId, neverNews: null },
      ...(flags.length === 0 ? {} : { flags }),
    };
    // What comes late may be what began it.
    const createdAt = Math.min(before.createdAt, at);
    const noted = { lastSeq: message.seq, lastMessageAt: now, createdAt, updatedAt: now };
    const said = { ...withSaid(before, message, false), ...noted };
    const conversation =
      written.by === 'agent' ? { ...said, lastAgentAt: now } : fromVisitor(said, { addresses, at, page }, context);
    return { kind: 'changed', conversation, result: message, newMessage: message };
  };
  try {
    return await changeConversation(store, { ref, signal: 'messagePosted', now, apply });
  } catch (error) {
    // What the first one took as its files can be taken no more.
    const mayBeKnown = isDuplicateKey(error) || error instanceof ConflictError || error instanceof NotAttachableError;
    if (mayBeKnown && (await findMessage(store, ref, written.id)) !== null) return 'known';
    throw error;
  }
}

interface Wrote {
  readonly addresses: readonly string[];
  readonly at: number;
  readonly page: string | null;
}

function fromVisitor(
  conversation: ConversationDoc,
  { addresses, at, page }: Wrote,
  { account: { settings, agents }, now }: ChangeContext,
): ConversationDoc {
  const agentAddresses = agents.flatMap(({ email }) => (email === null ? [] : [email]));
  const known = withCapturedAddress(conversation, { addresses, settings, agentAddresses, now });
  return {
    ...known,
    closedAt: null,
    isLive: true,
    page: page ?? known.page,
    presence: returned(known.presence, at, settings.timing.silenceSeconds),
    // A late event must not close the window again.
    heardAt: Math.max(known.heardAt ?? 0, at),
  };
}

/** The files that belong to it from now on. */
function filesOf(store: Store, ref: ConversationRef, { id, files }: ChannelMessage, context: ChangeContext) {
  if (files.length === 0) return [];
  const claim = { ...ref, messageId: id, ids: files, by: 'visitor', limits: null, now: context.now } as const;
  return claimUploads(store, claim, context.session);
}
