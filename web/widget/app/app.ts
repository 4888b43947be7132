import { signal } from '@preact/signals';
import type { Handoff, WidgetApp } from '../handoff.ts';
import { lateEngine } from './engine/late-engine.ts';
import { realBrowser } from './engine/real-browser.ts';
import type { Talk } from './panel/around.ts';
import { mountPanel } from './panel/mount.tsx';
import { ownVariant } from './words/language.ts';

/** What counts as activity, anywhere on the page. */
const acts = ['pointerdown', 'keydown', 'scroll'];

/** Takes over from the loader: from here on the chat runs. */
export function start(handoff: Handoff): WidgetApp {
  const browser = realBrowser();
  const { apiUrl, siteKey, configuration, code, tell, launcher } = handoff;
  let { locale } = handoff;
  const { storage } = handoff.options;
  const drawn = signal<Talk | null>(null);
  const engine = lateEngine({
    ...{ apiUrl, siteKey, configuration, code, tell, browser, storage },
    // By it the visitor's emails are written, so they give times as the panel does.
    locale: () => ownVariant(locale, navigator.languages),
    load: async () => {
      const { createEngine, talk } = await import('./conversation.ts');
      drawn.value = talk;
      return createEngine;
    },
    onReceived: ({ id }) => {
      const isSeen = chat.isOpen.value && browser.isLooking();
      // Loaded with the first answer that needs it; without it, the chat is silent.
      import('./ring.ts').then(
        ({ ringOnce }) => ringOnce(browser, `afterchat:${siteKey}:sound:${id}`, isSeen),
        () => {},
      );
    },
  });
  const { chat } = engine;
  const panel = mountPanel(handoff, chat, drawn);
  const acted = () => chat.acted();
  for (const type of acts) addEventListener(type, acted, { passive: true, capture: true });
  // After the commands that the loader has kept: they may say who the visitor is.
  queueMicrotask(engine.start);

  return {
    run: (command) => {
      switch (command[0]) {
        case 'identify':
          return engine.identify(command[1]);
        case 'logout':
          return engine.logout();
        case 'compose':
          return engine.compose(command[1]);
        case 'open':
        case 'close':
        case 'toggle':
          chat.isOpen.value =
            command[0] === 'open' ||
            // Until the chat is drawn, who clicks again is impatient.
            (command[0] === 'toggle' && (!chat.isOpen.value || launcher?.button.ariaBusy === 'true'));
          return;
        case 'setLocale':
          locale = command[1];
          return panel.setLocale(locale);
        case 'setColorScheme':
          return panel.setColorScheme(command[1]);
        // The loader's.
        case 'showLauncher':
        case 'hideLauncher':
          return;
      }
      command satisfies never;
    },
    destroy: () => {
      for (const type of acts) removeEventListener(type, acted, { capture: true });
      engine.destroy();
      panel.destroy();
    },
  };
}
