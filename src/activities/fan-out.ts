import type { SignalName } from '../contract/signals.ts';
import { concernedConversations } from '../store/accounts/fan-out.ts';
import { reconsiderConversation } from '../store/conversations/change.ts';
import type { ActivityDeps } from './deps.ts';

const pageSize = 50;
/** A page takes at least this long, so that one account's thousands do not starve the others. */
const pageMs = 250;

/** Takes a page of waiting conversations through the store function; where the due time is now earlier it signals. */
export async function fanOutPage(
  { store, waker, clock, log }: ActivityDeps,
  accountId: string,
  signal: SignalName,
  after: string | null,
): Promise<string | null> {
  const startedAt = Date.now();
  const page = await concernedConversations(store, accountId, signal, after, pageSize);
  for (const ref of page) {
    const changed = await reconsiderConversation(store, ref, signal, await clock());
    if (changed === null || changed.wake === null) continue;
    try {
      await waker.wake({ ...ref, channel: changed.conversation.channel.kind }, changed.wake);
    } catch (error) {
      log.warn({ ...ref, err: error }, 'could not wake a conversation; the sweeper follows up');
    }
  }
  const last = page.length === pageSize ? page.at(-1) : undefined;
  if (last === undefined) return null;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, pageMs - (Date.now() - startedAt))));
  return last.conversationId;
}
