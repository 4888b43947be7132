import type { Browser, Channel, Happening, Place } from './browser.ts';

/** The browser that this page is in. */
export function realBrowser(): Browser {
  return {
    fetch: (url, init) => fetch(url, init),
    local: usable(() => localStorage),
    session: usable(() => sessionStorage),
    tabs:
      'locks' in navigator && 'BroadcastChannel' in globalThis
        ? { locks: navigator.locks, channel: (name) => new BroadcastChannel(name) as Channel }
        : null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    // randomUUID exists only over HTTPS.
    newId: () =>
      Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    page: () => location.href,
    // As in panel.css.
    isSmall: () => matchMedia('(max-width: 480px), (max-height: 480px)').matches,
    isLooking: () => document.visibilityState === 'visible' && document.hasFocus(),
    upload: async (file, request) => (await import('./send-file.ts')).sendFile(file, request),
    listen,
  };
}

/** Reading it throws where the browser lets the page keep nothing. */
function usable(place: () => Storage): Place | null {
  try {
    return place();
  } catch {
    return null;
  }
}

function listen(listener: (happening: Happening) => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const on = (target: EventTarget, type: string, kind: Exclude<Happening['kind'], 'kept'>) =>
    target.addEventListener(type, () => listener({ kind }), { signal });
  on(document, 'visibilitychange', 'looking');
  on(window, 'focus', 'looking');
  on(window, 'online', 'online');
  on(window, 'offline', 'offline');
  on(window, 'pagehide', 'leaving');
  const isBack = ({ persisted }: PageTransitionEvent) => persisted && listener({ kind: 'back' });
  addEventListener('pageshow', isBack, { signal });
  const isLocal = ({ key, storageArea }: StorageEvent) =>
    storageArea === localStorage && listener({ kind: 'kept', key });
  addEventListener('storage', isLocal, { signal });
  return () => ended.abort();
}
