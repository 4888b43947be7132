import { afterEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type GalleryPlace, galleryStates, hangGallery, visitGallery } from '../../dev/gallery.ts';
import { useBrowser } from '../support/browser.ts';
import { useGallery } from '../support/gallery.ts';

const browser = useBrowser();
const gallery = useGallery();
afterEach(() => browser.leave());

const phone = { width: 390, height: 844 };
const smallPhone = { width: 320, height: 568 };
const desktop = { width: 1280, height: 800 };

async function open(place: GalleryPlace, options: BrowserContextOptions = {}): Promise<Page> {
  const person = await browser.person({ reducedMotion: 'reduce', ...options });
  await hangGallery(person, gallery.folder);
  const page = await person.newPage();
  await visitGallery(page, place);
  return page;
}

const widget = (page: Page) => page.locator('afterchat-widget');
const panel = (page: Page) => page.getByRole('dialog');
const boxOf = (page: Page, inPanel: string) =>
  panel(page)
    .locator(inPanel)
    .evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);

/** All that stands outside of the screen, is cut, or cannot be pressed, in a line each. */
const faultsOf = (page: Page) => widget(page).evaluate(faultsIn);

describe('every state of the chat fits', () => {
  it('on phones and desktops', async () => {
    const page = await open({ state: 'empty' });
    const faults: string[] = [];
    for (const state of await galleryStates(page)) {
      await visitGallery(page, { state });
      for (const size of [smallPhone, phone, desktop]) {
        await page.setViewportSize(size);
        faults.push(...(await faultsOf(page)).map((fault) => `${state}, ${size.width} px: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  });

  it('at 200 % zoom, and on a phone on its side', async () => {
    const page = await open({ state: 'empty' }, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    const faults: string[] = [];
    for (const state of await galleryStates(page)) {
      await visitGallery(page, { state });
      faults.push(...(await faultsOf(page)).map((fault) => `${state}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });

  it.each(['ar', 'de'])('in the language %s', async (locale) => {
    const page = await open({ state: 'empty', locale });
    const faults: string[] = [];
    for (const state of ['talk', 'newMessages', 'formOptional', 'formRequired', 'sending', 'files', 'longNames']) {
      await visitGallery(page, { state, locale });
      for (const size of [smallPhone, desktop]) {
        await page.setViewportSize(size);
        faults.push(...(await faultsOf(page)).map((fault) => `${state}, ${size.width} px: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  });

  it('with the longest name that a company has', async () => {
    const name = 'Donaudampfschifffahrtsgesellschaft '.repeat(4);
    const page = await open({ state: 'talk', name }, { viewport: smallPhone });
    expect(await faultsOf(page)).toEqual([]);
  });
});

describe('on a phone', () => {
  it('the chat is the whole screen, and its fields are so large that the page is not zoomed', async () => {
    const page = await open({ state: 'formRequired' }, { viewport: phone, isMobile: true, hasTouch: true });
    const { x, y, width, height } = (await panel(page).boundingBox())!;
    expect({ x, y, width, height }).toEqual({ x: 0, y: 0, ...phone });
    const sizes = await panel(page)
      .locator('input:visible, textarea')
      .evaluateAll((fields) => fields.map((field) => Number.parseFloat(getComputedStyle(field).fontSize)));
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
  });

  it('a form that may be left out makes room for the keyboard until the visitor asks for it', async () => {
    const page = await open({ state: 'formOptional' }, { viewport: phone, isMobile: true, hasTouch: true });
    const ask = panel(page).getByRole('button', { name: 'Add email' });
    const email = panel(page).getByRole('textbox', { name: 'Email' });
    const shown = async () => ({ ask: await ask.isVisible(), email: await email.isVisible() });
    expect(await shown()).toEqual({ ask: false, email: true });
    await page.setViewportSize({ ...phone, height: 420 });
    await ask.waitFor();
    expect(await shown()).toEqual({ ask: true, email: false });
    await ask.click();
    expect(await shown()).toEqual({ ask: false, email: true });
    await page.keyboard.type('vera@');
    expect(await email.inputValue()).toBe('vera@');
  });

  it('the field stays above the keyboard', async () => {
    const page = await open({ state: 'talk' }, { viewport: phone, isMobile: true, hasTouch: true });
    // A keyboard makes what is seen smaller.
    await page.setViewportSize({ ...phone, height: 420 });
    const field = await boxOf(page, 'textarea');
    expect(field.bottom).toBeLessThan(420);
    expect(field.top).toBeGreaterThan(300);
  });
});

describe('in a language that is written from right to left', () => {
  it('everything is mirrored, except the corner', async () => {
    const [left, right] = [await open({ state: 'many', locale: 'en' }), await open({ state: 'many', locale: 'ar' })];
    const english = await placesIn(left);
    const arabic = await placesIn(right);
    expect(await widget(right).locator('.chat').getAttribute('dir')).toBe('rtl');
    expect(english).toEqual({ close: 'right', send: 'right', clip: 'left', mine: 'right', theirs: 'left' });
    expect(arabic).toEqual({ close: 'left', send: 'left', clip: 'right', mine: 'left', theirs: 'right' });
    expect(await panel(right).boundingBox()).toEqual(await panel(left).boundingBox());
  });
});

/** On which side of the panel things stand. */
async function placesIn(page: Page) {
  const { left, width } = await panel(page).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
  const sideOf = async (inPanel: string) => {
    const box = await boxOf(page, inPanel);
    return box.left - left < left + width - box.right ? 'left' : 'right';
  };
  return {
    close: await sideOf('header .icon'),
    send: await sideOf('.send'),
    clip: await sideOf('.field > .icon >> nth=0'),
    mine: await sideOf('.mine .words >> nth=0'),
    theirs: await sideOf('.theirs .words >> nth=0'),
  };
}

describe('the page and the chat', () => {
  const careless = `
    * { all: revert }
    html { font-size: 40px; line-height: 3; letter-spacing: 2px; direction: rtl; text-transform: uppercase; color: red }
    * { font: italic 30px serif; box-sizing: content-box; margin: 7px }
    button, textarea, svg, header { display: none }
    p, article, form, label { color: lime; background: black; border: 9px solid; float: left }
    [role=dialog], .panel, .launcher, .chat { position: static; width: 50px }`;

  it.each(['talk', 'closed'])('do not style each other: %s', async (state) => {
    const page = await open({ state });
    const before = await widget(page).evaluate(looksOf);
    expect(before.length).toBeGreaterThan(1);
    await page.addStyleTag({ content: careless });
    expect(await widget(page).evaluate(looksOf)).toEqual(before);

    const withChat = await page.evaluate(looksOfPage);
    await widget(page).evaluate((host) => host.remove());
    expect(await page.evaluate(looksOfPage)).toEqual(withChat);
  });
});

/** Where everything in the chat stands, and in which letters and colours. */
function looksOf(host: Element): readonly string[] {
  const seen = [...(host.shadowRoot?.querySelectorAll('*') ?? [])].filter((element) => element.clientWidth > 0);
  return seen.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { font, color, backgroundColor, direction, textTransform, letterSpacing } = getComputedStyle(element);
    const box = [x, y, width, height].map(Math.round);
    return [element.tagName, ...box, font, color, backgroundColor, direction, textTransform, letterSpacing].join(' ');
  });
}

function looksOfPage(): readonly string[] {
  return [...document.querySelectorAll('html, body, main, h1, p')].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { font, color, overflow } = getComputedStyle(element);
    return [element.tagName, x, y, width, height, font, color, overflow].join(' ');
  });
}

function faultsIn(host: Element): readonly string[] {
  const root = host.shadowRoot as ShadowRoot;
  const { innerWidth, innerHeight } = window;
  const faults: string[] = [];
  const named = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`the page is ${page.scrollWidth} wide`);

  const isEllipsis = (style: CSSStyleDeclaration) =>
    style.textOverflow === 'ellipsis' || style.getPropertyValue('-webkit-line-clamp') !== 'none';
  for (const element of root.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width === 0 || style.visibility === 'hidden') continue;
    if (element.closest('.who, .start') === null && (box.left < -0.5 || box.right > innerWidth + 0.5))
      faults.push(`${named(element)} reaches from ${box.left} to ${box.right}`);
    const isClipping = style.overflowX !== 'visible' && !isEllipsis(style) && !(element instanceof SVGElement);
    if (isClipping && element.scrollWidth > element.clientWidth + 1)
      faults.push(`${named(element)} cuts ${element.scrollWidth - element.clientWidth} px of its width`);
    // The launcher's badge stands at its edge.
    const isButton = element instanceof HTMLButtonElement && element.className !== 'launcher';
    if (isButton && (element.scrollWidth > box.width + 1 || element.scrollHeight > box.height + 1))
      faults.push(`the words of the button “${element.textContent}” do not fit into it`);
  }

  const mustBeSeen = root.querySelector('.panel')
    ? ['.panel textarea', '.panel .send', '.panel header .icon']
    : ['.launcher'];
  for (const selector of mustBeSeen) {
    const element = root.querySelector(selector) as Element;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (top < 0 || left < 0 || right > innerWidth || bottom > innerHeight) faults.push(`${selector} is off the screen`);
    const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (hit === null || !element.contains(hit)) faults.push(`${selector} is covered by ${hit && named(hit)}`);
  }
  return faults;
}
