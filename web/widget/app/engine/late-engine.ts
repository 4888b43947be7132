import { effect } from '@preact/signals';
import type { WidgetConfiguration } from '../../../../packages/client/src/types.ts';
import { storageKey } from '../../storage-key.ts';
import type { Chat } from '../chat.ts';
import type { createEngine, Engine, EngineDeps } from './engine.ts';
import { nextPage } from './next-page.ts';
import { chatState, clearVisitor, takeAgents } from './state.ts';
import { troubleOf, waitMs } from './trouble.ts';

export interface LateEngine extends Omit<Engine, 'acts'> {
  readonly chat: Chat;
  compose(text: string): void;
}

export interface LateEngineDeps extends Omit<EngineDeps, 'state' | 'failed'> {
  load(): Promise<typeof createEngine>;
}

/**
 * The chat before it is used. The engine is loaded when the visitor begins to write, or at once if there is something to
 * go on with: for somebody who only opens the chat, the page loads a quarter less.
 */
export function lateEngine(deps: LateEngineDeps): LateEngine {
  const { browser, siteKey, apiUrl, configuration, code, storage, tell } = deps;
  const state = chatState(configuration);
  const own = storage === 'none' ? null : browser.session;
  const next = nextPage(own, siteKey);
  let engine: Engine | null = null;
  let arrived: (engine: Engine) => void;
  const arrival = new Promise<Engine>((resolve) => {
    arrived = resolve;
  });
  let isLoading = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let identity: string | null = null;
  /** What the engine does first. */
  let isLoggedOut = false;
  let isToBeSent = false;
  let hasStarted = false;
  /** Until then, what the page put into the field is not kept. */
  let hasTyped = false;
  let isDestroyed = false;

  function failed(error: unknown): void {
    if (isDestroyed) return;
    const trouble = troubleOf(error);
    state.trouble.value = trouble;
    tell('error', { code: trouble.kind, message: error instanceof Error ? error.message : `${error}` });
  }

  /** Once the engine is there; until then it is asked for again and again. */
  function loaded(): Promise<Engine> {
    void load();
    return arrival;
  }

  async function load(): Promise<void> {
    if (engine !== null || isLoading) return;
    isLoading = true;
    clearTimeout(timer);
    try {
      const create = await deps.load();
      if (isDestroyed) return;
      if (tries > 0) state.trouble.value = null;
      engine = create({ ...deps, state, failed });
    } catch (error) {
      if (isDestroyed) return;
      if (tries === 0) failed(error);
      timer = setTimeout(load, waitMs(error, tries));
      tries += 1;
      return;
    } finally {
      isLoading = false;
    }
    if (isLoggedOut) engine.logout();
    if (identity !== null) engine.identify(identity);
    engine.start();
    if (isToBeSent) engine.acts.send();
    arrived(engine);
  }

  const isKept = () =>
    [browser.local, browser.session].some((place) => (place?.getItem(storageKey(siteKey)) ?? null) !== null);
  const isNeeded = () => isKept() || code !== null || isToBeSent || (identity !== null && state.isOpen.peek());

  /** Another tab may have begun, the network may be back. */
  function goOn(): void {
    if (hasStarted && (isNeeded() || tries > 0)) void load();
  }

  /** Nobody tells a page without a session who is online, so what it heard may be old. */
  async function askAgents(): Promise<void> {
    try {
      const address = `${apiUrl}/v1/visitor/widget?siteKey=${siteKey}`;
      const response = await browser.fetch(address, { method: 'GET', cache: 'no-store' });
      if (!response.ok) throw new Error(`The answer was ${response.status}.`);
      const { agents }: WidgetConfiguration = await response.json();
      takeAgents(state, agents, tell);
    } catch (error) {
      failed(error);
    }
  }

  function opened(): void {
    if (isNeeded()) goOn();
    else if (state.connection.peek() === 'idle') void askAgents();
  }

  const mayKeep = () => own !== null && ((hasTyped && state.draft.peek() !== '') || isKept());

  function leave(): void {
    next.leave(mayKeep() ? { isOpen: state.isOpen.peek(), draft: state.draft.peek() } : { isOpen: false, draft: '' });
  }

  function takeDraft(): void {
    state.draft.value = next.taken().draft;
    hasTyped = state.draft.value !== '';
  }

  state.isOpen.value = next.taken().isOpen && !browser.isSmall();
  takeDraft();
  let toldUnread = 0;
  let wasOpen = false;
  const stops = [
    browser.listen(({ kind }) => {
      // Hidden pages may be ended without being told.
      if (kind === 'leaving' || kind === 'looking') leave();
      // It may have been sent on another page, or gone on with.
      if (kind === 'back' && mayKeep()) takeDraft();
      goOn();
    }),
    effect(() => {
      const count = state.unread.value;
      if (count !== toldUnread) tell('unread', { count });
      toldUnread = count;
    }),
    effect(() => {
      const isOpen = state.isOpen.value;
      if (isOpen === wasOpen) return;
      wasOpen = isOpen;
      tell(isOpen ? 'opened' : 'closed', null);
      if (isOpen && hasStarted) opened();
    }),
  ];

  return {
    chat: {
      ...state,
      maxFiles: configuration.attachments.maxFiles,
      send: () => {
        if (engine !== null) return engine.acts.send();
        isToBeSent = true;
        goOn();
      },
      retry: (id) => engine?.acts.retry(id),
      discard: (id) => engine?.acts.discard(id),
      // Part of the draft at once, so that it is not sent without them.
      addFiles: (chosen) => {
        const files = [...chosen].map((file) => {
          const { name, size: bytes } = file;
          return { id: browser.newId(), file, name, bytes, progress: 0, state: 'uploading' } as const;
        });
        state.files.value = [...state.files.value, ...files];
        void loaded().then(({ acts }) => acts.upload());
      },
      removeFile: (id) => {
        state.files.value = state.files.value.filter((file) => file.id !== id);
        engine?.acts.removeFile(id);
      },
      retryFile: (id) => engine?.acts.retryFile(id),
      loadEarlier: () => engine?.acts.loadEarlier(),
      fillForm: async (filled) => (await loaded()).acts.fillForm(filled),
      seen: (seq) => engine?.acts.seen(seq),
      acted: () => engine?.acts.acted(),
      typed: () => {
        hasTyped = true;
        if (engine === null) void load();
        else engine.acts.typed();
      },
      askRestoreLink: async (email) => (await loaded()).acts.askRestoreLink(email),
      forget: () => engine?.acts.forget(),
      dismissTrouble: () => {
        state.trouble.value = null;
      },
    },
    start: () => {
      hasStarted = true;
      if (code !== null) state.isOpen.value = true;
      else if (state.isOpen.peek()) opened();
      goOn();
    },
    identify: (token) => {
      identity = token;
      if (engine === null) goOn();
      else engine.identify(token);
    },
    logout: () => {
      identity = null;
      hasTyped = false;
      state.isOpen.value = false;
      if (engine !== null) return engine.logout();
      isLoggedOut = isKept();
      isToBeSent = false;
      clearVisitor(state);
      leave();
      goOn();
    },
    compose: (text) => {
      const before = state.draft.value;
      state.draft.value = before === '' ? text : `${before}\n${text}`;
      state.isOpen.value = true;
    },
    destroy: () => {
      isDestroyed = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
      engine?.destroy();
    },
  };
}
