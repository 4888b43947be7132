import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { useWidgetStage } from '../support/widget-stage.ts';

const browser = useBrowser();
const stage = useWidgetStage();
const launcherOf = (page: Page) => page.getByRole('button', { name: /^(open )?chat$/i });
const panelOf = (page: Page) => page.getByRole('dialog');

beforeEach(() => {
  stage.shop.page = { head: stage.scriptTag() };
  stage.asked.splice(0);
});
afterEach(() => browser.leave());

/** What the page, or a widget in it, has stored: it should be nothing before the visitor's first act. */
const stored = (page: Page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
const nothing = { local: [], session: [], cookies: '', databases: 0, caches: 0 };

async function visit(path = '/'): Promise<Page> {
  const person = await browser.person();
  const page = await person.newPage();
  await page.goto(`${stage.shop.url}${path}`);
  return page;
}

describe('a page with the widget', () => {
  it('costs one script and one configuration request, stores nothing, and moves nothing', async () => {
    const page = await visit();
    await launcherOf(page).waitFor();
    await page.waitForLoadState('networkidle');
    expect(stage.asked).toEqual(['GET /widget.js', 'GET /v1/visitor/widget']);
    expect(await stored(page)).toEqual(nothing);
    const shifted = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => setTimeout(() => resolve(sum), 50));
        }),
    );
    expect(shifted).toBe(0);
  });

  it('stores nothing and begins no session while the chat is only opened, read and closed', async () => {
    const page = await visit();
    await launcherOf(page).click();
    await panelOf(page).waitFor();
    await page.keyboard.press('Escape');
    await panelOf(page).waitFor({ state: 'hidden' });
    expect(stage.asked.filter((line) => line.startsWith('POST'))).toEqual([]);
    expect(await stored(page)).toEqual(nothing);
  });

  it('adds no global but afterchat', async () => {
    const page = await visit();
    await launcherOf(page).click();
    await panelOf(page).waitFor();
    const added = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
      return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^\d+$/.test(name));
    });
    expect(added).toEqual(['afterchat']);
  });

  it('has one launcher, although the script is there twice', async () => {
    stage.shop.page = { head: stage.scriptTag() + stage.scriptTag() };
    const page = await visit();
    await launcherOf(page).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await launcherOf(page).count()).toBe(1);
    expect(stage.asked.filter((line) => line === 'GET /v1/visitor/widget')).toHaveLength(1);
  });

  it('says in the console what is wrong with its site key, and the page goes on', async () => {
    const said: string[] = [];
    stage.shop.page = { head: stage.scriptTag().replace(stage.siteKey, 'site_wrong') };
    const person = await browser.person();
    const page = await person.newPage();
    page.on('console', (message) => void said.push(message.text()));
    await page.goto(stage.shop.url);
    await page.waitForLoadState('networkidle');
    expect(said.join('\n')).toMatch(/afterchat: .*site key/i);
    expect(await launcherOf(page).count()).toBe(0);
  });
});

describe('a strict Content Security Policy', () => {
  /** The page's own script, which has the nonce, adds the widget's, which has none. */
  const inserted = () => `<script nonce="abc">
    const script = document.createElement('script');
    Object.assign(script, { async: true, src: '${stage.apiUrl}/widget.js' });
    Object.assign(script.dataset, { siteKey: '${stage.siteKey}', nonce: 'abc' });
    document.head.append(script);
  </script>`;

  it.each([
    ['by host', () => stage.apiUrl, () => stage.scriptTag()],
    ['by nonce', () => "'nonce-abc'", () => stage.scriptTag({ nonce: 'abc' })],
    ['by nonce and strict-dynamic', () => "'nonce-abc' 'strict-dynamic'", () => stage.scriptTag({ nonce: 'abc' })],
    ['by strict-dynamic, for a script that another one adds', () => "'nonce-abc' 'strict-dynamic'", inserted],
    [
      "by the loader's address, with the option nonce for the app",
      () => `'nonce-abc' ${stage.apiUrl}/widget.js`,
      () => stage.scriptTag({ 'data-nonce': 'abc' }),
    ],
  ])('%s is kept: the chat opens and a message is sent', async (_, scripts, head) => {
    const policy = `default-src 'none'; script-src ${scripts()}; connect-src ${stage.apiUrl}; img-src data:`;
    stage.shop.page = { head: head(), headers: { 'content-security-policy': policy } };
    const person = await browser.person();
    const page = await person.newPage();
    const troubles = troublesOf(page);
    await page.goto(stage.shop.url);
    await launcherOf(page).click();
    await panelOf(page).getByRole('textbox').first().fill('Hello');
    await page.keyboard.press('Enter');
    await expectMessage(page, 'Hello');
    expect(troubles).toEqual([]);
  });
});

async function expectMessage(page: Page, text: string): Promise<void> {
  await panelOf(page).getByRole('log').getByText(text).waitFor();
}

describe('the account that takes no files', () => {
  it('has no button for them', async () => {
    const person = await browser.person();
    const page = await person.newPage();
    await page.route('**/v1/visitor/widget?*', async (route) => {
      const response = await route.fetch();
      const configuration = await response.json();
      await route.fulfill({ response, json: { ...configuration, attachments: { maxFiles: 0, maxBytes: 0 } } });
    });
    await page.goto(stage.shop.url);
    await launcherOf(page).click();
    await panelOf(page).getByRole('button', { name: 'Send' }).waitFor();
    expect(await panelOf(page).getByRole('button', { name: 'Attach files' }).count()).toBe(0);
  });
});

describe('the page that holds the widget', () => {
  it('keeps it when its body is replaced, as Turbo and Astro do', async () => {
    const page = await visit();
    await launcherOf(page).click();
    await panelOf(page).getByRole('textbox').first().fill('half a mess');
    await page.evaluate(() => {
      const body = document.createElement('body');
      body.innerHTML = '<main><h1>Another page</h1></main>';
      document.documentElement.replaceChild(body, document.body);
    });
    await panelOf(page).waitFor();
    expect(await panelOf(page).getByRole('textbox').first().inputValue()).toBe('half a mess');
    await panelOf(page).getByRole('textbox').first().press('Escape');
    await launcherOf(page).click();
    expect(await panelOf(page).getByRole('textbox').first().inputValue()).toBe('half a mess');
  });

  it('may tell nobody where its visitors are', async () => {
    const policy = { 'referrer-policy': 'no-referrer' };
    stage.shop.page = { head: stage.scriptTag({ referrerpolicy: 'no-referrer' }), headers: policy };
    const page = await visit('/secret');
    const told: string[] = [];
    page.on('request', (request) => void told.push(request.headers().referer ?? ''));
    await launcherOf(page).click();
    await panelOf(page).getByRole('textbox').first().fill('Hello');
    await page.keyboard.press('Enter');
    await expectMessage(page, 'Hello');
    await page.goto('about:blank');
    expect(told.filter((referer) => referer !== '')).toEqual([]);
  });

  it('may call it before it is there', async () => {
    stage.shop.page = {
      head: `<script>window.afterchat ||= function () { (afterchat.q ||= []).push(arguments) };
        afterchat('open'); afterchat('compose', 'About my order');</script>${stage.scriptTag()}`,
    };
    const page = await visit();
    await panelOf(page).waitFor();
    expect(await panelOf(page).getByRole('textbox').first().inputValue()).toBe('About my order');
  });

  it('may call it without a widget, and is told who is there when it begins', async () => {
    const script = stage.scriptTag().replace(/ data-site-key="[^"]*"/, '');
    stage.shop.page = { head: script };
    const page = await visit();
    await page.waitForLoadState('networkidle');
    const heard = await page.evaluate(async (siteKey) => {
      const { afterchat } = window as unknown as { afterchat(...command: unknown[]): void };
      const said = new Promise<unknown>((resolve) =>
        addEventListener('afterchat:agents', (event) => resolve((event as CustomEvent).detail)),
      );
      afterchat('compose', 'Too early');
      afterchat('boot', { siteKey });
      return said;
    }, stage.siteKey);
    expect(heard).toEqual({ online: expect.any(Boolean) });
    await panelOf(page).waitFor();
    expect(await panelOf(page).getByRole('textbox').first().inputValue()).toBe('Too early');
  });

  it('shows that the chat is on its way over a slow network, and a second click does not cancel it', async () => {
    const page = await visit();
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route('**/widget/*', async (route) => {
      await arrival;
      await route.continue();
    });
    await launcherOf(page).click();
    await page.locator('.launcher[aria-busy=true]').waitFor();
    await launcherOf(page).click();
    arrive();
    await panelOf(page).waitFor();
    expect(await page.locator('.launcher[aria-busy=true]').count()).toBe(0);
  });

  it('gets the app although the network failed at first', async () => {
    const page = await (await browser.person()).newPage();
    await page.clock.install();
    await page.route('**/widget/*', (route) => route.abort());
    await page.goto(stage.shop.url);
    await launcherOf(page).click();
    await page.getByRole('button', { name: 'Chat: Try again' }).waitFor();
    await page.unroute('**/widget/*');
    await page.clock.fastForward(31_000);
    await page.getByRole('button', { name: 'Open chat', exact: true }).click();
    await panelOf(page).waitFor();
  });

  it('hears what happens as events, and can put the chat away', async () => {
    const page = await visit();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const name of ['opened', 'closed', 'messageSent'])
        addEventListener(`afterchat:${name}`, (event) => heard.push(event.type));
    });
    await launcherOf(page).waitFor();
    const call = (...command: string[]) =>
      page.evaluate((given) => (window as unknown as { afterchat(...c: string[]): void }).afterchat(...given), command);
    await call('open');
    await panelOf(page).getByRole('textbox').first().fill('Hello');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 2);
    await call('close');
    await panelOf(page).waitFor({ state: 'hidden' });
    await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.length === 3);
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
      'afterchat:opened',
      'afterchat:messageSent',
      'afterchat:closed',
    ]);
    await call('hideLauncher');
    await launcherOf(page).waitFor({ state: 'hidden' });
    await call('showLauncher');
    await launcherOf(page).waitFor();
    await call('destroy');
    expect(await page.locator('afterchat-widget').count()).toBe(0);
  });

  it('can have a button of its own instead of the launcher', async () => {
    stage.shop.page = {
      head: stage.scriptTag({ 'data-launcher': '.help' }),
      body: '<button class="help"><span>Help</span></button>',
    };
    const page = await visit();
    await page.waitForLoadState('networkidle');
    await page.getByText('Help').hover();
    await page.waitForLoadState('networkidle');
    expect(stage.asked.filter((line) => line.startsWith('GET /widget/app'))).toHaveLength(1);
    await page.getByText('Help').click();
    await panelOf(page).waitFor();
    expect(await launcherOf(page).count()).toBe(0);
  });
});
