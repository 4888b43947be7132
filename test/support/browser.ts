import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { launchOptions } from '../../dev/chromium.ts';
import { forThisFile } from './for-this-file.ts';

export type TestBrowser = Awaited<ReturnType<typeof startBrowser>>;

/** A real browser; each person in a test has a context of their own: their storage, their tabs. */
export const startBrowser = async (options: LaunchOptions = {}) =>
  withPeople(await chromium.launch({ ...(await launchOptions()), ...options }));

/** One whose process can be killed, so that its pages have no time to say that they end. */
export async function startMortalBrowser() {
  const server = await chromium.launchServer(await launchOptions());
  const browser = await chromium.connect(server.wsEndpoint());
  return { ...withPeople(browser), kill: () => server.kill() };
}

function withPeople(browser: Browser) {
  const people: BrowserContext[] = [];
  return {
    browser,
    person: async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
      const person = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
      person.setDefaultTimeout(20_000);
      people.push(person);
      return person;
    },
    /** Ends all contexts: what they stored is gone. */
    leave: async () => {
      await Promise.all(people.splice(0).map((person) => person.close()));
    },
    stop: () => browser.close(),
  };
}

/** One browser for all tests of a file. */
export const useBrowser = (options?: LaunchOptions): TestBrowser => forThisFile(() => startBrowser(options));

/** The errors of a page's scripts and its console, which a test expects to be none. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return troubles;
}
