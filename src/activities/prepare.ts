import { compose } from '../mail/compose.ts';
import type { MailContent } from '../mail/mail.ts';
import { mailRequest } from '../mail/mail-request.ts';
import { hasUnknownAttempt, postponed } from '../policy/delivery/delivery.ts';
import { stoppedFor } from '../policy/forwarding/forwarding.ts';
import { isAddressOf } from '../policy/visitor/address.ts';
import type { AttemptNote } from '../store/deliveries/attempts.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import { isTakenBack } from '../store/deliveries/news-messages.ts';
import { unappliedOfDelivery } from '../store/deliveries/reports.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { contentToSend, type Material } from './content.ts';
import type { ActivityDeps } from './deps.ts';

export type Prepared = { readonly kind: 'send'; readonly mail: Omit<AttemptNote, 'attempt'> } | ClaimEnd;

type Deps = Pick<ActivityDeps, 'store' | 'publicUrl' | 'log'>;

/**
 * What an attempt sends, if it is to be made. An email that cannot be composed is parked.
 * @param write turns the content into the provider's request; the protocol exploration replaces it to save time
 */
export async function prepare(deps: Deps, material: Material, write = written): Promise<Prepared> {
  try {
    const isRepeated = hasUnknownAttempt(material.delivery);
    const prepared = isRepeated ? await repeated(deps, material) : await composed(deps, material, write);
    return prepared.kind === 'send' && material.isSendingPaused ? later(material) : prepared;
  } catch (error) {
    if (isStoreAway(error)) throw error;
    const { ref, delivery } = material;
    deps.log.error({ ...ref, deliveryId: delivery.id, err: error }, 'an email could not be composed');
    return { kind: 'parked', reason: 'internal' };
  }
}

/** Composes with all present news, if the email is still due (design R5, apart from settling). */
async function composed(deps: Deps, material: Material, write: typeof written): Promise<Prepared> {
  const answer = await contentToSend(deps, material);
  if (answer.kind !== 'content') return answer;
  const { content, newsSeqs } = answer;
  const { subject, request } = await write(content);
  return {
    kind: 'send',
    mail: { to: content.visitor.address, newsSeqs, subject, messageId: content.thread.messageId, request },
  };
}

async function written(content: MailContent): Promise<{ readonly subject: string; readonly request: string }> {
  const mail = await compose(content);
  return { subject: mail.subject, request: JSON.stringify(mailRequest(content, mail)) };
}

/**
 * Sending is paused for everybody: trying every email would only hammer the provider. No email is given up because of
 * this.
 */
const later = ({ delivery, now }: Material): ClaimEnd => ({ kind: 'postponed', ...postponed(delivery, now) });

/**
 * After an attempt with an unknown outcome: the same email byte for byte, unless its news was cancelled or deleted or
 * all of it read, its address is suppressed or has changed, or forwarding is off. It waits while the account is paused;
 * if the provider has reported on it meanwhile, the next look applies that.
 */
async function repeated({ store }: Deps, material: Material): Promise<Prepared> {
  const { conversation, account, delivery, now } = material;
  const { to, newsSeqs, subject, messageId, request } = delivery;
  if (to === null || subject === null || messageId === null || request === null)
    return { kind: 'parked', reason: 'internal' };
  if ((await unappliedOfDelivery(store, delivery)).length > 0)
    return { kind: 'postponed', at: now, hourStartedAt: delivery.hourStartedAt, held: null };
  const { settings } = account;
  if (settings.delivery.paused) return { kind: 'postponed', ...postponed(delivery, now) };
  const isStopped = settings.emailForwarding === 'nothing' || stoppedFor(conversation) !== null;
  if (isStopped || !isAddressOf(conversation, to) || (await isTakenBack(store, delivery)))
    return { kind: 'parked', reason: 'changedWhileUnknown' };
  return { kind: 'send', mail: { to, newsSeqs, subject, messageId, request } };
}
