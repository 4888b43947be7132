import type { Conversation } from '../../../packages/client/src/index.ts';
import { learn } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { nextTo } from '../conversations/list-state.ts';
import { go, paths } from '../go.ts';
import { toast, toastFailure } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';

/**
 * Closes a conversation, and opens the next one of the list.
 * @param search the part of the address that says which list it is in
 */
export async function close({ id }: Conversation, search: string): Promise<void> {
  const next = nextTo(id);
  try {
    learn(await client.conversations.close(id));
    toast(say('thread.closedNow'), { label: say('thread.reopen'), run: () => void reopen(id, search) });
    go(`${next === null ? paths.inbox : paths.conversation(next)}${search}`);
  } catch (error) {
    toastFailure(error);
  }
}

/** Opens a closed conversation again, and shows it. */
export async function reopen(id: string, search: string): Promise<void> {
  try {
    learn(await client.conversations.reopen(id));
    toast(say('thread.reopenedNow'));
    go(`${paths.conversation(id)}${search}`);
  } catch (error) {
    toastFailure(error);
  }
}
