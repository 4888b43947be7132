import { render } from 'preact';
import type { Handoff, WidgetApp } from '../handoff.ts';
import { countInTitle, ringOnce } from './attention.ts';
import type { Chat } from './chat.ts';
import { createEngine } from './engine/engine.ts';
import { realBrowser } from './engine/real-browser.ts';

/** What counts as activity, anywhere on the page. */
const acts = ['pointerdown', 'keydown', 'scroll'];

/** Takes over from the loader: from here on the chat runs. */
export function start(handoff: Handoff): WidgetApp {
  const browser = realBrowser();
  const { apiUrl, siteKey, configuration, locale, code, tell } = handoff;
  const { storage } = handoff.options;
  const engine = createEngine({
    ...{ apiUrl, siteKey, configuration, locale, code, tell, browser, storage },
    onReceived: ({ id }) => {
      if (!(chat.isOpen.value && browser.isLooking())) ringOnce(browser, `afterchat:${siteKey}:sound:${id}`);
    },
  });
  const { chat } = engine;
  const panel = mountPanel(handoff, chat);
  const stopCounting = countInTitle(chat.unread);
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
          chat.isOpen.value = command[0] === 'open' || (command[0] === 'toggle' && !chat.isOpen.value);
          return;
        case 'setLocale':
          return panel.setLocale(command[1]);
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
      stopCounting();
      engine.destroy();
      panel.destroy();
    },
  };
}

function mountPanel({ root, launcher, configuration }: Handoff, chat: Chat) {
  const place = document.createElement('div');
  root.append(place);
  const Plain = () => {
    launcher?.show({ isOpen: chat.isOpen.value, unread: chat.unread.value, label: 'Chat' });
    if (!chat.isOpen.value) return null;
    return (
      <div role="dialog" style="position:fixed;right:20px;bottom:90px;width:340px;background:#fff;padding:12px">
        <b>{configuration.name}</b> <small>{chat.connection.value}</small> {chat.trouble.value?.kind}
        <div role="log">
          {chat.messages.value.map((shown) => {
            const message = 'message' in shown ? shown.message : null;
            if (message?.seq && message.author.kind !== 'visitor') queueMicrotask(() => chat.seen(message.seq ?? 0));
            return (
              <p>{`${shown.kind} ${message?.author.kind ?? ''}: ${message?.text ?? ('text' in shown ? shown.text : '')}`}</p>
            );
          })}
        </div>
        <textarea
          value={chat.draft.value}
          onInput={(event) => {
            chat.draft.value = event.currentTarget.value;
          }}
        />
        <button type="button" onClick={() => chat.send()}>
          Send
        </button>
      </div>
    );
  };
  render(<Plain />, place);
  return {
    setLocale: (_: string) => {},
    setColorScheme: (_: string) => {},
    destroy: () => {
      render(null, place);
      place.remove();
    },
  };
}
