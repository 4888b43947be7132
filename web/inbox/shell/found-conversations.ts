import { useEffect, useState } from 'preact/hooks';
import { visitorName } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import type { Command } from '../commands.ts';
import { go, paths } from '../go.ts';
import { say } from '../words/language.ts';

const maxShown = 6;
/** So long is waited for the next letter before it is searched. */
const searchAfterMs = 150;
const longest = 200;

/** Conversations whose visitor's name, address or id begins like this, as commands that open them. */
export function useFoundConversations(query: string): readonly Command[] {
  const [found, setFound] = useState<readonly Command[]>([]);
  const q = query.trim().slice(0, longest);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const { items } = await client.conversations
        .list({ q, limit: maxShown }, { signal: stop.signal })
        // There are still the commands.
        .catch(() => ({ items: [] }));
      if (!stop.signal.aborted) setFound(items.map(opening));
    }, searchAfterMs);
    if (q === '') {
      clearTimeout(timer);
      setFound([]);
    }
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  return found;
}

function opening(conversation: Parameters<typeof visitorName>[0] & { readonly id: string }): Command {
  const { id, visitor } = conversation;
  const name = visitorName(conversation) ?? say('list.anonymous');
  const label = visitor.email === null || visitor.email === name ? name : `${name} · ${visitor.email}`;
  return { id: `conversation ${id}`, label, icon: 'chat', run: () => go(paths.conversation(id)) };
}
