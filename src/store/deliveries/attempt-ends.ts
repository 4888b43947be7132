import type { SignalName } from '../../contract/signals.ts';
import { type AttemptEnd, accepted, notAccepted, withEnd } from '../../policy/delivery/attempt-ends.ts';
import { isDirect, isOpen } from '../../policy/delivery/delivery.ts';
import { afterPartEnd } from '../../policy/delivery/parts.ts';
import { answerUntil } from '../../policy/forwarding/direct.ts';
import { type AlarmRule, alarmOfEnd } from '../../policy/look/alarm.ts';
import type { Next } from '../../policy/look/decision.ts';
import { deliveryOfId, readTogether } from '../conversations/read-together.ts';
import { draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { labelForwarded } from './forwarded-label.ts';
import { inLookTransaction, type LookDeps, lookAt } from './look.ts';

/** How an attempt of a delivery ended. */
export interface EndedAttempt {
  readonly ref: ConversationRef;
  readonly deliveryId: string;
  /** 1 for the delivery's first attempt. */
  readonly number: number;
  readonly end: AttemptEnd;
  /** Who hears the next look: the conversation's workflow, or nobody, because a page of a fan-out made the attempt. */
  readonly heardBy: 'workflow' | 'nobody';
}

/** The result of recording an attempt's end. */
export interface Recorded {
  /** The delivery, if that ended it: accepted, or parked. */
  readonly ended: DeliveryDoc | null;
  /** The next look; null if nobody hears it, or the attempt's time is over: then the workflow has already looked. */
  readonly next: Next | null;
  /** The conversation, and how its workflow is woken if nobody hears the next look. */
  readonly changed: { readonly conversation: ConversationDoc; readonly wake: SignalName | null } | null;
}

const nothingRecorded: Recorded = { ended: null, next: null, changed: null };

/**
 * Records how an attempt ended, and looks, in one transaction. Acceptance takes precedence over every state except what
 * reports say; any other end counts only while its attempt is the latest and being sent.
 */
export function recordEnd(deps: LookDeps, attempt: EndedAttempt): Promise<Recorded> {
  const { store, clock } = deps;
  const { ref, deliveryId, number, heardBy } = attempt;
  return inLookTransaction(store, async (session) => {
    const found = await readTogether(store, ref, [deliveryOfId(store, ref, deliveryId, 'withoutEmail')], session);
    const before = found?.joined.delivery[0];
    if (found === null || before === undefined) return nothingRecorded;
    const { account, conversation: known } = found;
    const read = { conversation: known, delivery: before };
    const now = Math.max(await clock(), read.delivery.attempts[number - 1]?.at ?? 0);
    const after = afterEnd(read, account.settings.delivery, attempt, now);
    const isOpenOne = read.conversation.openDelivery === deliveryId;
    if (after === null && !isOpenOne) return nothingRecorded;
    const { delivery } = after ?? read;
    if (read.delivery.acceptedAt === null && delivery.acceptedAt !== null)
      await labelForwarded(store, delivery, now, session);
    const ended = delivery.status !== read.delivery.status && !isOpen(delivery) ? delivery : null;
    const draft = after === null ? draftOf(read.conversation) : withStep(draftOf(read.conversation), after);
    const isHeard = heardBy === 'workflow' && isOpenOne && now < (delivery.attempts[number - 1]?.overAt ?? 0);
    if (isHeard) {
      const conversation = { ...draft.conversation, alarm: alarmOfEnd(now) };
      const open = isOpen(delivery) ? delivery : null;
      const next = await lookAt(deps, { draft: { ...draft, conversation }, open, account, now }, session);
      return { ended, next, changed: null };
    }
    if (after === null) return { ...nothingRecorded, ended };
    // Nobody slept until this email was sent; the workflow keeps its time unless something is due before that.
    const isAsPromised = heardBy === 'nobody' && delivery.acceptedAt !== null;
    const alarm: AlarmRule = isAsPromised
      ? { kind: 'change', signal: 'agentsChanged', looksNow: false }
      : { kind: 'end' };
    const transition = transitionOf(draft, { account, alarm, now });
    await writeTransition(store, transition, session);
    const hasMoved = transition.after.alarm !== known.alarm;
    const wake = heardBy === 'nobody' && hasMoved ? (transition.after.alarm?.signal ?? null) : null;
    return { ended, next: null, changed: { conversation: transition.after, wake } };
  });
}

/** The delivery after this end; null if the end no longer counts. */
function afterEnd(
  read: DeliveryInConversation,
  retrying: { readonly retryForSeconds: number },
  { number, end }: Pick<EndedAttempt, 'number' | 'end'>,
  now: number,
): DeliveryInConversation | null {
  const { delivery } = read;
  if (isDirect(delivery)) {
    const whileOpen = { ...retrying, answerUntil: answerUntil(read.conversation) };
    return afterPartEnd(read, whileOpen, { number, end }, now);
  }
  // A report came first, about this copy or another one; the end of this attempt is still recorded.
  if (delivery.acceptedAt !== null) {
    if (delivery.attempts[number - 1]?.end !== null) return null;
    return { ...read, delivery: withEnd(delivery, number, end, now) };
  }
  if (end.kind === 'accepted') {
    const { providerMessageId } = end;
    const told = { status: 'accepted', reason: null, providerMessageId, acceptedAt: now } as const;
    return accepted(read, { ...withEnd(delivery, number, end, now), ...told }, now);
  }
  if (delivery.status !== 'sending' || delivery.attempts.length !== number) return null;
  return notAccepted(read, retrying, end, now);
}
