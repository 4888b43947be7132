import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { galleryStates, hangGallery, visitGallery } from '../../dev/gallery.ts';
import { createSite } from '../../dev/site/site.ts';
import { findAccount } from '../../src/store/accounts/accounts.ts';
import { replyIsDue } from '../api/due-reply.ts';
import { useApi } from '../support/api-in-process.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { useCourier } from '../support/courier.ts';
import { useGallery } from '../support/gallery.ts';
import { axeFindings } from './axe.ts';

const browser = useBrowser();
const gallery = useGallery();
const api = useApi();
const courier = useCourier(api);
const schemes = ['light', 'dark'] as const;

let person: BrowserContext;
let page: Page;
beforeEach(async () => {
  // Nothing moves while axe looks at colours.
  person = await browser.person({ reducedMotion: 'reduce' });
  await hangGallery(person, gallery.folder);
  page = await person.newPage();
});
afterEach(() => browser.leave());

describe('axe finds nothing', () => {
  it('in any state of the chat, light and dark', async () => {
    const troubles = troublesOf(page);
    const found: Record<string, readonly string[]> = {};
    for (const state of await galleryStates(page)) {
      await visitGallery(page, { state });
      const findings = [...(await findingsInBoth(page)), ...troubles.splice(0)];
      if (findings.length > 0) found[state] = findings;
    }
    expect(found).toEqual({});
  });

  it('in the chat on a phone, and in a language that is written from right to left', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await visitGallery(page, { state: 'talk' });
    expect(await axeFindings(page)).toEqual([]);
    await visitGallery(page, { state: 'formRequired', locale: 'ar' });
    expect(await axeFindings(page)).toEqual([]);
  });

  it.each([
    { state: 'talk', color: '111827', scheme: 'dark' },
    { state: 'talk', color: 'ffd54a', scheme: 'light' },
    { state: 'preview', color: 'ffffff', scheme: 'light' },
  ] as const)('in any brand’s colour: $color', async (place) => {
    await visitGallery(page, place);
    expect(await axeFindings(page)).toEqual([]);
  });

  describe('on the pages around it', () => {
    const origin = 'https://acme.example';
    const apiOrigin = 'https://chat.acme.example';
    let shop: ReturnType<typeof createSite>;
    let unsubscribe: string;
    let mailHtml: string;
    beforeAll(async () => {
      const acme = await api.account({
        brand: { siteUrl: origin, allowedOrigins: [origin], logoUrl: null, color: '#0b7a75' },
      });
      const { siteKey, identitySecret } = (await findAccount(api.store, acme.id))!;
      shop = createSite({
        ...{ origins: [origin], api: apiOrigin, siteKey, apiKey: acme.key, identitySecret },
        ...{ mailbox: courier.mailboxUrl, afterLeavingSeconds: 10, folder: 'dist/web/site' },
        fetch: async (url, init) => api.app.request(pathOf(String(url)), init),
      });
      const chat = acme.chat.conversation('c1');
      await chat.begin({ email: 'vera@customers.example' });
      await replyIsDue(api, chat);
      await courier.look(acme, 'c1');
      const [mail] = await courier.mails('vera@customers.example');
      mailHtml = mail?.html ?? '';
      unsubscribe = /^<(https:.*)>$/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    });

    it('light and dark', async () => {
      await answeredBy(person, origin, shop.request);
      await answeredBy(person, apiOrigin, api.app.request);
      const found: Record<string, readonly string[]> = {};
      const look = async (what: string, ...tags: string[]) => {
        const findings = await findingsInBoth(page, ...tags);
        if (findings.length > 0) found[what] = findings;
      };
      for (const path of ['/', '/products', '/products/lamp', '/account', '/left', '/none']) {
        await page.goto(origin + path);
        if (path !== '/left') await page.getByRole('button', { name: 'Chat', exact: true }).waitFor();
        await look(path);
      }
      await person.addCookies([{ name: 'customer', value: 'vera', url: origin }]);
      await page.goto(`${origin}/account`);
      await page.getByRole('heading', { name: 'Your orders' }).waitFor();
      await look('orders');

      await page.goto(courier.mailboxUrl);
      const mail = page.getByRole('navigation', { name: 'Emails' }).getByRole('link');
      await mail.waitFor();
      await look('mailbox');
      await mail.click();
      for (const view of ['Email', 'Text', 'Headers', 'Delivery']) {
        await page.getByRole('tab', { name: view }).click();
        await look(`mailbox: ${view}`);
      }
      await page.getByRole('button', { name: /^Faults/ }).click();
      await look('mailbox: faults');

      await page.goto(unsubscribe);
      await page.getByRole('button').first().waitFor();
      await look('unsubscribe');
      await page.goto('about:blank');
      await page.setContent(mailHtml);
      // Email programs show it in a page of theirs, which has the landmarks.
      await look('email', 'wcag2a', 'wcag2aa');
      expect(found).toEqual({});
    });
  });
});

describe('the chat', () => {
  it('opens by the keyboard, gives the focus to its field, and back to the button', async () => {
    await visitGallery(page, { state: 'closed' });
    const launcher = page.getByRole('button', { name: 'Open chat' });
    await page.keyboard.press('Tab');
    expect(await launcher.evaluate(hasFocus)).toBe(true);
    await page.keyboard.press('Enter');
    await panel().waitFor();
    expect(await field().evaluate(hasFocus)).toBe(true);
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'hidden' });
    expect(await launcher.evaluate(hasFocus)).toBe(true);
  });

  it('is a dialog with a name, beside which the page can be used', async () => {
    await visitGallery(page, { state: 'talk' });
    await page.evaluate(() => document.querySelector('main')?.insertAdjacentHTML('beforeend', '<button>Buy</button>'));
    expect(await panel().getAttribute('aria-modal')).toBeNull();
    await page.getByRole('button', { name: 'Buy' }).click();
    expect(await page.getByRole('button', { name: 'Buy' }).evaluate(hasFocus)).toBe(true);
    expect(await panel().isVisible()).toBe(true);
  });

  it('tells the number of unread messages in the name of its button', async () => {
    await visitGallery(page, { state: 'preview' });
    const launcher = page.getByRole('button', { name: 'Open chat, 2 unread messages', exact: true });
    expect(await launcher.getAttribute('aria-expanded')).toBe('false');
  });

  it('is a log, in which each message is an article that names its author and time', async () => {
    await visitGallery(page, { state: 'talk' });
    const articles = panel().getByRole('log', { name: 'Messages' }).getByRole('article');
    const names = await articles.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(names.map((name) => name?.replace(/\d\d:\d\d$/, 'time'))).toEqual(
      ['You', 'Ada', 'You', 'You', 'Ada', 'Ada', 'You'].map((author) => `${author}, time`),
    );
  });

  it('can be hit with a finger: whatever one presses is 44 pixels wide and high', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const small: string[] = [];
    for (const state of await galleryStates(page)) {
      await visitGallery(page, { state });
      const targets = page.locator('afterchat-widget').locator('button, input, textarea, a.file, a.picture');
      const found = await targets.evaluateAll((all) =>
        all
          .map((one) => ({ one, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
          .map(({ one, box }) => `${one.ariaLabel ?? one.textContent}: ${box.width} × ${box.height}`),
      );
      small.push(...found.map((target) => `${state}: ${target}`));
    }
    expect(small).toEqual([]);
  });

  it('moves only for those who do not mind', async () => {
    const moving = () =>
      page.locator('afterchat-widget').evaluate((host) => host.shadowRoot?.getAnimations().length ?? -1);
    await visitGallery(page, { state: 'newMessages' });
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await visitGallery(page, { state: 'newMessages' });
    expect(await moving()).toBeGreaterThan(0);
  });

  it.each(schemes)('stays visible in the colours that the device enforces, %s', async (scheme) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: scheme });
    const unseen: string[] = [];
    for (const state of ['closed', 'preview', 'talk', 'newMessages', 'formRequired', 'sending', 'files']) {
      await visitGallery(page, { state });
      unseen.push(...(await page.locator('afterchat-widget').evaluate(unseenIn)).map((what) => `${state}: ${what}`));
    }
    expect(unseen).toEqual([]);
  });
});

async function findingsInBoth(page: Page, ...tags: string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    found.push(...(await axeFindings(page, ...tags)).map((finding) => `${scheme}: ${finding}`));
  }
  return found;
}

const panel = () => page.getByRole('dialog', { name: 'Chat with Acme' });
const field = () => panel().getByRole('textbox', { name: 'Write a message…' });
const hasFocus = (element: Element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element;

/** What cannot be told from its background once the device chooses both colours: shapes without an edge, pictures. */
function unseenIn(host: Element): readonly string[] {
  const root = host.shadowRoot as ShadowRoot;
  const behind = (element: Element): string => {
    const { backgroundColor } = getComputedStyle(element);
    if (!/, 0\)$/.test(backgroundColor)) return backgroundColor;
    return element.parentElement ? behind(element.parentElement) : getComputedStyle(document.body).backgroundColor;
  };
  const shapes = [...root.querySelectorAll('.launcher, .panel, .preview, .words:not(.emoji), .field, .file, .card, i')];
  const flat = shapes.filter((shape) => {
    const { borderTopColor, borderTopWidth } = getComputedStyle(shape);
    const around = behind(shape.parentElement ?? document.body);
    return (borderTopWidth === '0px' || borderTopColor === around) && behind(shape) === around;
  });
  const pictures = [...root.querySelectorAll('svg')].filter((svg) => getComputedStyle(svg).stroke === behind(svg));
  return [...flat, ...pictures].map((element) => `${element.tagName} ${element.getAttribute('class')}`);
}

const pathOf = (url: string) => new URL(url).pathname + new URL(url).search;

type Answering = (path: string, init: RequestInit) => Response | Promise<Response>;

/** Lets an app answer what the pages ask of an origin. */
async function answeredBy(person: BrowserContext, origin: string, answering: Answering): Promise<void> {
  await person.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const init = { method: request.method(), headers: await request.allHeaders() };
    const answer = await answering(pathOf(request.url()), init);
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });
}
