import { type ReleaseDeps, releaseSome } from '../activities/release-held.ts';
import { findUnreleasedPause, noteReleased } from '../store/deployment/deployment-pause.ts';

/** An attempt that had read the pause may postpone its delivery shortly after the pause has ended. */
const stragglersForMs = 10_000;

/**
 * A round after an operator has resumed the deployment: makes due what the pause had held back, which would otherwise be
 * checked again minutes later. What an account's own pause holds back stays. Returns how many were looked at.
 */
export async function releaseHeld(deps: ReleaseDeps): Promise<number> {
  const { store, clock, log } = deps;
  const pause = await findUnreleasedPause(store);
  if (pause === null || pause.resumedAt === null) return 0;
  const now = await clock();
  const heldUntil = pause.resumedAt + stragglersForMs;
  const count = await releaseSome(deps, { accountId: null, heldUntil });
  if (count === 0 && now > heldUntil) {
    await noteReleased(store, pause, now);
    log.info('what the pause of the deployment had held back is due again');
  }
  return count;
}
