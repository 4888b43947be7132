import type { SignalName } from '../contract/signals.ts';
import { findAccount } from '../store/accounts/accounts.ts';
import { concernedConversations } from '../store/accounts/fan-out-flag.ts';
import { reconsiderConversation } from '../store/conversations/change.ts';
import { heldByPause, release } from '../store/deliveries/release.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { ActivityDeps } from './deps.ts';

const pageSize = 50;
/** A page takes at least this long, so that one account's thousands do not starve the others. */
const pageMs = 250;

/** Re-evaluates a page of waiting conversations, and signals those whose due time is now earlier. */
export async function fanOutPage(
  deps: ActivityDeps,
  accountId: string,
  signal: SignalName,
  after: string | null,
): Promise<string | null> {
  const { store, clock } = deps;
  const startedAt = Date.now();
  if (after === null && signal === 'settingsChanged') await releaseHeld(deps, accountId);
  const page = await concernedConversations(store, accountId, { signal, after, limit: pageSize });
  for (const ref of page) {
    await wakeOrLeave(deps, await reconsiderConversation(store, ref, signal, await clock()));
  }
  const last = page.length === pageSize ? page.at(-1) : undefined;
  if (last === undefined) return null;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, pageMs - (Date.now() - startedAt))));
  return last.conversationId;
}

const heldAtOnce = 50;
/** Within the activity's time; what is left is checked again by itself, minutes later. */
const releaseForMs = 20_000;

/** The account may have been resumed: makes due what its pause had held back, such as the next part of a message. */
async function releaseHeld(deps: ActivityDeps, accountId: string): Promise<void> {
  const { store, clock } = deps;
  const account = await findAccount(store, accountId);
  if (account === null || account.settings.delivery.paused) return;
  const heldUntil = await clock();
  for (const startedAt = Date.now(); Date.now() < startedAt + releaseForMs; ) {
    const now = await clock();
    const held = await heldByPause(store, { accountId, heldUntil, now, limit: heldAtOnce });
    for (const delivery of held) await wakeOrLeave(deps, await release(store, delivery, now));
    if (held.length < heldAtOnce) return;
  }
}
