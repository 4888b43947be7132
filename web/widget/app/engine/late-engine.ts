import { effect } from '@preact/signals';
import { answering } from '../../../../packages/client/src/json.ts';
import type { WidgetConfiguration } from '../../../../packages/client/src/types.ts';
import { storageKey } from '../../storage-key.ts';
import type { Chat, DraftFile } from '../chat.ts';
import type { Engine, EngineDeps } from './engine.ts';
import { nextPage } from './next-page.ts';
import { sendOnce } from './send.ts';
import { chatState, clearVisitor, takeAgents } from './state.ts';
import { troubleOf } from './trouble.ts';

export interface LateEngine extends Omit<Engine, 'acts'> {
  readonly chat: Chat;
  compose(text: string): void;
}

/**
 * The chat before it is used. The engine is loaded when the visitor begins to write, or at once if there is something to
 * go on with: for somebody who only opens the chat, the page loads a quarter less.
 */
export function lateEngine(deps: Omit<EngineDeps, 'state' | 'failed'>): LateEngine {
  const { browser, siteKey, apiUrl, configuration, code, storage, tell } = deps;
  const state = chatState(configuration);
  const own = storage === 'none' ? null : browser.session;
  const next = nextPage(own, siteKey);
  let engine: Engine | null = null;
  let loading: Promise<Engine> | null = null;
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

  function loaded(): Promise<Engine> {
    loading ??= load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  async function load(): Promise<Engine> {
    const { createEngine } = await import('./engine.ts');
    if (isDestroyed) throw new Error('The chat is gone.');
    engine = createEngine({ ...deps, state, failed });
    if (isLoggedOut) engine.logout();
    if (identity !== null) engine.identify(identity);
    engine.start();
    if (isToBeSent) engine.acts.send();
    return engine;
  }

  const act = (what: (engine: Engine) => void) => void loaded().then(what, failed);

  /** For a form, which shows a sentence of its own only if the service says something about it. */
  const needed = () =>
    loaded().catch((error) => {
      failed(error);
      throw new Error('');
    });

  const isKept = () =>
    [browser.local, browser.session].some((place) => (place?.getItem(storageKey(siteKey)) ?? null) !== null);
  const isNeeded = () => isKept() || code !== null || isToBeSent || (identity !== null && state.isOpen.peek());

  const changeFiles = (change: (file: DraftFile) => DraftFile) => {
    state.files.value = state.files.value.map(change);
  };

  function upload(): void {
    loaded()
      .then(({ acts }) => acts.upload())
      .catch(() => changeFiles((file) => (file.state === 'uploading' ? { ...file, state: 'failed' } : file)));
  }

  /** Another tab may have begun, the network may be back. */
  function goOn(): void {
    if (engine === null && hasStarted && isNeeded()) act(() => {});
  }

  /** Nobody tells a page without a session who is online, so what it heard may be old. */
  function askAgents(): void {
    const answer = answering(sendOnce(apiUrl, browser.fetch, { now: () => undefined, renewed: () => {} }));
    answer<WidgetConfiguration>('GET', '/v1/visitor/widget', { query: { siteKey } }).then(
      ({ agents }) => takeAgents(state, agents, tell),
      failed,
    );
  }

  const mayKeep = () => own !== null && (hasTyped || isKept());

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
      if (!isOpen || !hasStarted || engine !== null) return;
      if (isNeeded()) goOn();
      else askAgents();
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
        upload();
      },
      removeFile: (id) => {
        state.files.value = state.files.value.filter((file) => file.id !== id);
        engine?.acts.removeFile(id);
      },
      retryFile: (id) => {
        changeFiles((file) => (file.id === id ? { ...file, state: 'uploading' } : file));
        upload();
      },
      loadEarlier: () => engine?.acts.loadEarlier(),
      fillForm: async (filled) => (await needed()).acts.fillForm(filled),
      seen: (seq) => engine?.acts.seen(seq),
      acted: () => engine?.acts.acted(),
      typed: () => {
        hasTyped = true;
        if (engine === null) loaded().catch(() => {});
        else engine.acts.typed();
      },
      askRestoreLink: async (email) => (await needed()).acts.askRestoreLink(email),
      forget: () => engine?.acts.forget(),
      dismissTrouble: () => {
        state.trouble.value = null;
      },
    },
    start: () => {
      hasStarted = true;
      if (code !== null) state.isOpen.value = true;
      goOn();
    },
    identify: (token) => {
      identity = token;
      if (engine === null) goOn();
      else engine.identify(token);
    },
    logout: () => {
      identity = null;
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
      for (const stop of stops) stop();
      engine?.destroy();
    },
  };
}
