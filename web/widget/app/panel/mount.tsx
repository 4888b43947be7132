import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { render } from 'preact';
import type { ColorScheme } from '../../../../packages/client/src/widget.ts';
import type { Handoff } from '../../handoff.ts';
import type { Chat } from '../chat.ts';
import { type Language, loadLanguage } from '../words/language.ts';
import type { Around, Talk } from './around.ts';
import { followed } from './following.ts';
import styles from './panel.css?inline';
import { Panel } from './panel.tsx';

const retryMs = 3_000;

export interface MountedPanel {
  /** A language tag; its words are loaded first. */
  setLocale(locale: string): void;
  setColorScheme(scheme: ColorScheme): void;
  destroy(): void;
}

/**
 * Draws the chat in the handoff's root while it is open, and the newest unread message beside the launcher while it is
 * not. Keeps the launcher's count and name, and the focus: to the field on opening, back to the launcher on closing.
 *
 * Everything is drawn from here whenever a signal changes that it showed, instead of each part by itself: that needs
 * neither Preact's hooks nor its bindings for signals, which would be a tenth of the app's size.
 *
 * @param talk how messages are drawn, once that is loaded
 */
export function mountPanel(
  { root, configuration, launcher, apiUrl, locale, options }: Handoff,
  chat: Chat,
  talk: ReadonlySignal<Talk | null>,
): MountedPanel {
  const { name, logoUrl, colors } = configuration;
  const place = document.createElement('div');
  place.className = 'chat';
  // Without a launcher there is nothing to stand above.
  if (launcher === null) place.style.setProperty('--above', '0px');
  for (const scheme of ['light', 'dark'] as const) {
    place.style.setProperty(`--${scheme}-accent`, colors[scheme].accent);
    place.style.setProperty(`--${scheme}-edge`, colors[scheme].brandEdge);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets.push(sheet);
  root.append(place);

  const listening = new AbortController();
  const language = signal<Language | null>(null);
  let wanted = locale;
  const load = (): Promise<void> => {
    const tag = wanted;
    return loadLanguage([tag, configuration.locale], navigator.languages).then(
      (loaded) => {
        if (tag === wanted) language.value = loaded;
      },
      // The connection failed.
      () => {
        if (chat.isOpen.peek() && !listening.signal.aborted) setTimeout(load, retryMs);
      },
    );
  };

  const following = followed(chat);
  const parts: Omit<Around, 'language' | 'talk'> = {
    chat,
    name,
    logoUrl,
    apiUrl,
    following,
    contact: { shown: signal('usual'), problem: signal(null), isBusy: signal(false) },
    isDropping: signal(false),
    putAway: signal(null),
  };
  const stops: (() => void)[] = [];
  // What stayed open from the page before takes no focus.
  let wasOpen = chat.isOpen.peek();
  let hadMessages = false;
  let opener: HTMLElement | null = launcher?.button ?? null;

  const stop = effect(() => {
    const isOpen = chat.isOpen.value;
    const shown = language.value;
    if (shown === null) {
      if (isOpen) launcher?.busy();
      return void load();
    }
    const { say, tag, direction } = shown;
    const hasMessages = chat.messages.value.length > 0;
    // Somebody else: what the one before wanted of the form does not concern them.
    if (hadMessages && !hasMessages) parts.contact.shown.value = 'usual';
    hadMessages = hasMessages;
    const count = chat.unread.value;
    const label = isOpen ? say('close') : count > 0 ? say('openUnread', { count }) : say('open');
    launcher?.show({ isOpen, label });
    const loaded = talk.value;
    if (loaded !== null && stops.length === 0) {
      stops.push(loaded.countInTitle(chat.unread));
      if (launcher !== null) stops.push(loaded.countOnButton(launcher.button, chat));
    }

    place.lang = tag;
    place.dir = direction;
    const hadFocus = place.contains(root.activeElement);
    if (isOpen && !wasOpen) opener = launcher?.button ?? (document.activeElement as HTMLElement | null);
    following.before();
    const around = { ...parts, language: shown, talk: loaded };
    render(isOpen ? <Panel around={around} /> : launcher && loaded && <loaded.Preview around={around} />, place);
    following.after();
    // On opening; and where what had the focus is no longer there, such as a button that was clicked.
    if (isOpen && (!wasOpen || (hadFocus && root.activeElement === null)))
      place.querySelector('textarea')?.focus({ preventScroll: true });
    if (!isOpen && wasOpen && hadFocus) opener?.focus();
    wasOpen = isOpen;
  });

  const on = (target: EventTarget | null, type: string, listener: (event: Event) => void) =>
    target?.addEventListener(type, listener, { signal: listening.signal, passive: true });
  // The page would take letters for its shortcuts, because it does not see that they are typed into a field.
  for (const type of ['keydown', 'keypress', 'keyup']) on(place, type, (event) => event.stopPropagation());
  on(window, 'focus', following.look);
  on(document, 'visibilitychange', following.look);
  // What a phone really shows, where its keyboard covers a part of the page; used where the panel fills the screen.
  const viewport = window.visualViewport;
  const fit = () => {
    // Zoomed in with two fingers, the panel would become smaller and smaller.
    const isFit = viewport !== null && viewport.scale < 1.01;
    place.style.setProperty('--top', isFit ? `${viewport.offsetTop}px` : '0px');
    place.style.setProperty('--height', isFit ? `${viewport.height}px` : '100dvh');
  };
  fit();
  on(viewport, 'resize', fit);
  on(viewport, 'scroll', fit);

  const setColorScheme = (scheme: ColorScheme) => {
    place.dataset.scheme = scheme;
  };
  setColorScheme(options.colorScheme ?? 'auto');
  return {
    setLocale(locale) {
      wanted = locale;
      void load();
    },
    setColorScheme,
    destroy() {
      stop();
      for (const each of stops) each();
      listening.abort();
      render(null, place);
      place.remove();
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}
