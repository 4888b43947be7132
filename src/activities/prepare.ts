import type { ParkedReason } from '../contract/outcomes.ts';
import { compose } from '../mail/compose.ts';
import { mailRequest } from '../mail/mail-request.ts';
import { hasUnknownAttempt } from '../policy/delivery.ts';
import { stoppedFor } from '../policy/forwarding.ts';
import type { AttemptNote } from '../store/attempts.ts';
import { newsMessages } from '../store/replay.ts';
import { isStoreAway } from '../store/transaction.ts';
import type { ActivityDeps } from './activities.ts';
import { contentToSend, type Material } from './content.ts';

/** How a claim ends that comes to no attempt. */
export type ClaimEnd = { readonly kind: 'withdrawn' } | { readonly kind: 'parked'; readonly reason: ParkedReason };

export type Prepared = { readonly kind: 'send'; readonly mail: Omit<AttemptNote, 'attempt'> } | ClaimEnd;

/** What an attempt sends, if it is to be made. What cannot be composed, for a reason of its own, parks the delivery. */
export async function prepare(deps: ActivityDeps, material: Material): Promise<Prepared> {
  try {
    return hasUnknownAttempt(material.delivery) ? await repeated(deps, material) : await composed(deps, material);
  } catch (error) {
    if (isStoreAway(error)) throw error;
    const { ref, delivery } = material;
    deps.log.error({ ...ref, deliveryId: delivery.id, err: error }, 'a mail could not be composed');
    return { kind: 'parked', reason: 'internal' };
  }
}

/** Composes with all news of the moment, if the mail is still due (design R5, settling excepted). */
async function composed(deps: ActivityDeps, material: Material): Promise<Prepared> {
  const answer = await contentToSend(deps, material);
  if (answer.kind !== 'content') return answer;
  const { content, newsSeqs } = answer;
  const mail = await compose(content);
  return {
    kind: 'send',
    mail: {
      to: content.visitor.address,
      newsSeqs,
      subject: mail.subject,
      messageId: content.thread.messageId,
      request: JSON.stringify(mailRequest(content, mail)),
    },
  };
}

/**
 * After an attempt of unknown end: the same mail byte for byte, unless its news was taken back or all of it read, or
 * its address gets no mail any more. Not under a pause, nor when forwarding is off or the address another by now.
 */
async function repeated(
  { store }: ActivityDeps,
  { ref, conversation, account, delivery }: Material,
): Promise<Prepared> {
  const { to, newsSeqs, subject, messageId, request, replay } = delivery;
  if (to === null || subject === null || messageId === null || request === null)
    return { kind: 'parked', reason: 'internal' };
  const { settings } = account;
  const isHeldBack = settings.delivery.paused || settings.emailForwarding === 'nothing';
  if (isHeldBack || conversation.visitor.email !== to) return { kind: 'withdrawn' };
  if (stoppedFor(conversation) !== null) return { kind: 'parked', reason: 'changedWhileUnknown' };
  const news = await newsMessages(store, ref, delivery);
  const isTakenBack = news.some(({ deletedAt, cancelledAt }) => deletedAt !== null || cancelledAt !== null);
  const isAllRead = news.every(({ readAt }) => readAt !== null) && replay?.evenIfRead !== true;
  if (isTakenBack || isAllRead) return { kind: 'parked', reason: 'changedWhileUnknown' };
  return { kind: 'send', mail: { to, newsSeqs, subject, messageId, request } };
}
