import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { go, paths } from '../go.ts';
import { keyLabel, useKey } from '../keys.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { say } from '../words/language.ts';
import { goOn, list, loadMore, show } from './list-state.ts';
import { Row } from './row.tsx';
import { type FilterName, filters, type SortName, searchOfView, sorts, tabs, type View } from './views.ts';
import { rowsInSight, scrollToRow } from './window.ts';

/** The height of a row in the style sheet (pages.css), in the root's font size. */
const rowRem = 5.25;
/** So near to its end the next page is loaded, in rows. */
const loadBefore = 30;

interface ListProps {
  readonly view: View;
  /** The conversation that is open. */
  readonly openId: string | null;
}

export function List({ view, openId }: ListProps) {
  const { rows, state, cursor } = list.value;
  const search = searchOfView(view);
  const openAt = rows.findIndex(({ id }) => id === openId);

  const step = (by: 1 | -1) => {
    const next = rows[openAt === -1 ? (by === 1 ? 0 : -1) : openAt + by];
    if (next !== undefined) go(`${paths.conversation(next.id)}${search}`);
  };
  useKey('next', () => step(1));
  useKey('previous', () => step(-1));

  return (
    <section class="list" aria-label={say('list.label')}>
      <header class="list-head">
        {openId === null && <h1 class="hidden">{say('shell.inbox')}</h1>}
        <SearchBox view={view} />
        <Filters view={view} />
      </header>
      {state === 'failed' && rows.length === 0 ? (
        <Empty icon="alert" title={say('list.failed')}>
          <Button onClick={() => void show(view)}>{say('shell.retry')}</Button>
        </Empty>
      ) : state === 'loading' && rows.length === 0 ? (
        <SkeletonRows count={9} />
      ) : rows.length === 0 && state === 'stopped' ? (
        <Empty icon="search" title={say('list.noneSoFarTitle')}>
          <p>{say('list.noneSoFarText')}</p>
          <Button onClick={() => void goOn()}>{say('list.searchFurther')}</Button>
        </Empty>
      ) : rows.length === 0 ? (
        <NothingToShow view={view} />
      ) : (
        <Rows openAt={openAt} openId={openId} search={search} cursor={cursor} />
      )}
    </section>
  );
}

interface RowsProps {
  readonly openAt: number;
  readonly openId: string | null;
  readonly search: string;
  /** Where the next page begins; null if there is none. */
  readonly cursor: string | null;
}

function Rows({ openAt, openId, search, cursor }: RowsProps) {
  const { rows, state } = list.value;
  const scroller = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState({ top: 0, height: 900 });
  const rowHeight = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { first, end } = rowsInSight(rows.length, rowHeight, scrolled);

  const look = () => {
    const { current } = scroller;
    if (current !== null) setScrolled({ top: current.scrollTop, height: current.clientHeight });
  };
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (end > rows.length - loadBefore) void loadMore();
  }, [end, rows.length, cursor, state]);
  // Only when another is opened, not whenever the list moves.
  useLayoutEffect(() => {
    const { current } = scroller;
    if (current === null || openAt === -1) return;
    const to = scrollToRow(openAt, rowHeight, { top: current.scrollTop, height: current.clientHeight });
    if (to !== null) current.scrollTop = to;
  }, [openId]);

  return (
    <div class="rows scroll" ref={scroller} onScroll={look}>
      <ul style={{ height: `${rows.length * rowHeight}px` }}>
        <li class="rows-above" aria-hidden="true" style={{ height: `${first * rowHeight}px` }} />
        {rows.slice(first, end).map(({ id }, index) => (
          <Row
            key={id}
            id={id}
            isOpen={id === openId}
            search={search}
            position={first + index + 1}
            count={cursor === null ? rows.length : -1}
          />
        ))}
      </ul>
      {(state === 'stopped' || state === 'failed') && (
        <p class="rows-end" role="status">
          {say(state === 'stopped' ? 'list.moreMayBe' : 'list.failed')}
          <Button size="small" onClick={() => void goOn()}>
            {say(state === 'stopped' ? 'list.searchFurther' : 'shell.retry')}
          </Button>
        </p>
      )}
    </div>
  );
}

/** So long is waited for the next letter before it is searched. */
const searchAfterMs = 250;

function SearchBox({ view }: { readonly view: View }) {
  const field = useRef<HTMLInputElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useKey('searchList', () => field.current?.focus());
  useEffect(() => () => clearTimeout(waiting.current), []);

  const searchFor = (text: string) =>
    go(`${location.pathname}${searchOfView({ ...view, search: text.trim() })}`, { replace: true });

  return (
    <div class="search">
      <Icon name="search" />
      <input
        ref={field}
        class="input"
        type="search"
        aria-label={say('list.search')}
        placeholder={say('list.search')}
        defaultValue={view.search}
        maxLength={200}
        onInput={({ currentTarget: { value } }) => {
          clearTimeout(waiting.current);
          waiting.current = setTimeout(() => searchFor(value), searchAfterMs);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.currentTarget.value = '';
          event.currentTarget.blur();
          searchFor('');
        }}
      />
      <kbd>{keyLabel('searchList').join(' ')}</kbd>
    </div>
  );
}

function Filters({ view }: { readonly view: View }) {
  const choose = (change: Partial<View>) => go(`${location.pathname}${searchOfView({ ...view, ...change })}`);
  const others = (Object.keys(filters) as FilterName[]).filter((name) => !tabs.includes(name));
  const inTabs = tabs.includes(view.filter) ? tabs : [...tabs, view.filter];
  return (
    <div class="list-filters">
      <nav class="tabs" aria-label={say('list.show')}>
        {inTabs.map((name) => (
          <a
            key={name}
            class="tab"
            href={`${location.pathname}${searchOfView({ ...view, filter: name })}`}
            aria-current={view.filter === name ? 'page' : undefined}
          >
            {say(filters[name].words)}
          </a>
        ))}
      </nav>
      <Menu
        label={say('list.show')}
        opener={(attributes) => (
          <Button kind="quiet" size="small" icon="sort" label={say('list.show')} {...attributes} />
        )}
      >
        <p class="menu-title">{say('list.show')}</p>
        {others.map((name) => (
          <MenuItem key={name} isChecked={view.filter === name} onChoose={() => choose({ filter: name })}>
            {say(filters[name].words)}
          </MenuItem>
        ))}
        <p class="menu-title">{say('list.sort')}</p>
        {(Object.keys(sorts) as SortName[]).map((name) => (
          <MenuItem key={name} isChecked={view.sort === name} onChoose={() => choose({ sort: name })}>
            {say(sorts[name].words)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}

function NothingToShow({ view }: { readonly view: View }) {
  if (view.search !== '')
    return (
      <Empty icon="search" title={say('list.notFoundTitle')}>
        <p>{say('list.notFoundText', { query: view.search })}</p>
      </Empty>
    );
  if (view.filter === 'unanswered' || view.filter === 'unread')
    return (
      <Empty icon="check" title={say('list.allDoneTitle')}>
        <p>{say('list.allDoneText')}</p>
      </Empty>
    );
  const isFirst = view.filter === 'open' || view.filter === 'all';
  return (
    <Empty icon="inbox" title={say(isFirst ? 'list.emptyTitle' : 'list.noneTitle')}>
      <p>{say(isFirst ? 'list.emptyText' : 'list.noneText')}</p>
    </Empty>
  );
}
