import { useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../../../packages/client/src/index.ts';
import { onEvent } from '../account/stream.ts';
import { reasonOf } from './toasts.tsx';

/** What a page shows of one thing that it asks the service for. */
export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed' | 'missing'; readonly why: string }
  | { readonly state: 'ready'; readonly value: Value };

/**
 * Loads what is shown, again whenever `of` is another or the stream has missed something.
 * @returns what there is, what loads it again, and what shows something newer
 */
export function useLoaded<Value>(of: string, load: () => Promise<Value>) {
  const [shown, setShown] = useState<{ readonly of: string; readonly now: Loaded<Value> }>(loading(of));
  const latest = useRef({ of, load });
  latest.current = { of, load };

  const show = (now: Loaded<Value>) => {
    if (latest.current.of === of) setShown({ of, now });
  };
  async function again() {
    try {
      show({ state: 'ready', value: await latest.current.load() });
    } catch (error) {
      const { status } = error as { readonly status?: number };
      show({ state: status === 404 || status === 422 ? 'missing' : 'failed', why: reasonOf(error) });
    }
  }
  useEffect(() => {
    void again();
    return onEvent(({ type }) => type === 'reset' && void again());
  }, [of]);
  const { now } = shown.of === of ? shown : loading(of);
  return { now, again, set: (value: Value) => show({ state: 'ready', value }) } as const;
}

const loading = (of: string) => ({ of, now: { state: 'loading' } }) as const;

interface Rows<Item> {
  readonly of: string;
  readonly rows: readonly Item[];
  /** Where the next page begins; null if there is none. */
  readonly cursor: string | null;
  readonly state: 'loading' | 'ready' | 'failed';
}

/** A list grows no longer than this; whoever looks for more had better filter. */
const maxRows = 2_000;

/** Loads a list page by page, from its beginning whenever `of` is another or the stream has missed something. */
export function usePages<Item>(of: string, load: (cursor: string | undefined) => Promise<Page<Item>>) {
  const [shown, setShown] = useState<Rows<Item>>(noRows(of));
  const latest = useRef({ of, load });
  latest.current = { of, load };

  async function get(cursor: string | null) {
    const change = (how: (before: Rows<Item>) => Rows<Item>) =>
      latest.current.of === of && setShown((before) => how(before.of === of ? before : noRows(of)));
    change((before) => ({ ...before, state: 'loading' }));
    try {
      const { items, nextCursor } = await latest.current.load(cursor ?? undefined);
      change(({ rows }) => ({
        of,
        rows: cursor === null ? items : [...rows, ...items],
        cursor: nextCursor,
        state: 'ready',
      }));
    } catch {
      change((before) => ({ ...before, state: 'failed' }));
    }
  }
  useEffect(() => {
    void get(null);
    return onEvent(({ type }) => type === 'reset' && void get(null));
  }, [of]);

  const now: Rows<Item> = shown.of === of ? shown : noRows(of);
  return {
    ...now,
    hasMore: now.cursor !== null && now.rows.length < maxRows,
    more: () => void get(now.cursor),
    again: () => void get(null),
    /** Shows what has changed meanwhile. */
    change: (how: (rows: readonly Item[]) => readonly Item[]) =>
      setShown((before) => (before.of === of ? { ...before, rows: how(before.rows) } : before)),
  } as const;
}

const noRows = (of: string) => ({ of, rows: [], cursor: null, state: 'loading' }) as const;
