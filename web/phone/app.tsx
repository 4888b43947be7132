import { useEffect } from 'preact/hooks';
import { FaultsButton } from './faults.tsx';
import { List } from './list.tsx';
import { announced, openThread, place, trouble, unread } from './state.ts';
import { ThreadView } from './thread-view.tsx';

export function App() {
  useEffect(() => {
    document.title = unread.value === 0 ? 'Phone' : `(${unread.value}) Phone`;
  }, [unread.value]);
  return (
    <div class="app" data-reading={place.value !== null}>
      <header class="bar">
        <div class="brand">
          <h1>Phone</h1>
          <p>A fake Meta: you write as a visitor, and nothing leaves this machine.</p>
        </div>
        <FaultsButton />
      </header>
      {trouble.value !== null && (
        <p class="trouble" role="alert">
          {trouble.value}
        </p>
      )}
      <main class="panes">
        <List />
        <section class="reading" aria-label="Conversation">
          {place.value === null ? (
            <p class="nothing">Choose a conversation, or begin one as a new visitor.</p>
          ) : openThread.value === null ? (
            <p class="nothing">Loading …</p>
          ) : (
            <ThreadView key={`${openThread.value.pageId}:${openThread.value.personId}`} thread={openThread.value} />
          )}
        </section>
      </main>
      <p class="hidden" aria-live="polite">
        {announced.value}
      </p>
    </div>
  );
}
