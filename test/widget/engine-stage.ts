import { afterEach, beforeEach, jest } from '@jest/globals';
import type { ShownMessage } from '../../web/widget/app/chat.ts';
import type { Browser } from '../../web/widget/app/engine/browser.ts';
// Loaded before the tests, which wait only for what it does.
import '../../web/widget/app/engine/draft-files.ts';
import { createEngine, type EngineDeps } from '../../web/widget/app/engine/engine.ts';
import { type LateEngine, lateEngine } from '../../web/widget/app/engine/late-engine.ts';
import { type FakeBrowser, fakeBrowser } from './fake-browser.ts';
import { type FakeService, fakeService } from './fake-service.ts';

/** Node's, which no fake timer holds up. */
declare function setImmediate(act: (nothing?: unknown) => void): void;

const colors = { brand: '#0b7a75', onBrand: '#ffffff', accent: '#0b7a75', brandEdge: '#0b7a75' };
const configuration: EngineDeps['configuration'] = {
  ...{ app: '/widget/app.js', name: 'Acme', colors: { light: colors, dark: colors }, logoUrl: null, locale: 'en' },
  attachments: { maxFiles: 2, maxBytes: 1_000 },
  agents: { online: true, people: [], contactForm: 'off' },
};

/** A token that says so; its signature is for the service to judge. */
export const identity = (sub: string) => `e30.${btoa(JSON.stringify({ sub }))}.signature`;

/** Where a visitor of this site keeps their session. */
export const key = 'afterchat:site_1';

/** All that needs no time has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export async function later(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
  await settled();
}

export interface Given extends Partial<Pick<EngineDeps, 'code' | 'storage'>> {
  readonly identity?: string;
  /** Of an earlier page in the same tab. */
  readonly session?: Browser['session'];
  readonly isPhone?: boolean;
  /** The chat is what the app was loaded for. */
  readonly opens?: boolean;
  /** Loads the engine; by default at once. */
  readonly load?: () => Promise<typeof createEngine>;
}

const textOf = (shown: ShownMessage) =>
  'message' in shown ? `${shown.kind === 'held' ? 'held: ' : ''}${shown.message.text}` : `${shown.kind}: ${shown.text}`;

/** Engines in a browser and with a service of their own in each test, by a clock that stands still. */
export function useEngines() {
  let open: LateEngine[];
  const stage = {
    browser: undefined as unknown as FakeBrowser,
    service: undefined as unknown as FakeService,
    page,
    /** Whether the browser thinks that there is a network, when nothing is answered; at first not. */
    browserIs: (online: boolean) => void browserIs(online),
    /** What the browser keeps for all its tabs. */
    keptKeys: () => Object.keys(stage.browser.local),
    /** The texts of each conversation, as the service has them. */
    said: () => stage.service.talks.map(({ messages }) => messages.map(({ text }) => text)),
  };

  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  const browserIs = (online: boolean) =>
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { onLine: online } });

  beforeEach(() => {
    browserIs(false);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    stage.browser = fakeBrowser();
    stage.service = fakeService();
    open = [];
  });
  afterEach(() => {
    for (const engine of open) engine.destroy();
    jest.useRealTimers();
    // Older Node has none.
    Object.defineProperty(globalThis, 'navigator', navigator ?? { configurable: true, value: undefined });
  });

  /** A page with the widget, in a tab of its own. */
  async function page({ code = null, storage = 'onUse', identity: token, session, ...given }: Given = {}) {
    const { isPhone = false, opens = false, load } = given;
    const tab = stage.browser.tab(stage.service.fetch, session ? { session, isPhone } : {});
    const told: [string, unknown][] = [];
    const engine = lateEngine({
      ...{ siteKey: 'site_1', apiUrl: 'https://chat.example', configuration, code, storage },
      locale: () => 'en',
      ...{ browser: tab, tell: (name, detail) => void told.push([name, detail]), onReceived: () => {} },
      load: load ?? (async () => createEngine),
    });
    open.push(engine);
    if (token !== undefined) engine.identify(token);
    if (opens) engine.chat.isOpen.value = true;
    engine.start();
    await settled();
    const { chat } = engine;
    return {
      ...{ engine, chat, tab, told },
      texts: () => chat.messages.value.map(textOf),
      write: async (text: string) => {
        chat.draft.value = text;
        chat.send();
        await settled();
      },
      types: (text: string) => {
        chat.draft.value = text;
        chat.typed();
      },
      look: async () => {
        chat.isOpen.value = true;
        tab.looks = true;
        tab.happens({ kind: 'looking' });
        await settled();
      },
      fills: (email: string) => chat.fillForm({ email }),
      close: async () => {
        tab.happens({ kind: 'leaving' });
        engine.destroy();
        await settled();
      },
    };
  }

  return stage;
}
