import type { ClientSession } from 'mongodb';
import type { SignalName } from '../../contract/signals.ts';
import type { AccountFacts } from '../../policy/facts.ts';
import { isDormant, isWaiting, nextForwarding } from '../../policy/forwarding/forwarding.ts';
import { stillPending } from '../../policy/forwarding/news.ts';
import { leftAt } from '../../policy/visitor/presence.ts';
import { accountFacts, findAccount } from '../accounts/accounts.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { withAddressKey } from './visitor.ts';

/** After a change the workflow gets this long to look before the sweeper doubts it. */
const watchAfterChangeMs = 5_000;

export interface ChangeContext {
  readonly account: AccountDoc;
  readonly session: ClientSession;
}

export interface Change<T> {
  readonly conversation: ConversationDoc;
  readonly result: T;
  /** Heartbeats and activity leave the version alone. */
  readonly keepsVersion?: boolean;
  /** Stored along with it. */
  readonly newMessage?: MessageDoc;
}

/** A change of one conversation that is asked for. `apply` may be called again, with what is there by then. */
export interface AskedChange<T> {
  readonly ref: ConversationRef;
  /** The kind of news that this change is. */
  readonly signal: SignalName;
  readonly now: number;
  readonly apply: (conversation: ConversationDoc, context: ChangeContext) => Promise<Change<T>> | Change<T>;
}

/** What a change comes to: what to answer, and what is to be written for it. */
export interface Applied<T> {
  readonly changed: Changed<T>;
  readonly newMessage: MessageDoc | undefined;
  /** Null if the conversation stays as it is. */
  readonly fields: Partial<ConversationDoc> | null;
}

export interface Changed<T> {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly result: T;
  /** The signal to send once this is committed; null if the workflow will look early enough by itself. */
  readonly wake: SignalName | null;
}

/** For the fan-out: nothing new of the conversation itself, but it may be due earlier now, or its address suppressed. */
export function reconsiderConversation(store: Store, ref: ConversationRef, signal: SignalName, now: number) {
  return changeConversation(store, ref, signal, now, async (conversation, { session }) => ({
    conversation: await withSuppression(store, conversation, session),
    result: null,
  }));
}

/**
 * The one way to change a conversation (design, the alarm protocol 1): in one transaction it applies the change,
 * computes `waiting`, asks the policy for the next due time, and moves the alarm if that is earlier.
 * @param signal the kind of news that this change is
 * @returns null if there is no such conversation
 */
export function changeConversation<T>(
  store: Store,
  ref: ConversationRef,
  signal: SignalName,
  now: number,
  apply: AskedChange<T>['apply'],
): Promise<Changed<T> | null> {
  return inTransaction(store, async (session) => {
    const key = conversationKey(ref);
    const before = await store.conversations.findOne({ _id: key }, { session });
    if (before === null) return null;
    const account = await findAccount(store, ref.accountId, session);
    if (account === null) return null;
    const { changed, newMessage, fields } = await applied(store, { ref, signal, now, apply }, before, {
      account,
      session,
    });
    if (newMessage !== undefined) await store.messages.insertOne(newMessage, { session });
    if (fields !== null) await store.conversations.updateOne({ _id: key }, { $set: fields }, { session });
    return changed;
  });
}

/** Applies a change to the conversation as it was read in the context's transaction; nothing of the two is written yet. */
export async function applied<T>(
  store: Store,
  { signal, now, apply }: AskedChange<T>,
  before: ConversationDoc,
  context: ChangeContext,
): Promise<Applied<T>> {
  const { account, session } = context;
  const { conversation: asked, result, keepsVersion, newMessage } = await apply(before, context);
  // A suppression may have been lifted while nothing waited here; most conversations know of none and ask nothing.
  const isToAsk = asked.visitor.email !== before.visitor.email || (asked.suppressed && !keepsVersion);
  const conversation = isToAsk ? await withSuppression(store, asked, session) : asked;
  const isSame = conversation === before;
  const after = withAlarm(isSame ? before : written(conversation, before, keepsVersion), account, signal, now);
  const hasMoved = after.alarm !== null && after.alarm !== before.alarm;
  const waitsAsBefore = after.waiting === before.waiting && after.isDormant === before.isDormant;
  if (isSame && after.alarm === before.alarm && waitsAsBefore)
    return { changed: { conversation: before, account, result, wake: null }, newMessage, fields: null };
  const going = hasMoved ? null : comingOrGoing(before, after, account, now);
  const told = going === null ? after : { ...after, presenceToldAt: now };
  return {
    changed: { conversation: told, account, result, wake: hasMoved ? signal : going },
    newMessage,
    fields: changedFields(before, told),
  };
}

/** A process of before changes an address without its key; that heals with the next news. */
function written(conversation: ConversationDoc, before: ConversationDoc, keepsVersion = false): ConversationDoc {
  return keepsVersion ? conversation : { ...withAddressKey(conversation), version: before.version + 1 };
}

/** Only what differs goes over the wire: a message changes a few of the fields. */
function changedFields(before: ConversationDoc, after: ConversationDoc): Partial<ConversationDoc> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== before[field as keyof ConversationDoc]),
  );
}

/** The conversation with `waiting` computed and, if the next due time is earlier than its alarm, a new alarm. */
export function withAlarm(
  changed: ConversationDoc,
  account: AccountDoc,
  signal: SignalName,
  now: number,
): ConversationDoc {
  const facts = accountFacts(account);
  const conversation = settled(changed, account, now);
  if (conversation.openDelivery !== null) return conversation;
  const next = nextForwarding(conversation, facts, now);
  const isEarlier = next.kind === 'due' && next.at < (conversation.alarm?.at ?? Number.POSITIVE_INFINITY);
  return isEarlier ? { ...conversation, alarm: newAlarm(next.at, signal, now) } : conversation;
}

/** An alarm that a signal is about to announce. */
export function newAlarm(at: number, signal: SignalName, now: number): ConversationDoc['alarm'] {
  return { at, watchAt: now + watchAfterChangeMs, setAt: now, signal, nudges: 0 };
}

/** What waits computed, and the pending replies rid of those that can never be news again. */
export function settled(conversation: ConversationDoc, account: AccountDoc, now: number): ConversationDoc {
  const facts = accountFacts(account);
  const pending = stillPending(conversation.pending, facts, now);
  const after = { ...conversation, pending };
  return { ...after, waiting: isWaiting(after, facts, now), ...dormancy(after, facts, now) };
}

/** Hardly any conversation has what it says, so most documents go without the field. */
function dormancy(conversation: ConversationDoc, facts: AccountFacts, now: number): { readonly isDormant?: boolean } {
  const isNow = conversation.pending.length > 0 && isDormant(conversation, facts, now);
  return isNow === (conversation.isDormant ?? false) ? {} : { isDormant: isNow };
}

/** A visitor who comes and goes faster is told of no more often: each signal costs, and is a step of the history. */
const betweenTellingsMs = 5_000;

/** Told so that the operator sees it; nothing depends on it. */
function comingOrGoing(
  before: ConversationDoc,
  after: ConversationDoc,
  { settings }: AccountDoc,
  now: number,
): SignalName | null {
  if (!after.waiting || after.presence === before.presence) return null;
  if (now < (before.presenceToldAt ?? 0) + betweenTellingsMs) return null;
  const { silenceSeconds } = settings.timing;
  const wasHere = leftAt(before.presence, silenceSeconds, now) === null;
  const isHere = leftAt(after.presence, silenceSeconds, now) === null;
  if (wasHere === isHere) return null;
  return isHere ? 'visitorActive' : 'visitorLeft';
}
