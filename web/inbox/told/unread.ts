import { computed, signal } from '@preact/signals';
import { learn, onConversation } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { onEvent } from '../account/stream.ts';
import { isToRead } from './news.ts';

const unread = signal<ReadonlySet<string>>(new Set());

/** How many conversations the agent has to read. */
export const unreadCount = computed(() => unread.value.size);

/** As many of each kind are looked for: more than 99 are not told apart. */
const maxLoaded = 100;

/** Counts what the agent has to read, from what is there and what happens. Returns what ends it. */
export function followUnread(agentId: string): () => void {
  const stopConversations = onConversation((now, _, id) => {
    const isCounted = now !== null && isToRead(now, agentId);
    if (isCounted === unread.peek().has(id)) return;
    const ids = new Set(unread.peek());
    if (isCounted) ids.add(id);
    else ids.delete(id);
    unread.value = ids;
  });
  const load = async () => {
    const lists = (['me', 'none'] as const).map((assignee) =>
      client.conversations.list({ state: 'open', unread: 'true', assignee, limit: maxLoaded }),
    );
    for (const { items } of await Promise.all(lists)) for (const item of items) learn(item);
  };
  // The count is no reason to bother anybody: what happens still changes it.
  const tryToLoad = () => void load().catch(() => {});
  const stopEvents = onEvent(({ type }) => {
    if (type !== 'reset') return;
    unread.value = new Set();
    tryToLoad();
  });
  tryToLoad();
  return () => {
    stopConversations();
    stopEvents();
  };
}
