import { findAccount } from '../store/accounts/accounts.ts';
import { type HeldAsked, heldByPause, release } from '../store/deliveries/release.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { Waker } from '../temporal/waker.ts';
import type { ActivityDeps } from './deps.ts';

export interface ReleaseDeps extends Pick<ActivityDeps, 'store' | 'clock' | 'log'> {
  readonly waker: Pick<Waker, 'wake'>;
}

const heldAtOnce = 50;

/** Makes due the next deliveries that a pause has held back; returns how many were looked at, at most `heldAtOnce`. */
export async function releaseSome(deps: ReleaseDeps, asked: Omit<HeldAsked, 'now' | 'limit'>): Promise<number> {
  const { store, clock } = deps;
  const now = await clock();
  const held = await heldByPause(store, { ...asked, now, limit: heldAtOnce });
  for (const delivery of held) await wakeOrLeave(deps, await release(store, delivery, now));
  return held.length;
}

/** Within the activity's time; what is left is checked again by itself, minutes later. */
const releaseForMs = 20_000;

/**
 * The account may have been resumed: makes due what its pause had held back, such as the next part of a message.
 * @param rest called after each of `heldAtOnce`, so that one account does not starve the others
 */
export async function releaseHeldOf(deps: ReleaseDeps, accountId: string, rest: () => Promise<void>): Promise<void> {
  const account = await findAccount(deps.store, accountId);
  if (account === null || account.settings.delivery.paused) return;
  const heldUntil = await deps.clock();
  for (const startedAt = Date.now(); Date.now() < startedAt + releaseForMs; await rest())
    if ((await releaseSome(deps, { accountId, heldUntil })) < heldAtOnce) return;
}
