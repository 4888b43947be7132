import { findAccount } from '../store/accounts/accounts.ts';
import { releaseRestores } from '../store/addresses/restore-requests.ts';
import { type HeldAsked, heldByPause, release, releaseAgentEmails } from '../store/deliveries/release.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { Waker } from '../temporal/waker.ts';
import type { ActivityDeps } from './deps.ts';

export interface ReleaseDeps extends Pick<ActivityDeps, 'store' | 'clock' | 'log'> {
  readonly waker: Pick<Waker, 'wake'>;
}

const heldAtOnce = 50;

/**
 * Makes due what a pause has held back, a page of each kind: deliveries, emails to agents and, unless it was an
 * account's own, links that were asked for. Returns how many were looked at; fewer than `heldAtOnce` were the last.
 */
export async function releaseSome(deps: ReleaseDeps, given: Omit<HeldAsked, 'now' | 'limit'>): Promise<number> {
  const { store, clock } = deps;
  const now = await clock();
  const asked = { ...given, now, limit: heldAtOnce };
  const held = await heldByPause(store, asked);
  for (const delivery of held) await wakeOrLeave(deps, await release(store, delivery, now));
  const agentEmails = await releaseAgentEmails(store, asked);
  // An account's own pause holds none back: they are not sent at all.
  const links = given.accountId === null ? await releaseRestores(store, asked) : 0;
  return held.length + agentEmails + links;
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
