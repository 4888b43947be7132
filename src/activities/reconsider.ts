import type { SignalName } from '../contract/signals.ts';
import { reconsiderConversation } from '../store/conversations/change.ts';
import type { ConversationRef } from '../store/mongo/documents.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { ActivityDeps } from './deps.ts';

/**
 * Wakes a conversation's workflow if it is due earlier than its alarm says, or if it has an open delivery: a page that
 * died has told nobody of what it claimed (deliver-page.ts).
 */
export async function reconsider(
  deps: Pick<ActivityDeps, 'store' | 'clock' | 'waker' | 'log'>,
  ref: ConversationRef,
  signal: SignalName,
): Promise<void> {
  const changed = await reconsiderConversation(deps.store, ref, signal, await deps.clock());
  const isUnderWay = changed !== null && changed.conversation.openDelivery !== null;
  await wakeOrLeave(deps, isUnderWay ? { ...changed, wake: signal } : changed);
}
