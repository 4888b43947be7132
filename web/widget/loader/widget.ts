import type { WidgetEvents } from '../../../packages/client/src/widget.ts';
import type { Handoff, WidgetApp } from '../handoff.ts';
import { nextPageKey, storageKey } from '../storage-key.ts';
import { configure } from './configure.ts';
import { type Host, hostOf } from './host.ts';
import { type AppModule, importApp } from './import-app.ts';
import { type DrawnLauncher, drawLauncher, styled } from './launcher.ts';
import type { BootOptions } from './own-script.ts';
import { wordsFor } from './words.ts';

export type AppCommand = Parameters<WidgetApp['run']>[0];

export interface Booted {
  run(command: AppCommand): void;
  destroy(): void;
}

export interface ToBoot {
  readonly apiUrl: string;
  readonly options: BootOptions & { readonly siteKey: string };
  /** Of a link in an email. */
  readonly code: string | null;
}

/** Draws the launcher, and loads the app when it is first needed. */
export function bootWidget({ apiUrl, options, code }: ToBoot): Booted {
  const { siteKey, launcher: wanted } = options;
  const key = storageKey(siteKey);
  const ended = new AbortController();
  const { signal } = ended;
  const locale = options.locale ?? (document.documentElement.lang || navigator.language);
  const words = wordsFor(locale);
  let configuration: Handoff['configuration'] | undefined;
  let host: Host | undefined;
  let launcher: DrawnLauncher | null = null;
  let module: Promise<AppModule> | undefined;
  let app: WidgetApp | undefined;
  let isHidden = false;
  let opens = false;
  /** For the app, in this order; the newest of each kind. */
  const waiting = new Map<string, AppCommand>();
  let isNeeded: unknown = code ?? places().find((place) => place[key] ?? place[nextPageKey(key)]);

  function tell<Name extends keyof WidgetEvents>(name: Name, detail: WidgetEvents[Name]): void {
    dispatchEvent(new CustomEvent(`afterchat:${name}`, { detail }));
  }

  function complain(code: string, message: string): void {
    // biome-ignore lint/suspicious/noConsole: for the developers of the page
    console.warn(`afterchat: ${message}`);
    tell('error', { code, message });
  }

  function places(): Storage[] {
    try {
      // Null in a web view that keeps nothing.
      return [localStorage, sessionStorage].filter((place) => place);
    } catch {
      // The browser lets this page keep nothing.
      return [];
    }
  }

  function endSession(token: string | undefined): void {
    const request = { method: 'DELETE', keepalive: true, headers: { authorization: `Bearer ${token}` } };
    if (token) fetch(`${apiUrl}/v1/visitor/session`, request).catch(() => {});
  }

  function later(act: () => unknown): void {
    const retryMs = 30_000;
    setTimeout(() => signal.aborted || act(), retryMs);
  }

  async function begin(): Promise<void> {
    configuration = await configure(apiUrl, siteKey, (code, message, mayPass) => {
      complain(code, message);
      if (mayPass) later(begin);
    });
    if (!configuration || signal.aborted) return;
    host = hostOf(options, configuration.colors.light);
    styled(host.root);
    if (wanted === true) draw(host.root);
    tell('ready', null);
    tell('agents', { online: configuration.agents.online });
    if (isNeeded) need();
  }

  function draw(root: ShadowRoot): void {
    launcher = drawLauncher(root, words.chat);
    const { button } = launcher;
    button.hidden = isHidden;
    button.onclick = () => run(['toggle']);
    button.onpointerenter = button.onfocus = prefetch;
  }

  function prefetch(): void {
    if (configuration) fetchApp().catch(() => {});
  }

  function fetchApp(): Promise<AppModule> {
    // Always by the same address, by which its parts know it too. Browsers of before 2026 do not ask again for a module
    // that failed until the page is loaded again.
    module ??= importApp(apiUrl + configuration?.app, options.nonce).catch((error) => {
      module = undefined;
      throw error;
    });
    return module;
  }

  async function need(): Promise<void> {
    isNeeded = true;
    if (!configuration || !host || app) return;
    if (opens) launcher?.busy();
    try {
      const { start } = await fetchApp();
      if (signal.aborted || app) return;
      app = start({
        ...{ apiUrl, siteKey, configuration, options, locale, root: host.root, launcher, code, tell },
      });
      waiting.forEach(app.run);
      if (opens) app.run(['open']);
    } catch (error) {
      opens = false;
      launcher?.failed(words.failed);
      complain('app-not-loaded', `${error}`);
      later(need);
    }
  }

  function run(command: AppCommand): void {
    const [name] = command;
    if (/Launcher/.test(name)) {
      isHidden = name === 'hideLauncher';
      if (launcher) launcher.button.hidden = isHidden;
    } else if (app) {
      app.run(command);
    } else if (/open|toggle|close/.test(name)) {
      // Who clicks again before the app is there is impatient, and still wants it open.
      opens = name !== 'close';
    } else {
      // At once, because the app may never come.
      if (name === 'logout')
        for (const place of places()) {
          endSession(/"token":"(.*?)"/.exec(place[key])?.[1]);
          for (const kept in place) if (!`${kept}:`.indexOf(`${key}:`)) delete place[kept];
        }
      waiting.delete(name);
      waiting.set(name, command);
    }
    if (opens || name === 'compose') void need();
  }

  if (typeof wanted === 'string')
    for (const type of ['click', 'pointerover', 'focusin'])
      addEventListener(
        type,
        ({ target }) => {
          // The document itself has no such method.
          if (!(target as Element).closest?.(wanted)) return;
          if (type === 'click') run(['open']);
          else prefetch();
        },
        { signal },
      );
  // A first message in another tab: from now on this one counts too what is unread.
  addEventListener('storage', ({ key: changed }) => changed === key && need(), { signal });
  void begin();

  return {
    run,
    destroy: () => {
      ended.abort();
      app?.destroy();
      host?.remove();
    },
  };
}
