import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { type StateName, states } from '../../web/gallery/states.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { bundleGallery, galleryPage, type Look } from '../support/gallery.ts';

const browser = useBrowser();
beforeAll(bundleGallery, 60_000);
afterEach(() => browser.leave());

/** Those that differ from others in their texts alone are left out. */
const alike: readonly string[] = ['closed', 'emptyAndAway', 'identified', 'offline'];
const names = (Object.keys(states) as StateName[]).filter((name) => !alike.includes(name));

/** What axe finds wrong with the chat. */
async function faults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.addScriptTag({ path: 'node_modules/axe-core/axe.min.js' });
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

/** What sticks out of the window or of the transcript, and what is too small for a finger. Links in texts may be. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const { innerWidth: width, innerHeight: height } = window;
    const found: string[] = [];
    const root = document.querySelector('afterchat-widget')?.shadowRoot;
    for (const element of root?.querySelectorAll<HTMLElement>(
      '.chat button, .chat input, .chat textarea, .launcher, .panel',
    ) ?? []) {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (right === left) continue;
      const inside =
        left >= 0 && right <= width && (element.closest('.log') !== null || (top >= 0 && bottom <= height + 0.5));
      if (!inside) found.push(`outside: ${element.outerHTML.slice(0, 120)}`);
      if (right - left < 43.9 || bottom - top < 43.9) found.push(`small: ${element.outerHTML.slice(0, 120)}`);
    }
    const log = root?.querySelector('.log');
    if (log && log.scrollWidth > log.clientWidth) found.push('the transcript is too wide');
    return found;
  });

async function inspected(looks: readonly Look[], viewport: { readonly width: number; readonly height: number }) {
  const person = await browser.person({ viewport, reducedMotion: 'reduce' });
  const { page, show } = await galleryPage(person);
  const troubles = troublesOf(page);
  const found: string[] = [];
  for (const look of looks) {
    await show(look);
    for (const fault of [...(await faults(page)), ...(await misplaced(page)), ...troubles.splice(0)])
      found.push(`${JSON.stringify(look)}: ${fault}`);
  }
  return found;
}

describe('the states of the chat', () => {
  it('are accessible, and in their places on a phone', async () => {
    const looks = names.map((state) => ({ state, scheme: 'light' }) as const);
    expect(await inspected(looks, { width: 320, height: 640 })).toEqual([]);
  }, 120_000);

  it('are so on a desktop, in the dark', async () => {
    const colored: readonly StateName[] = [
      'empty',
      'newMessages',
      'formRequired',
      'files',
      'texts',
      'trouble',
      'preview',
    ];
    const looks = colored.map((state) => ({ state, scheme: 'dark' }) as const);
    expect(await inspected(looks, { width: 1280, height: 800 })).toEqual([]);
  }, 120_000);

  it('are so from right to left, in any colour, and zoomed to 200 %', async () => {
    const looks: readonly Look[] = [
      { state: 'formRequired', locale: 'ar', scheme: 'light' },
      { state: 'talk', locale: 'ar', scheme: 'dark', color: '111827' },
      { state: 'talk', color: 'ffd54a', scheme: 'light' },
      { state: 'preview', color: 'ffffff', scheme: 'light' },
    ];
    expect(await inspected(looks, { width: 640, height: 360 })).toEqual([]);
  }, 120_000);
});
