import type { ClientSession } from 'mongodb';
import type { SignalName } from '../../contract/signals.ts';
import type { Due } from '../../policy/forwarding/forwarding.ts';
import { mostMessagesInMail } from '../../policy/forwarding/news.ts';
import type { Next } from '../../policy/look/decision.ts';
import { type Decision, decide } from '../../policy/look/decision.ts';
import { seenAt } from '../../policy/visitor/presence.ts';
import { accountFacts, findAccount } from '../accounts/accounts.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import { settled } from '../conversations/change.ts';
import type { Clock } from '../mongo/clock.ts';
import type { AccountDoc, Alarm, ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';
import { type Claim, claim } from './claim.ts';
import { findDelivery } from './deliveries.ts';
import { askForReplays, reopenAsked } from './replay.ts';
import { withoutWord } from './without-word.ts';

/** An attempt that is not over by then is looked at again. */
const alarmWhileDeliveringMs = 4 * 60_000;
/** A workflow that is this late has been lost. */
const watchAfterLookMs = 60_000;

export interface LookDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** How long the sending activity may take. */
  readonly deliverTimeoutMs: number;
}

/**
 * Reads the truth in one snapshot, decides, and writes what it promised (design, the alarm protocol 4): one
 * transaction that always writes the conversation, so that every change made meanwhile conflicts with it and is seen.
 * @param reasons the signals since the last look; only `retryDelivery` does something
 */
export function look(deps: LookDeps, ref: ConversationRef, reasons: readonly SignalName[]): Promise<Next> {
  return inLookTransaction(deps.store, (session) => lookOnce(deps, ref, reasons, session));
}

/** A transaction that looks, or ends with a look: two that claim at once meet in a duplicate key, and one looks again. */
export async function inLookTransaction<T>(store: Store, work: (session: ClientSession) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(store, work);
    } catch (error) {
      if (!isDuplicateKey(error) || tries === 3) throw error;
    }
  }
}

async function lookOnce(
  deps: LookDeps,
  ref: ConversationRef,
  reasons: readonly SignalName[],
  session: ClientSession,
): Promise<Next> {
  const { store, clock } = deps;
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) }, { session });
  const account = conversation && (await findAccount(store, ref.accountId, session));
  if (conversation === null || account === null) return { kind: 'done' };
  const { openDelivery } = conversation;
  const delivery = openDelivery === null ? null : await findDelivery(store, ref.accountId, openDelivery, session);
  const now = Math.max(await clock(), newestFact(conversation, delivery));
  if (reasons.includes('retryDelivery')) await askForReplays(store, conversation, account, now, session);
  return lookAt(deps, { conversation, account, delivery }, now, session);
}

/** What a look sees; `delivery` is the open one. */
export interface Seen {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly delivery: DeliveryDoc | null;
}

/** The look itself, at what its transaction has read. It writes the conversation, whatever of it has changed already. */
export async function lookAt(
  { store, deliverTimeoutMs }: LookDeps,
  { account, ...seen }: Seen,
  now: number,
  session: ClientSession,
): Promise<Next> {
  let conversation = settled(seen.conversation, account, now);
  let { delivery } = seen;
  if (delivery !== null)
    ({ conversation, delivery } = await withoutWord(store, { conversation, delivery }, account, now, session));
  if (delivery === null && (conversation.parked > 0 || conversation.isReplayAsked)) {
    const reopened = await reopenAsked(store, conversation, now, session);
    if (reopened !== null) ({ conversation, delivery } = reopened);
    else if (conversation.isReplayAsked) conversation = { ...conversation, isReplayAsked: false };
  }
  let decision = decide(conversation, accountFacts(account), delivery, now);
  if (decision.kind === 'claim') {
    const known = await withSuppression(store, conversation, session);
    if (known !== conversation) decision = decide(known, accountFacts(account), delivery, now);
    conversation = known;
  }
  const answer = await carryOut(store, conversation, decision, now, session);
  const settledConversation = settled(answer.conversation, account, now);
  await store.conversations.replaceOne(
    { _id: conversation._id },
    { ...settledConversation, alarm: answer.alarm },
    { session },
  );
  return answer.next.kind === 'deliver' ? { ...answer.next, timeoutMs: deliverTimeoutMs } : answer.next;
}

interface Answer {
  readonly next: Exclude<Next, { kind: 'deliver' }> | { readonly kind: 'deliver'; readonly deliveryId: string };
  readonly conversation: ConversationDoc;
  readonly alarm: Alarm | null;
}

async function carryOut(
  store: Store,
  conversation: ConversationDoc,
  decision: Decision,
  now: number,
  session: ClientSession,
): Promise<Answer> {
  const alarm = (at: number) => alarmAfterLook(conversation.alarm, at, now);
  switch (decision.kind) {
    case 'claim': {
      const claimed = await claim(store, conversation, claimOf(decision.due), now, session);
      const next = { kind: 'deliver', deliveryId: claimed.delivery.id } as const;
      return { next, conversation: claimed.conversation, alarm: alarm(now + alarmWhileDeliveringMs) };
    }
    case 'deliver':
      return { next: decision, conversation, alarm: alarm(now + alarmWhileDeliveringMs) };
    case 'sleep':
      return { next: decision, conversation, alarm: alarm(decision.at) };
    case 'idle': {
      const { why, state } = decision;
      return { next: { kind: 'idle', why, state }, conversation, alarm: alarm(decision.at) };
    }
    case 'done':
      return { next: decision, conversation, alarm: null };
    default:
      return decision satisfies never;
  }
}

const claimOf = ({ at, trigger, news }: Due): Claim => ({
  at,
  trigger,
  newsSeqs: news.slice(0, mostMessagesInMail).map(({ seq }) => seq),
  replay: null,
});

/** Looking ahead asks what was written since the alarm was set, so an alarm that has not gone off keeps that time. */
function alarmAfterLook(previous: Alarm | null, at: number, now: number): Alarm {
  const setAt = previous !== null && previous.at > now ? previous.setAt : now;
  return { at, watchAt: at + watchAfterLookMs, setAt, signal: 'alarmOverdue', nudges: 0 };
}

/** No look is before what it looks at, even where hosts' clocks differ. */
function newestFact(conversation: ConversationDoc, delivery: DeliveryDoc | null): number {
  return Math.max(
    conversation.updatedAt,
    conversation.lastMessageAt,
    seenAt(conversation.presence),
    delivery?.attempts.at(-1)?.at ?? 0,
    delivery?.hourStartedAt ?? 0,
  );
}
