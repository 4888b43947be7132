import type { SignalName } from '../contract/signals.ts';
import { concernedConversations } from '../store/accounts/fan-out-flag.ts';
import { reconsiderConversation } from '../store/conversations/change.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { ActivityDeps } from './deps.ts';
import { releaseHeldOf } from './release-held.ts';

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
  const pace = paceOf(pageMs);
  if (after === null && signal === 'settingsChanged') await releaseHeldOf(deps, accountId, pace);
  const page = await concernedConversations(store, accountId, { signal, after, limit: pageSize });
  for (const ref of page) {
    await wakeOrLeave(deps, await reconsiderConversation(store, ref, signal, await clock()));
  }
  const last = page.length === pageSize ? page.at(-1) : undefined;
  if (last === undefined) return null;
  await pace();
  return last.conversationId;
}

/** Waits until `ms` after it last waited, or at first, after it was made. */
function paceOf(ms: number): () => Promise<void> {
  let last = Date.now();
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - (Date.now() - last))));
    last = Date.now();
  };
}
