import type { Logger } from 'pino';
import { heldByPause, release } from '../store/deliveries/release.ts';
import { findUnreleasedPause, noteReleased } from '../store/deployment/deployment-pause.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { Store } from '../store/mongo/store.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { Waker } from '../temporal/waker.ts';

export interface ReleaseDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly waker: Pick<Waker, 'wake'>;
}

const heldARound = 50;
/** An attempt that had read the pause may postpone its delivery shortly after the pause has ended. */
const stragglersForMs = 10_000;

/**
 * A round after an operator has resumed the deployment: makes due what the pause had held back, which would otherwise be
 * checked again minutes later. What an account's own pause holds back stays. Returns how many were looked at.
 */
export async function releaseHeld({ store, clock, log, waker }: ReleaseDeps): Promise<number> {
  const pause = await findUnreleasedPause(store);
  if (pause === null || pause.resumedAt === null) return 0;
  const now = await clock();
  const heldUntil = pause.resumedAt + stragglersForMs;
  const held = await heldByPause(store, { accountId: null, heldUntil, now, limit: heldARound });
  for (const delivery of held) await wakeOrLeave({ waker, log }, await release(store, delivery, now));
  if (held.length === 0 && now > heldUntil) {
    await noteReleased(store, pause, now);
    log.info('what the pause of the deployment had held back is due again');
  }
  return held.length;
}
