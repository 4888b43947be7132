import { useEffect } from 'preact/hooks';
import { conversation, visitorName } from '../account/conversations.ts';
import type { PageProps } from '../parts/page.tsx';
import { useTitle } from '../parts/title.ts';
import { Thread } from '../thread/thread.tsx';
import { VisitorCard } from '../visitor/visitor-card.tsx';
import { say } from '../words/language.ts';
import { List } from './list.tsx';
import { followList, list, show } from './list-state.ts';
import { viewOf } from './views.ts';
import './inbox-page.css';

/** The list, the conversation that is open, and who the visitor is; on a phone one of them. */
export function InboxPage({ params, query }: PageProps) {
  const id = params.id ?? null;
  const view = viewOf(query);
  const { filter, sort, search } = view;
  useEffect(() => followList(), []);
  const open = id === null ? null : conversation(id).value;
  const title = open === null ? say('shell.inbox') : (visitorName(open) ?? say('list.anonymous'));
  useTitle(title);
  // A view is the same if its fields are.
  useEffect(() => {
    const { view: shown, rows } = list.peek();
    const isShown = shown.filter === filter && shown.sort === sort && shown.search === search;
    if (!isShown || rows.length === 0) void show(view);
  }, [filter, sort, search]);
  return (
    <div class="inbox" data-reading={id !== null}>
      <List view={view} openId={id} />
      <main id="main" class="reading" tabIndex={-1}>
        <Thread key={id} id={id} />
      </main>
      {id !== null && <VisitorCard id={id} />}
    </div>
  );
}
