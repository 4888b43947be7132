import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

/** No server: the browser gets the files of the gallery (web/gallery/) from here. */
const origin = 'https://gallery.example';

export interface GalleryPlace {
  /** One of web/gallery/states.ts. */
  readonly state: string;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly name?: string;
  /** The brand's, without #. */
  readonly color?: string;
}

/** Gives the pages of a browser the gallery that was bundled to `folder`. */
export async function hangGallery(context: BrowserContext, folder: string): Promise<void> {
  await context.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ path: join(folder, pathname === '/' ? 'index.html' : pathname) });
  });
}

/** Opens one state of the chat, and waits until it is drawn. */
export async function visitGallery(page: Page, { state, ...how }: GalleryPlace): Promise<void> {
  await page.goto(`${origin}/?${new URLSearchParams({ state, ...how })}`);
  await page.locator('.chat[lang]').waitFor({ state: 'attached' });
}

/** The names of all states, in their order. */
export async function galleryStates(page: Page): Promise<readonly string[]> {
  await visitGallery(page, { state: 'empty' });
  return ((await page.locator('html').getAttribute('data-states')) ?? '').split(' ');
}
