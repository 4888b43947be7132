import type { IndexDescription } from 'mongodb';
import { defined } from '../../contract/merge-patch.ts';
import {
  isUnsubscribed,
  resubscribed,
  type Told,
  type VisitorInput,
  withVisitor,
} from '../../policy/visitor/address.ts';
import { reportedBy, type ToldReport } from '../../policy/visitor/presence.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { changeTogether } from './change-together.ts';
import { erasedId, insertConversation } from './erasures.ts';
import { release } from './held-messages.ts';
import { listIndexes } from './list-conversations.ts';
import { type Channel, newConversation } from './new-conversation.ts';
import { isUnreadUpTo, markRead } from './reading.ts';

export const conversationIndexes: IndexDescription[] = [
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  /** Starts with the address key: older documents are found because it is missing (`keepAddressKeys`). */
  { key: { addressKey: 1, accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, 'visitor.id': 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, waiting: 1, id: 1 }, partialFilterExpression: { waiting: true } },
  { key: { accountId: 1, isDormant: 1, id: 1 }, partialFilterExpression: { isDormant: true } },
  { key: { accountId: 1, parked: 1, createdAt: -1 }, partialFilterExpression: { parked: { $gt: 0 } } },
  { key: { accountId: 1, unknown: 1, createdAt: -1 }, partialFilterExpression: { unknown: { $gt: 0 } } },
  { key: { accountId: 1, openDelivery: 1 }, partialFilterExpression: { openDelivery: { $gt: '' } } },
  ...listIndexes,
  /** The sweeper's, over all accounts. */
  { key: { 'alarm.watchAt': 1 }, partialFilterExpression: { 'alarm.watchAt': { $gt: 0 } } },
  /** What is overdue, in all accounts or in one, is counted by it alone. */
  {
    key: { 'alarm.at': 1, accountId: 1, 'alarm.setAt': 1 },
    partialFilterExpression: { 'alarm.at': { $gt: 0 } },
  },
];

/** What a client may report about a conversation; undefined fields stay as they are. */
export interface ConversationInput {
  readonly channel?: { readonly [Field in keyof Channel]?: Channel[Field] | undefined } | undefined;
  readonly visitor?: VisitorInput | undefined;
  readonly page?: string | null | undefined;
}

/**
 * Creates a conversation, or merges the input into an existing one. Throws ConflictError for an immutable field, and
 * `erased` for the id of an erased one.
 */
export async function putConversation(
  store: Store,
  ref: ConversationRef,
  input: ConversationInput,
  now: number,
): Promise<{ readonly isNew: boolean; readonly changed: Changed<null> | null }> {
  const merged = await mergeConversation(store, ref, input, now);
  if (merged !== null) return { isNew: false, changed: merged };
  const channel = { kind: 'web' as const, pageId: null, recipientId: null, ...defined(input.channel) };
  const blank = newConversation(ref, channel, now);
  const told = { input: input.visitor ?? {}, source: 'contactForm', silenceSeconds: 0, now } as const;
  const { conversation } = await withSuppression(store, withVisitor(blank, told).conversation);
  const begun = { ...conversation, presence: blank.presence, page: input.page ?? null };
  switch (await insertConversation(store, begun)) {
    case 'inserted':
      return { isNew: true, changed: null };
    case 'known':
      return { isNew: false, changed: await mergeConversation(store, ref, input, now) };
    case 'erased':
      throw erasedId(ref.conversationId);
  }
}

function mergeConversation(store: Store, ref: ConversationRef, input: ConversationInput, now: number) {
  const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<null>> => {
    for (const [field, value] of Object.entries(defined(input.channel)))
      if (value !== conversation.channel[field as keyof Channel]) throw immutable(`channel.${field}`);
    const visitorId = input.visitor?.id;
    if (visitorId !== undefined && visitorId !== conversation.visitor.id) throw immutable('visitor.id');
    const { silenceSeconds } = context.account.settings.timing;
    const told = { input: input.visitor ?? {}, source: 'contactForm', silenceSeconds, now } as const;
    const identified = withVisitor(conversation, told);
    const page = input.page === undefined ? conversation.page : input.page;
    if (identified.kind === 'unchanged' && page === conversation.page) return { kind: 'unchanged', result: null };
    const released = await release(store, identified.conversation, context);
    return { kind: 'changed', conversation: { ...released, page, updatedAt: now }, result: null };
  };
  return changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}

/** Changes who the visitor is (design R1); `email: null` removes the address. */
export function changeVisitor(
  store: Store,
  ref: ConversationRef,
  { input, source, now }: Omit<Told, 'silenceSeconds'>,
): Promise<Changed<null> | null> {
  const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<null>> => {
    const { silenceSeconds } = context.account.settings.timing;
    const isFilledIn = source === 'contactForm' && Boolean(input.email);
    const wanting = isFilledIn ? resubscribed(conversation) : conversation;
    const identified = withVisitor(wanting, { input, source, silenceSeconds, now });
    if (identified.kind === 'unchanged' && !(isFilledIn && isUnsubscribed(conversation)))
      return { kind: 'unchanged', result: null };
    const released = await release(store, identified.conversation, context);
    return { kind: 'changed', conversation: { ...released, updatedAt: now }, result: null };
  };
  return changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}

/**
 * Records the visitor's presence. The version does not change: it can only postpone an email, or start its countdown.
 */
export function reportPresence(
  store: Store,
  ref: ConversationRef,
  report: ToldReport,
  now: number,
): Promise<Changed<null> | null> {
  const apply = (conversation: ConversationDoc, { account }: ChangeContext): Change<null> => {
    const presence = reportedBy(conversation.presence, report, account.settings.timing.silenceSeconds, now);
    const isStale = presence === conversation.presence;
    if (isStale) return { kind: 'unchanged', result: null };
    return { kind: 'changed', conversation: { ...conversation, presence, isLive: true }, result: null };
  };
  const signal = report.state === 'left' ? 'visitorLeft' : 'visitorActive';
  return changeTogether(store, { ref, signal, now, keepsVersion: true, apply });
}

/** Raises what the visitor has read in the widget; never past the last message, never back. Returns `readUpTo`. */
export function readMessages(
  store: Store,
  ref: ConversationRef,
  upTo: number,
  now: number,
): Promise<Changed<number> | null> {
  const apply = async (conversation: ConversationDoc, context: ChangeContext): Promise<Change<number>> => {
    if (!isUnreadUpTo(conversation, upTo)) return { kind: 'unchanged', result: conversation.readUpTo };
    const read = await markRead(store, conversation, upTo, context);
    return { kind: 'changed', conversation: read, result: read.readUpTo };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}

/** Closes a conversation; replies keep waiting, and a workflow in which nothing waits may end (design R4). */
export function closeConversation(store: Store, ref: ConversationRef, now: number): Promise<Changed<null> | null> {
  const apply = (conversation: ConversationDoc): Change<null> => {
    if (conversation.closedAt !== null) return { kind: 'unchanged', result: null };
    // A sleeping workflow looks and ends; without an alarm there is none.
    const looksNow = conversation.alarm !== null && !conversation.waiting;
    return {
      kind: 'changed',
      conversation: { ...conversation, closedAt: now, waitingSince: null, updatedAt: now },
      looksNow,
      result: null,
    };
  };
  return changeConversation(store, { ref, signal: 'conversationClosed', now, apply });
}

export function findConversation(store: Store, ref: ConversationRef): Promise<ConversationDoc | null> {
  return store.conversations.findOne({ _id: conversationKey(ref) });
}

/**
 * Writes the key of the visitor's address to older conversations that lack it, whose addresses are all in ASCII. Event
 * streams do not report this change.
 */
export async function keepAddressKeys({ conversations }: Pick<Store, 'conversations'>): Promise<void> {
  const address = { $toLower: { $ifNull: ['$visitor.email', ''] } };
  await conversations.updateMany({ addressKey: { $exists: false } }, [{ $set: { addressKey: address } }]);
}

const immutable = (field: string) =>
  new ConflictError('immutable-field', `${field} is fixed when the conversation is created.`);
