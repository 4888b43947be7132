import type { Fetch } from '../../packages/client/src/options.ts';
import type { Browser, Channel, Happening } from '../../web/widget/app/engine/browser.ts';
import { memory } from '../../web/widget/app/engine/kept.ts';

type Place = ReturnType<typeof memory>;

interface Tab extends Browser {
  /** Whether the visitor sees this tab and works in it. */
  looks: boolean;
  isPhone: boolean;
  address: string;
  upload: Browser['upload'];
  /** A browser may put a tab to sleep, which then hears nothing. */
  isAsleep: boolean;
  happens(happening: Happening): void;
}

interface FakeChannel extends Channel {
  readonly name: string;
  hear(data: unknown): void;
}

export interface FakeBrowser {
  readonly local: Place;
  tab(
    fetch: Fetch,
    options?: { readonly session?: Place; readonly hasTabs?: boolean; readonly isPhone?: boolean },
  ): Tab;
}

/** Tabs with a common storage, of whose changes the others are told, common locks and channels. */
export function fakeBrowser(name = 'id'): FakeBrowser {
  const entries = memory();
  const tabs = new Set<Tab & { readonly local: Place }>();
  const locks = fakeLocks();
  const channels = new Set<FakeChannel>();
  let ids = 0;

  /** As a tab has it: writing tells the others. */
  function localOf(own: () => Tab): Place {
    const tell = (key: string) => {
      for (const tab of tabs) if (tab !== own()) queueMicrotask(() => tab.happens({ kind: 'kept', key }));
    };
    const traps: ProxyHandler<Place> = {
      get: (target, name) => {
        if (name === 'setItem')
          return (key: string, value: string) => {
            if (target.getItem(key) === value) return;
            target.setItem(key, value);
            tell(key);
          };
        if (name === 'removeItem')
          return (key: string) => {
            if (target.getItem(key) === null) return;
            target.removeItem(key);
            tell(key);
          };
        return Reflect.get(target, name);
      },
    };
    return new Proxy(entries, traps);
  }

  function channelOf(tab: () => Tab, name: string): Channel {
    const own: FakeChannel = {
      name,
      onmessage: null,
      postMessage: (said) => {
        const data: unknown = structuredClone(said);
        for (const other of channels) if (other !== own && other.name === name) queueMicrotask(() => other.hear(data));
      },
      close: () => void channels.delete(own),
      hear: (data) => {
        if (!tab().isAsleep) own.onmessage?.({ data });
      },
    };
    channels.add(own);
    return own;
  }

  return {
    local: entries,
    tab: (fetch, { session = memory(), hasTabs = true, isPhone = false } = {}) => {
      const listeners = new Set<(happening: Happening) => void>();
      const tab: Tab = {
        fetch,
        local: localOf(() => tab),
        session,
        tabs: hasTabs ? { locks, channel: (name) => channelOf(() => tab, name) } : null,
        timeZone: 'Europe/Paris',
        looks: false,
        isPhone,
        isAsleep: false,
        address: 'https://www.acme.example/',
        newId: () => `${name}-${++ids}`,
        page: () => tab.address,
        isSmall: () => tab.isPhone,
        isLooking: () => tab.looks,
        upload: () => Promise.reject(new TypeError('There are no files here.')),
        listen: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        happens: (happening) => {
          for (const listener of listeners) listener(happening);
        },
      };
      tabs.add(tab as Tab & { readonly local: Place });
      return tab;
    },
  };
}

/** Of Web Locks, what the engine uses: waiting in line, giving up, and taking over. */
function fakeLocks(): Pick<LockManager, 'request'> {
  interface Held {
    readonly act: () => unknown;
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: unknown) => void;
  }
  const lines = new Map<string, Held[]>();

  function run(name: string): void {
    const held = lines.get(name)?.[0];
    if (held === undefined) return;
    void Promise.resolve()
      .then(held.act)
      .then(held.resolve, held.reject)
      .finally(() => {
        const line = lines.get(name) ?? [];
        if (line[0] !== held) return;
        line.shift();
        run(name);
      });
  }

  const request = (name: string, given: LockOptions | (() => unknown), act = given as () => unknown) => {
    const { steal = false, signal } = typeof given === 'function' ? {} : given;
    return new Promise((resolve, reject) => {
      const line = lines.get(name) ?? [];
      lines.set(name, line);
      const held: Held = { act, resolve, reject };
      if (steal) {
        line.shift()?.reject(new DOMException('stolen', 'AbortError'));
        line.unshift(held);
        return run(name);
      }
      signal?.addEventListener('abort', () => {
        const at = line.indexOf(held);
        if (at <= 0) return;
        line.splice(at, 1);
        reject(signal.reason);
      });
      line.push(held);
      if (line.length === 1) run(name);
    });
  };
  return { request } as unknown as Pick<LockManager, 'request'>;
}
