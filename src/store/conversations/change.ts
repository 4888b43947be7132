import type { ClientSession } from 'mongodb';
import type { SignalName } from '../../contract/signals.ts';
import { comingOrGoing } from '../../policy/visitor/coming-or-going.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { readTogether } from './read-together.ts';
import { draftOf, type Transition, transitionOf, withStep, writeTransition } from './transition.ts';
import { withoutTakenBack } from './withdrawing.ts';

export interface ChangeContext {
  readonly account: AccountDoc;
  readonly session: ClientSession;
  readonly now: number;
}

/** The result of a change of a conversation. */
export type Change<T> = Unchanged<T> | ChangeMade<T>;

interface Unchanged<T> {
  readonly kind: 'unchanged';
  readonly result: T;
}

interface ChangeMade<T> {
  readonly kind: 'changed';
  readonly conversation: ConversationDoc;
  readonly result: T;
  /** The delivery that changes with it, if any. */
  readonly delivery?: DeliveryDoc;
  /** Stored with it. */
  readonly newMessage?: MessageDoc;
  /** Whether the workflow has to look whatever is due; while a delivery is open it will anyway. */
  readonly looksNow?: boolean;
}

/** A requested change of one conversation. */
export interface AskedChange<T> {
  readonly ref: ConversationRef;
  /** The kind of this change. */
  readonly signal: SignalName;
  readonly now: number;
  /** True for heartbeats and activity, which do not change the version. */
  readonly keepsVersion?: boolean;
  /** May be called again, with a newer state. */
  readonly apply: (conversation: ConversationDoc, context: ChangeContext) => Promise<Change<T>> | Change<T>;
}

export interface Changed<T> {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly result: T;
  /** The signal to send after the commit; null if the workflow will look early enough by itself. */
  readonly wake: SignalName | null;
}

/** A planned change: its result, and what has to be written. */
export type Planned<T> =
  | { readonly kind: 'unchanged'; readonly changed: Changed<T> }
  | {
      readonly kind: 'changed';
      readonly changed: Changed<T>;
      readonly transition: Transition;
      readonly newMessage: MessageDoc | undefined;
    };

/**
 * For the fan-out: the conversation itself has not changed, but it may be due earlier or its address suppressed now.
 */
export function reconsiderConversation(
  store: Store,
  ref: ConversationRef,
  signal: SignalName,
  now: number,
): Promise<Changed<null> | null> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext) => ({
    ...(await withSuppression(store, conversation, session)),
    result: null,
  });
  return changeConversation(store, { ref, signal, now, apply });
}

/**
 * Changes one conversation (design, the alarm protocol 1): in one transaction it applies the change, works out what
 * waits, asks the policy for the next due time, and moves the alarm if that is earlier. Null if there is none.
 */
export function changeConversation<T>(store: Store, asked: AskedChange<T>): Promise<Changed<T> | null> {
  return inTransaction(store, (session) => changeWithin(store, asked, session));
}

/** The same in a transaction of the caller. */
export async function changeWithin<T>(
  store: Store,
  asked: AskedChange<T>,
  session: ClientSession,
): Promise<Changed<T> | null> {
  const { ref, now } = asked;
  const read = await readTogether(store, ref, [], session);
  if (read === null) return null;
  const { conversation: before, account } = read;
  const planned = await planChange(store, asked, before, { account, session, now });
  if (planned.kind === 'changed') {
    const { newMessage, transition } = planned;
    if (newMessage !== undefined) await store.messages.insertOne(newMessage, { session });
    await writeTransition(store, transition, session);
  }
  return planned.changed;
}

/** Applies a change to the conversation as read in the context's transaction; nothing is written yet. */
export async function planChange<T>(
  store: Store,
  { signal, now, apply, keepsVersion = false }: AskedChange<T>,
  before: ConversationDoc,
  context: ChangeContext,
): Promise<Planned<T>> {
  const { account, session } = context;
  const change = await apply(before, context);
  const { result } = change;
  const made: Partial<ChangeMade<T>> = change.kind === 'changed' ? change : {};
  const { conversation: asked = before, delivery, newMessage, looksNow = false } = made;
  // A suppression may have been lifted while nothing waited here; most conversations have none and need no query.
  const isToAsk = asked.visitor.email !== before.visitor.email || (asked.suppressed && !keepsVersion);
  const known = isToAsk ? await withSuppression(store, asked, session) : null;
  const conversation = known?.conversation ?? asked;
  const isSame = change.kind === 'unchanged' && known?.kind !== 'changed';
  const begun = { ...draftOf(before), conversation, isNews: !isSame && !keepsVersion };
  const asIs = delivery === undefined ? begun : withStep(begun, { conversation, delivery });
  const draft = await withoutTakenBack(store, asIs, context);
  // The workflow sleeps until the next attempt of what was withdrawn.
  const alarm = { kind: 'change' as const, signal, looksNow: looksNow || draft !== asIs };
  const transition = transitionOf(draft, { account, alarm, now });
  const { after } = transition;
  const hasMoved = after.alarm !== null && after.alarm !== before.alarm;
  const waitsAsBefore = after.waiting === before.waiting && after.isDormant === before.isDormant;
  if (isSame && !hasMoved && waitsAsBefore)
    return { kind: 'unchanged', changed: { conversation: before, account, result, wake: null } };
  const going = hasMoved ? null : goingOf(transition, account, now);
  const told = going === null ? after : { ...after, presenceToldAt: now };
  return {
    kind: 'changed',
    changed: { conversation: told, account, result, wake: hasMoved ? signal : going },
    transition: { ...transition, after: told },
    newMessage,
  };
}

function goingOf({ before, after }: Transition, { settings }: AccountDoc, now: number): SignalName | null {
  if (!after.waiting || after.presence === before.presence) return null;
  const { silenceSeconds } = settings.timing;
  const toldAt = before.presenceToldAt;
  return comingOrGoing({ before: before.presence, after: after.presence, toldAt, silenceSeconds, now });
}
