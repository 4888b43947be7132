import { type AttemptEnd, accepted, notAccepted, withEnd } from '../../policy/delivery/attempt-ends.ts';
import { isDirect, isOpen } from '../../policy/delivery/delivery.ts';
import { afterPartEnd } from '../../policy/delivery/parts.ts';
import { answerUntil } from '../../policy/forwarding/direct.ts';
import { alarmOfEnd } from '../../policy/look/alarm.ts';
import type { Next } from '../../policy/look/decision.ts';
import { deliveryOfId, readTogether } from '../conversations/read-together.ts';
import { draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import type { ConversationRef, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { labelForwarded } from './forwarded-label.ts';
import { inLookTransaction, type LookDeps, lookAt } from './look.ts';

/** How an attempt of a delivery ended. */
export interface EndedAttempt {
  readonly ref: ConversationRef;
  readonly deliveryId: string;
  /** 1 for the delivery's first attempt. */
  readonly number: number;
  readonly end: AttemptEnd;
}

/** The result of recording an attempt's end. */
export interface Recorded {
  /** The delivery, if that ended it: accepted, or parked. */
  readonly ended: DeliveryDoc | null;
  /** The next look; null if the attempt's time is over, so that the workflow has already looked by itself. */
  readonly next: Next | null;
}

const nothingRecorded: Recorded = { ended: null, next: null };

/**
 * Records how an attempt ended, and looks, in one transaction. Acceptance takes precedence over every state except what
 * reports say; any other end counts only while its attempt is the latest and being sent.
 */
export function recordEnd(deps: LookDeps, attempt: EndedAttempt): Promise<Recorded> {
  const { store, clock } = deps;
  const { ref, deliveryId, number } = attempt;
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
    const isHeard = isOpenOne && now < (delivery.attempts[number - 1]?.overAt ?? 0);
    if (isHeard) {
      const conversation = { ...draft.conversation, alarm: alarmOfEnd(now) };
      const open = isOpen(delivery) ? delivery : null;
      return { ended, next: await lookAt(deps, { draft: { ...draft, conversation }, open, account, now }, session) };
    }
    if (after !== null)
      await writeTransition(store, transitionOf(draft, { account, alarm: { kind: 'end' }, now }), session);
    return { ended, next: null };
  });
}

/** The delivery after this end; null if the end no longer counts. */
function afterEnd(
  read: DeliveryInConversation,
  retrying: { readonly retryForSeconds: number },
  { number, end }: EndedAttempt,
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
