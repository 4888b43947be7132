import { storageKey } from '../../storage-key.ts';
import type { OutboxMessage } from '../chat.ts';
import type { Browser, Place } from './browser.ts';

/** The session that this browser has, as it is kept. */
export interface KeptSession {
  readonly token: string;
  /** The service's id of the visitor. */
  readonly who: string;
  /** By the site's signed token. */
  readonly isIdentified: boolean;
  /** Null until the conversation has begun. */
  readonly conversationId: string | null;
}

export interface Keeper {
  readonly key: string;
  session(): KeptSession | null;
  /** Of this tab's session and that of the others, if it has one of its own. */
  tokens(): readonly string[];
  /** Not even something to be sent in a session to come is kept. */
  isEmpty(): boolean;
  keep(session: KeptSession): void;
  /** Messages that are not yet sent, in the order in which they were written. */
  outbox(): readonly OutboxMessage[];
  put(message: OutboxMessage): void;
  drop(id: string): void;
  /**
   * Removes the session; with `all` also what is not yet sent, and what other tabs have, if this one has a session of its
   * own.
   */
  forget(what: 'session' | 'all'): void;
  /** From now on for this tab alone; what is kept stays, for the other tabs and for this one's next page. */
  stayInTab(): void;
  /** Whether the browser's other tabs have the same session. */
  isShared(): boolean;
}

/** Each message has a key of its own, so that tabs that write at the same time do not overwrite each other. */
export function keeper(siteKey: string, storage: 'onUse' | 'session' | 'none', browser: Browser): Keeper {
  const key = storageKey(siteKey);
  const own = browser.session;
  const isOwn = own !== null && own.getItem(key) !== null;
  const wanted = storage === 'none' ? null : storage === 'session' || isOwn ? own : browser.local;
  let place = wanted ?? memory();

  function write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      place.setItem(name, text);
    } catch {
      // It is full: what the page shows goes on in memory.
      place = memory({ ...(place as object), [name]: text });
    }
  }

  function read<Value>(name: string, from: Place | null = place): Partial<Value> {
    try {
      return JSON.parse(from?.getItem(name) ?? '{}') ?? {};
    } catch {
      return {};
    }
  }

  const isOfOutbox = (name: string) => name.startsWith(`${key}:`);

  const outbox = () =>
    Object.keys(place)
      .filter(isOfOutbox)
      .map((name) => read<OutboxMessage>(name))
      .filter((message): message is OutboxMessage => typeof message.id === 'string' && Array.isArray(message.files))
      .sort((one, other) => one.at - other.at);

  return {
    key,
    session: () => {
      const { token, who = '', isIdentified = false, conversationId = null } = read<KeptSession>(key);
      return typeof token === 'string' ? { token, who, isIdentified, conversationId } : null;
    },
    tokens: () => [place, browser.local, own].flatMap((from) => read<KeptSession>(key, from).token ?? []),
    isEmpty: () => place.getItem(key) === null,
    keep: (session) => write(key, session),
    outbox,
    put: (message) => {
      // The loader looks for this key, to go on with what was not sent.
      if (place.getItem(key) === null) write(key, {});
      write(`${key}:${message.id}`, message);
    },
    drop: (id) => place.removeItem(`${key}:${id}`),
    forget: (what) => {
      if (what === 'session' && outbox().length > 0) return write(key, {});
      for (const one of what === 'all' ? [place, browser.local, own] : [place])
        for (const name of Object.keys(one ?? {})) if (name === key || isOfOutbox(name)) one?.removeItem(name);
    },
    stayInTab: () => {
      place = own?.getItem(key) === null ? own : memory();
    },
    isShared: () => place === browser.local,
  };
}

const methods: Place = {
  getItem(this: Record<string, string>, name) {
    return this[name] ?? null;
  },
  setItem(this: Record<string, string>, name, value) {
    this[name] = value;
  },
  removeItem(this: Record<string, string>, name) {
    delete this[name];
  },
};

/** Like Storage, its entries are its properties. */
export const memory = (entries: Readonly<Record<string, string>> = {}): Place =>
  Object.assign(Object.create(methods), entries);
