import { channels } from '../channels/channels.ts';
import { hasUnknownAttempt, isDirect } from '../policy/delivery/delivery.ts';
import { unappliedOfDelivery } from '../store/deliveries/reports.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import type { Composer, Prepared } from './composer.ts';
import type { Material } from './content.ts';
import type { ActivityDeps } from './deps.ts';
import { directComposer } from './direct-composer.ts';
import { emailComposer, type WriteMail } from './email-composer.ts';
import type { TakeReportDeps } from './inbound/take-report.ts';
import { whilePaused } from './while-paused.ts';

type Deps = Pick<ActivityDeps, 'publicUrl' | 'direct'> & TakeReportDeps;

/**
 * What an attempt sends, if it is to be made. What cannot be composed is parked.
 * @param write turns an email's content into the provider's request; the protocol exploration replaces it to save time
 */
export async function prepare(deps: Deps, material: Material, write?: WriteMail): Promise<Prepared> {
  try {
    const composer = composerOf(deps, material, write);
    const isRepeated = hasUnknownAttempt(material.delivery);
    const prepared = isRepeated ? await repeated(deps, composer, material) : await composer.compose(material);
    return prepared.kind === 'send' && isPaused(material) ? whilePaused(material) : prepared;
  } catch (error) {
    if (isStoreAway(error)) throw error;
    const { ref, delivery } = material;
    deps.log.error({ ...ref, deliveryId: delivery.id, err: error }, 'a delivery could not be composed');
    return { kind: 'parked', reason: 'internal' };
  }
}

/**
 * Whether sending is paused for everybody: by an operator, or because the provider accepts no email, when trying each
 * would only hammer it. Nothing is given up because of this, and what is no longer due is withdrawn all the same.
 */
const isPaused = ({ isDeploymentPaused, isSendingPaused, delivery }: Material) =>
  isDeploymentPaused || (isSendingPaused && !isDirect(delivery));

/** After an attempt with an unknown outcome. If it has been reported on meanwhile, the next look applies that. */
async function repeated({ store }: Deps, composer: Composer, material: Material): Promise<Prepared> {
  const { delivery, now } = material;
  if ((await unappliedOfDelivery(store, delivery)).length > 0)
    return { kind: 'postponed', at: now, hourStartedAt: delivery.hourStartedAt, held: null };
  return composer.repeat(material);
}

/** How what is sent by this delivery's channel is made. */
function composerOf(deps: Deps, { delivery }: Material, write?: WriteMail): Composer {
  if (delivery.channel === 'email') return emailComposer(deps, write);
  const channel = (deps.direct?.channels ?? channels)[delivery.channel];
  return directComposer(deps, channel);
}
