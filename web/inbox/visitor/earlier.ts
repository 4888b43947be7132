import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';

export interface Earlier {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Newest message first; at most this page of them. */
  readonly items: readonly Conversation[];
  readonly hasMore: boolean;
}

const shown = 5;
const none: Earlier = { state: 'ready', items: [], hasMore: false };

/** The visitor's other conversations: those with the same id of the site's, or else the same address. */
export function useEarlier({ id, visitor }: Conversation): Earlier {
  const [earlier, setEarlier] = useState<Earlier>({ ...none, state: 'loading' });
  useEffect(() => {
    const which =
      visitor.id !== null ? { visitorId: visitor.id } : visitor.email !== null ? { address: visitor.email } : null;
    if (which === null) return setEarlier(none);
    const stop = new AbortController();
    void client.conversations.list({ ...which, limit: shown + 1 }, { signal: stop.signal }).then(
      ({ items, nextCursor }) => {
        const others = items.filter((one) => one.id !== id);
        setEarlier({
          state: 'ready',
          items: others.slice(0, shown),
          hasMore: others.length > shown || nextCursor !== null,
        });
      },
      () => stop.signal.aborted || setEarlier({ ...none, state: 'failed' }),
    );
    return () => stop.abort();
  }, [id, visitor.id, visitor.email]);
  return earlier;
}
