import type { ClientSession } from 'mongodb';
import { type OutcomeReason, outcomeReasons, outcomeStates } from '../../contract/outcomes.ts';
import { hasUnknownAttempt, isDirect } from '../../policy/delivery/delivery.ts';
import type { AccountFacts, PendingReply } from '../../policy/facts.ts';
import { isAnswerable } from '../../policy/forwarding/direct.ts';
import { outcomeOf } from '../../policy/forwarding/outcome.ts';
import { cancel, type ForwardingAction, sendNow } from '../../policy/forwarding/request.ts';
import { accountFacts } from '../accounts/accounts.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import { withLimits } from '../conversations/limits.ts';
import { findDeploymentPause } from '../deployment/deployment-pause.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc, ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { deliveriesOf, findDelivery } from './deliveries.ts';
import { refusalOf } from './replay.ts';

/**
 * An agent asks to send waiting replies now, or to cancel them (api.md Conversations, forwarding). Asking again changes
 * nothing. Throws ConflictError: `nothing-to-forward`, or the slug of what holds the email back; null if unknown.
 */
export function requestForwarding(
  store: Store,
  ref: ConversationRef,
  action: ForwardingAction,
  now: number,
): Promise<Changed<null> | null> {
  const apply = async (before: ConversationDoc, { account, session }: ChangeContext): Promise<Change<null>> => {
    const pause = action === 'sendNow' ? await pauseOf(store, account, session) : null;
    if (action === 'sendNow' && isHeldBackByParked(before, now))
      return replayedInOrder(store, before, { account, pause, now }, session);
    const known = accountFacts(account);
    const facts = pause === null ? known : asPaused(known);
    const conversation = action === 'sendNow' ? await withLimits(store, before, { now, session }) : before;
    const requested =
      action === 'sendNow'
        ? sendNow(conversation, facts, now)
        : cancel(conversation, facts, await unknownSeqs(store, conversation, session), now);
    if (requested.kind === 'refused') {
      if (requested.reason === null || requested.reason === 'unknown')
        throw await nothingToForward(store, { conversation, account, now }, session);
      throw requested.reason === 'paused' && pause !== null
        ? heldByPause(pause)
        : heldBack(requested.reason, requested.until ?? null);
    }
    if (requested.kind === 'unchanged') return { kind: 'unchanged', result: null };
    const { pending } = requested;
    await markCancelled(store, { ref, before: conversation.pending, after: pending, now }, session);
    // Nothing is late for a cancelled email; the workflow looks so that Temporal shows what waits now.
    const looksNow = action === 'cancel' && conversation.alarm !== null;
    return { kind: 'changed', conversation: { ...conversation, pending, updatedAt: now }, looksNow, result: null };
  };
  return changeConversation(store, { ref, signal: 'forwardingRequested', now, apply });
}

/** Who has paused sending: the operator in all accounts, since that time, or the account itself. */
type Pause = { readonly by: 'operator'; readonly since: number } | { readonly by: 'account' };

/** The operator's comes first: while it lasts, lifting the account's own changes nothing. */
async function pauseOf(store: Store, { settings }: AccountDoc, session: ClientSession): Promise<Pause | null> {
  const pause = await findDeploymentPause(store, session);
  if (pause !== null) return { by: 'operator', since: pause.pausedSince };
  return settings.delivery.paused ? { by: 'account' } : null;
}

/** To the policy, which knows only the account's pause, both are alike. */
const asPaused = (account: AccountFacts): AccountFacts => ({
  ...account,
  settings: { ...account.settings, delivery: { ...account.settings.delivery, paused: true } },
});

/** As long as the channel can be answered. After that what waits may go by email, which nothing parked holds back. */
const isHeldBackByParked = (conversation: ConversationDoc, now: number) =>
  isAnswerable(conversation, now) && (conversation.parkedOnChannel ?? []).length > 0;

/** On a channel only a parked message holds the others back, so sending now means replaying it; the others follow. */
async function replayedInOrder(
  store: Store,
  conversation: ConversationDoc,
  { account, pause, now }: { readonly account: AccountDoc; readonly pause: Pause | null; readonly now: number },
  session: ClientSession,
): Promise<Change<null>> {
  const { accountId, id: conversationId } = conversation;
  const all = await store.deliveries.find({ accountId, conversationId, status: 'parked' }, { session }).toArray();
  const parked = all.filter(isDirect);
  if (pause !== null) throw heldByPause(pause);
  const asked = { conversation, account, evenIfRead: false, now };
  let count = 0;
  for (const delivery of parked) {
    if (delivery.replay !== null) continue;
    if ((await refusalOf(store, asked, delivery, session)) !== null) continue;
    const replay = { askedAt: now, evenIfRead: false };
    await store.deliveries.updateOne({ _id: delivery._id }, { $set: { replay } }, { session });
    count += 1;
  }
  if (count === 0 && parked.every(({ replay }) => replay === null))
    throw await nothingToForward(store, { conversation, account, now }, session);
  if (count === 0) return { kind: 'unchanged', result: null };
  const after = { ...conversation, isReplayAsked: true, updatedAt: now };
  return { kind: 'changed', conversation: after, looksNow: true, result: null };
}

function heldBack(reason: OutcomeReason, until: number | null): ConflictError {
  const { slug, label } = outcomeReasons[reason];
  return new ConflictError(slug, `The reply cannot be sent: ${label}.`, reason, until);
}

function heldByPause(pause: Pause): ConflictError {
  const why =
    pause.by === 'operator'
      ? `The operator of this service has paused sending in all accounts since ${new Date(pause.since).toISOString()}. What waits is sent once they resume it.`
      : 'The account has paused sending. What waits is sent once it is resumed, in the inbox at Settings > Email > Sending or by setting delivery.paused to false.';
  return new ConflictError(outcomeReasons.paused.slug, why, 'paused');
}

/** The messages of an open delivery that may already have been sent. */
async function unknownSeqs(store: Store, { accountId, openDelivery }: ConversationDoc, session: ClientSession) {
  const delivery = openDelivery === null ? null : await findDelivery(store, accountId, openDelivery, session);
  return delivery !== null && hasUnknownAttempt(delivery) ? delivery.newsSeqs : [];
}

interface Cancelling {
  readonly ref: ConversationRef;
  readonly before: readonly PendingReply[];
  readonly after: readonly PendingReply[];
  readonly now: number;
}

async function markCancelled(
  store: Store,
  { ref, before, after, now }: Cancelling,
  session: ClientSession,
): Promise<void> {
  const cancelled = (replies: readonly PendingReply[]) =>
    replies.filter(({ isCancelled }) => isCancelled).map(({ seq }) => seq);
  const [were, are] = [cancelled(before), cancelled(after)];
  for (const [seqs, cancelledAt] of [
    [are.filter((seq) => !were.includes(seq)), now],
    [were.filter((seq) => !are.includes(seq)), null],
  ] as const)
    if (seqs.length > 0)
      await store.messages.updateMany({ ...ref, seq: { $in: seqs } }, { $set: { cancelledAt } }, { session });
}

interface Asked {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly now: number;
}

/** Says what became of the last reply, which the agent will want to know next. */
async function nothingToForward(
  store: Store,
  { conversation, account, now }: Asked,
  session: ClientSession,
): Promise<ConflictError> {
  const ref = { accountId: conversation.accountId, conversationId: conversation.id };
  const [last] = await store.messages
    .find({ ...ref, 'author.kind': 'agent', seq: { $gt: 0 } }, { sort: { seq: -1 }, limit: 1, session })
    .toArray();
  if (last === undefined) return refused('No agent has written yet.', null);
  const deliveries = await deliveriesOf(store, ref, session);
  const { state, reason } = outcomeOf(last, { conversation, account: accountFacts(account), deliveries, now });
  const words = reason === null ? outcomeStates[state] : `${outcomeStates[state]}, ${outcomeReasons[reason].label}`;
  return refused(`No reply is waiting to be emailed. The last one: ${words}.`, reason);
}

const refused = (why: string, reason: OutcomeReason | null) => new ConflictError('nothing-to-forward', why, reason);
