import type { Conversation } from '../../../packages/client/src/index.ts';
import { paths } from '../go.ts';
import { Time } from '../parts/time.tsx';
import { say } from '../words/language.ts';
import type { Earlier } from './earlier.ts';

interface EarlierListProps {
  readonly conversation: Conversation;
  readonly earlier: Earlier;
}

/** The visitor's other conversations, each a link. */
export function EarlierList({ conversation: { visitor }, earlier: { state, items, hasMore } }: EarlierListProps) {
  if (state === 'loading') return null;
  const search = visitor.id ?? visitor.email;
  return (
    <section class="visitor-section" aria-labelledby="earlier-title">
      <h3 id="earlier-title">{say('visitor.earlier')}</h3>
      {state === 'failed' && <p class="note">{say('visitor.earlierFailed')}</p>}
      {state === 'ready' && items.length === 0 && <p class="note">{say('visitor.noEarlier')}</p>}
      <ul class="earlier">
        {items.map(({ id, lastMessage, lastMessageAt, createdAt }) => (
          <li key={id}>
            <a href={paths.conversation(id)}>
              <span class="cut" dir="auto">
                {lastMessage === null ? say('list.nothingSaid') : lastMessage.preview || say('list.files')}
              </span>
              <Time at={lastMessageAt ?? createdAt} />
            </a>
          </li>
        ))}
      </ul>
      {hasMore && search !== null && (
        <a class="link small" href={`${paths.inbox}?show=all&q=${encodeURIComponent(search)}`}>
          {say('visitor.allEarlier')}
        </a>
      )}
    </section>
  );
}
