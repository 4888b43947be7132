import { signal } from '@preact/signals';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { learn, onConversation } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { onEvent } from '../account/stream.ts';
import { openedConversation } from '../go.ts';
import { loadEnough } from './load-enough.ts';
import { append, type Placed, place, without } from './placing.ts';
import { filters, sorts, type View, viewOf } from './views.ts';

/** The list that is shown: pages of it as they were loaded, kept in order by what happens. */
export interface ListState {
  readonly view: View;
  readonly rows: readonly Placed[];
  /** Where the next page begins; null if there is none. */
  readonly cursor: string | null;
  /** `stopped`: few were found for long, so whether to go on is left to the agent. */
  readonly state: 'loading' | 'ready' | 'stopped' | 'failed';
}

const pageSize = 50;
/** A list grows no longer than this; whoever looks for more had better search. */
const maxRows = 20_000;

export const list = signal<ListState>({ view: viewOf({}), rows: [], cursor: null, state: 'loading' });

/** Shows another list, from its beginning. What was shown stays until the new one is there, unless it has other rows. */
export async function show(view: View): Promise<void> {
  list.value = { view, rows: [], cursor: null, state: 'loading' };
  await loadPage(view, null);
}

/** Loads what follows, as one scrolls there. */
export async function loadMore(): Promise<void> {
  if (list.peek().state === 'ready') await goOn();
}

/** The same where the agent asks for it: it had stopped, or failed. */
export async function goOn(): Promise<void> {
  const { view, cursor, state, rows } = list.peek();
  if (state === 'loading' || (cursor === null && state !== 'failed') || rows.length >= maxRows) return;
  list.value = { ...list.peek(), state: 'loading' };
  await loadPage(view, cursor);
}

async function loadPage(view: View, from: string | null): Promise<void> {
  const { search, sort, filter } = view;
  const query = { ...filters[filter].query, sort, ...(search === '' ? {} : { q: search }) };
  try {
    const loaded = await loadEnough<Conversation>({
      from,
      enough: pageSize / 2,
      pageOf: (cursor) =>
        client.conversations.list({ ...query, limit: pageSize, ...(cursor === null ? {} : { cursor }) }),
      take: ({ items, nextCursor }) => {
        if (list.peek().view !== view) return null;
        for (const item of items) learn(item);
        const rows = items.flatMap((item) => rowOf(view, item) ?? []);
        list.value = { ...list.peek(), rows: append(list.peek().rows, rows), cursor: nextCursor };
        return rows.length;
      },
    });
    if (loaded !== 'unwanted') list.value = { ...list.peek(), state: loaded === 'stopped' ? 'stopped' : 'ready' };
  } catch {
    if (list.peek().view === view) list.value = { ...list.peek(), state: 'failed' };
  }
}

function rowOf(view: View, conversation: Conversation): Placed | null {
  const key = conversation.lastSeq === 0 ? null : sorts[view.sort].key(conversation);
  return key === null ? null : { id: conversation.id, key };
}

/** The conversation after this one in the list, else the one before it; null if it is the only one, or not in the list. */
export function nextTo(id: string): string | null {
  const { rows } = list.peek();
  const at = rows.findIndex((row) => row.id === id);
  return at === -1 ? null : (rows[at + 1]?.id ?? rows[at - 1]?.id ?? null);
}

/** Follows what happens; returns what ends it. */
export function followList(): () => void {
  const stopConversations = onConversation((now, _, id) => {
    const { view, rows, cursor, state } = list.peek();
    // What is found by a search does not change by itself.
    if (view.search !== '') return;
    const { matches, staysWhileOpen = false } = filters[view.filter];
    const isOpened = staysWhileOpen && openedConversation() === id;
    if (now !== null && isOpened && rows.some((row) => row.id === id)) return;
    const row = now !== null && matches(now, me.peek()?.agent.id ?? null) ? rowOf(view, now) : null;
    const { isDescending } = sorts[view.sort];
    const isComplete = cursor === null && state === 'ready';
    const changed = row === null ? without(rows, id) : place({ rows, isDescending, isComplete }, row);
    if (changed !== rows) list.value = { ...list.peek(), rows: changed };
  });
  const stopEvents = onEvent((event) => {
    if (event.type === 'reset') void show(list.peek().view);
  });
  return () => {
    stopConversations();
    stopEvents();
  };
}
