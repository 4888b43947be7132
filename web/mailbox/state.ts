import { computed, effect, signal } from '@preact/signals';
import { api, type Choices, type Fault, type Thread, type WholeThread } from './api.ts';
import { openedAt } from './opened.ts';

/** Where one is; in the address, so that the back button and links work. */
export interface Place {
  readonly search: string;
  readonly thread: string | null;
}

export const place = signal<Place>(placeOf(location.hash));
export const threads = signal<readonly Thread[] | null>(null);
export const total = signal(0);
export const openThread = signal<{ readonly id: string; readonly whole: WholeThread } | null>(null);
/** Whether the thread that is asked for is not there, or no more. */
export const isGone = signal(false);
export const faults = signal<readonly Fault[]>([]);
export const choices = signal<Choices | null>(null);
/** What went wrong, until something goes right. */
export const trouble = signal<string | null>(null);
/** So that a new email is told to those who cannot see the list. */
export const announced = signal('');

export const unread = computed(() => (threads.value ?? []).filter(isUnread).length);

export function isUnread({ id, receivedAt }: Thread): boolean {
  return receivedAt > (openedAt.value[id] ?? '');
}

export const hashOf = ({ search, thread }: Place): string => {
  const fields = { ...(search === '' ? {} : { search }), ...(thread === null ? {} : { thread }) };
  return `#${new URLSearchParams(fields)}`;
};

function placeOf(hash: string): Place {
  const fields = new URLSearchParams(hash.slice(1));
  return { search: fields.get('search') ?? '', thread: fields.get('thread') };
}

/** Goes on without a new entry in the browser's history, as while one types. */
export function searchFor(search: string): void {
  history.replaceState(null, '', hashOf({ ...place.value, search }));
  place.value = placeOf(location.hash);
}

/** A link that leads here with an address wants to see its newest email. */
let opensFirst = place.value.search !== '' && place.value.thread === null;

export async function loadThreads(): Promise<void> {
  const { search } = place.value;
  const found = await caught(api.threads(search));
  if (found === null || search !== place.value.search) return;
  const known = threads.value;
  threads.value = found.items;
  total.value = found.total;
  const [newest] = found.items;
  const isNew =
    known !== null && newest !== undefined && !known.some(({ receivedAt }) => receivedAt >= newest.receivedAt);
  if (isNew) announced.value = `New email from ${newest.from} to ${newest.to}: ${newest.subject}`;
  if (opensFirst && newest !== undefined) {
    opensFirst = false;
    location.replace(hashOf({ search, thread: newest.id }));
  }
}

export async function loadThread(): Promise<void> {
  const id = place.value.thread;
  if (id === null) {
    openThread.value = null;
    return;
  }
  const whole = await caught(api.thread(id));
  if (id !== place.value.thread) return;
  isGone.value = whole === null;
  openThread.value = whole === null ? null : { id, whole };
  const newest = whole?.mails.at(-1);
  if (newest !== undefined) openedAt.value = { ...openedAt.value, [id]: newest.receivedAt };
}

export async function loadFaults(): Promise<void> {
  const found = await caught(api.faults());
  if (found !== null) faults.value = found.items;
}

/**
 * Begins to follow the mailbox. A hidden page looks now and then instead, since browsers open only six connections to a
 * host.
 */
export function follow(): void {
  window.addEventListener('hashchange', () => {
    place.value = placeOf(location.hash);
  });
  effect(() => {
    place.value.search;
    void loadThreads();
  });
  const thread = computed(() => place.value.thread);
  effect(() => {
    thread.value;
    void loadThread();
  });
  void caught(api.choices()).then((found) => {
    choices.value = found;
  });

  let source: EventSource | null = null;
  setInterval(() => document.hidden && void loadThreads(), hiddenMs);
  const look = () => {
    source?.close();
    source = document.hidden ? null : new EventSource('/api/mails/events');
    source?.addEventListener('changed', reload);
    source?.addEventListener('open', () => {
      trouble.value = null;
    });
    source?.addEventListener('error', () => {
      trouble.value = 'The mailbox does not answer. Is npm start still running?';
    });
  };
  document.addEventListener('visibilitychange', look);
  look();
}

const hiddenMs = 5_000;

function reload(): void {
  void loadThreads();
  void loadThread();
  void loadFaults();
}

/** Null if it failed, which is then shown. */
export async function caught<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error);
    return null;
  }
}
