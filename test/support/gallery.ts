import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import type { StateName } from '../../web/gallery/states.ts';

/** What to look at: a state of the chat, and how. */
export interface Look {
  readonly state: StateName;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  /** The brand's, without #. */
  readonly color?: string;
}

/** Bundles the gallery (web/gallery/), to be called once. */
export async function bundleGallery(): Promise<void> {
  const build = "import('./bin/build-web.mjs').then(({ buildGallery }) => buildGallery())";
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', build]);
}

/** Opens the gallery's page without a server, and shows one state after the other in it. */
export async function galleryPage(person: BrowserContext): Promise<{ page: Page; show(look: Look): Promise<void> }> {
  const page = await person.newPage();
  await page.route('http://gallery.example/**', (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ path: `dist/gallery${pathname === '/' ? '/index.html' : pathname}` });
  });
  return {
    page,
    show: async (look) => {
      await page.goto(`http://gallery.example/?${new URLSearchParams({ ...look })}`);
      await page.locator('.chat[lang]').waitFor({ state: 'attached' });
    },
  };
}
