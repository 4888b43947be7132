import { computed, effect, signal } from '@preact/signals';
import { api, type Choices, type Deed, type Fault, silent, type Thread, type Who, type WholeThread } from './api.ts';

/** Whose phone it is, and which conversation is open; in the address, so that the back button and links work. */
export interface Place {
  readonly pageId: string;
  readonly personId: string;
  /** How somebody is called who has not written yet; empty: as they are known. */
  readonly name: string;
}

export const place = signal<Place | null>(placeOf(location.hash));
export const threads = signal<readonly Thread[] | null>(null);
export const total = signal(0);
export const openThread = signal<WholeThread | null>(null);
export const faults = signal<readonly Fault[]>([]);
export const choices = signal<Choices | null>(null);
/** What went wrong, until something goes right. */
export const trouble = signal<string | null>(null);
/** So that an answer is told to those who cannot see it. */
export const announced = signal('');
/** Whether what arrives in the open conversation is read at once, as on a phone in one's hand. */
export const readsAtOnce = signal(true);

export const unread = computed(() => (threads.value ?? []).reduce((sum, thread) => sum + thread.unread, 0));

export const hashOf = (at: Place | null): string =>
  at === null
    ? '#'
    : `#${new URLSearchParams({ page: at.pageId, person: at.personId, ...(at.name && { name: at.name }) })}`;

function placeOf(hash: string): Place | null {
  const fields = new URLSearchParams(hash.slice(1));
  const pageId = fields.get('page');
  const personId = fields.get('person');
  return pageId === null || personId === null ? null : { pageId, personId, name: fields.get('name') ?? '' };
}

/** Somebody new, with an id nobody has. */
export function begin(pageId: string, name: string): void {
  const personId = `9${Array.from(crypto.getRandomValues(new Uint8Array(15)), (byte) => byte % 10).join('')}`;
  location.hash = hashOf({ pageId, personId, name });
}

/** What the visitor of the open conversation does. Rejects with a sentence. */
export async function act(deed: Deed): Promise<void> {
  const who = visitor();
  if (who !== null) await api.act(who, deed);
  await Promise.all([loadThread(), loadThreads()]);
}

/** The visitor of the open conversation; null: none is open. */
export function visitor(): Who | null {
  const thread = openThread.value;
  if (thread === null) return null;
  const { channel, pageId, personId, name } = thread;
  const called = name ?? place.value?.name ?? '';
  return { channel, pageId, senderId: personId, ...(called === '' ? {} : { name: called }) };
}

export async function loadThreads(): Promise<void> {
  const found = await caught(api.threads());
  if (found === null) return;
  threads.value = found.items;
  total.value = found.total;
}

export async function loadThread(): Promise<void> {
  const at = place.value;
  if (at === null) {
    openThread.value = null;
    return;
  }
  const found = await caught(api.thread(at.pageId, at.personId));
  if (found === null || at !== place.value) return;
  const known = openThread.value;
  openThread.value = found;
  const newest = found.messages.at(-1);
  if (newest === undefined) return;
  const isNew = known?.personId === found.personId && known.messages.at(-1)?.id !== newest.id;
  if (isNew && newest.from === 'page') announced.value = `${found.pageName}: ${newest.text ?? 'a file'}`;
}

/** Tells that the visitor has read what is there, if they do. */
async function readIt(): Promise<void> {
  const who = visitor();
  const isUnread = openThread.value?.messages.some(({ from, readAt }) => from === 'page' && readAt === null) === true;
  if (!isUnread || who === null || !readsAtOnce.value || document.hidden) return;
  await caught(api.act(who, { read: true }));
}

export async function loadFaults(): Promise<void> {
  const found = await caught(api.faults());
  if (found !== null) faults.value = found.items;
}

const hiddenMs = 5_000;

/** Begins to follow what happens. A hidden page looks now and then instead, since browsers open only six connections to a host. */
export function follow(): void {
  window.addEventListener('hashchange', () => {
    place.value = placeOf(location.hash);
  });
  effect(() => {
    place.value;
    void loadThread();
  });
  effect(() => {
    openThread.value;
    readsAtOnce.value;
    void readIt();
  });
  void loadThreads();
  void caught(api.choices()).then((found) => {
    choices.value = found;
  });

  let source: EventSource | null = null;
  setInterval(() => document.hidden && void loadThreads(), hiddenMs);
  const look = () => {
    source?.close();
    source = document.hidden ? null : new EventSource('/api/events');
    source?.addEventListener('changed', reload);
    source?.addEventListener('open', () => {
      trouble.value = null;
    });
    source?.addEventListener('error', () => {
      trouble.value = silent;
    });
  };
  document.addEventListener('visibilitychange', look);
  look();
}

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
