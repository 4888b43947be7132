import { hasUnknownAttempt, postponed } from '../policy/delivery/delivery.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import { unappliedOfDelivery } from '../store/deliveries/reports.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import type { Composer, Prepared } from './composer.ts';
import type { Material } from './content.ts';
import type { ActivityDeps } from './deps.ts';
import { emailComposer, type WriteMail } from './email-composer.ts';

type Deps = Pick<ActivityDeps, 'store' | 'publicUrl' | 'log'>;

/**
 * What an attempt sends, if it is to be made. What cannot be composed is parked.
 * @param write turns an email's content into the provider's request; the protocol exploration replaces it to save time
 */
export async function prepare(deps: Deps, material: Material, write?: WriteMail): Promise<Prepared> {
  try {
    const composer = emailComposer(deps, write);
    const isRepeated = hasUnknownAttempt(material.delivery);
    const prepared = isRepeated ? await repeated(deps, composer, material) : await composer.compose(material);
    return prepared.kind === 'send' && material.isSendingPaused ? later(material) : prepared;
  } catch (error) {
    if (isStoreAway(error)) throw error;
    const { ref, delivery } = material;
    deps.log.error({ ...ref, deliveryId: delivery.id, err: error }, 'an email could not be composed');
    return { kind: 'parked', reason: 'internal' };
  }
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
async function repeated({ store }: Deps, composer: Composer, material: Material): Promise<Prepared> {
  const { delivery, now } = material;
  const { to, newsSeqs, subject, messageId, request } = delivery;
  if (to === null || subject === null || messageId === null || request === null)
    return { kind: 'parked', reason: 'internal' };
  if ((await unappliedOfDelivery(store, delivery)).length > 0)
    return { kind: 'postponed', at: now, hourStartedAt: delivery.hourStartedAt, held: null };
  switch (await composer.mayRepeat(material)) {
    case 'later':
      return later(material);
    case 'never':
      return { kind: 'parked', reason: 'changedWhileUnknown' };
    case 'now':
      return { kind: 'send', mail: { to, newsSeqs, subject, messageId, request } };
  }
}
