import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { startMortalBrowser, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { type ChatOn, chatOn } from './chat-on.ts';

// Pages that are left are kept for coming back, as browsers do it for people.
const browser = useBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
const stage = useWidgetStage();

beforeEach(() => {
  stage.asked.splice(0);
});
afterEach(() => browser.leave());

/** Somebody who has written "Hello", and how the service knows whether they are there. */
async function chatting(person: BrowserContext, path = '/') {
  const page = await person.newPage();
  await page.goto(`${stage.shop.url}${path}`);
  const chat: ChatOn = chatOn(page);
  await chat.open();
  await chat.sends('Hello');
  const agent = stage.chat.conversation((await stage.newest()).id);
  const presence = async () => (await agent.get()).visitor.presence.state;
  const becomes = (state: 'here' | 'left') => eventually(presence, (now) => now === state);
  await becomes('here');
  return { chat, agent, presence, becomes };
}

// By default silence would count only after 90 seconds, so it is the page that says that it ends.
describe('a visitor has left', () => {
  it('when they close the tab', async () => {
    const { chat, becomes } = await chatting(await browser.person());
    await chat.page.close({ runBeforeUnload: true });
    await becomes('left');
  });

  it('when they go to another site', async () => {
    const { chat, becomes } = await chatting(await browser.person());
    await chat.page.goto('data:text/html,elsewhere');
    await becomes('left');
  });

  it('when they have closed the last of their tabs', async () => {
    const person = await browser.person();
    const { chat, presence, becomes } = await chatting(person);
    const second = chatOn(await person.newPage());
    const reports = () => stage.asked.filter((line) => line === 'POST /v1/visitor/presence').length;
    const before = reports();
    await second.page.goto(`${stage.shop.url}/orders`);
    await eventually(
      async () => reports(),
      (count) => count > before,
    );
    const withBoth = reports();
    await chat.page.close({ runBeforeUnload: true });
    await eventually(
      async () => reports(),
      (count) => count > withBoth,
    );
    expect(await presence()).toBe('here');
    await second.page.close({ runBeforeUnload: true });
    await becomes('left');
  });
});

describe('a visitor is still there', () => {
  it('when they go on to another page of the shop, and when they come back to the one before', async () => {
    const { chat, agent, becomes } = await chatting(await browser.person());
    await chat.page.evaluate(() => Object.assign(window, { isTheSame: true }));
    await chat.page.getByRole('link', { name: 'Orders' }).click();
    await chat.page.waitForURL('**/orders');
    // It stays open.
    await chat.field.waitFor();
    await chat.arrives('Hello');
    await becomes('here');
    await agent.agentSays('On the second page');
    await chat.arrives('On the second page');
    await chat.page.goBack({ waitUntil: 'commit' });
    expect(await chat.page.evaluate(() => 'isTheSame' in window)).toBe(true);
    await chat.arrives('On the second page');
    await becomes('here');
    await agent.agentSays('On the first again');
    await chat.arrives('On the first again');
    expect(await chat.shown()).toEqual(['You: Hello', 'Ada: On the second page', 'Ada: On the first again']);
    await chat.page.close({ runBeforeUnload: true });
    await becomes('left');
  });
});

describe('the page of a conversation', () => {
  it('is the one where the visitor wrote last, although the site loaded only the first', async () => {
    const page = await (await browser.person()).newPage();
    await page.goto(stage.shop.url);
    const chat = chatOn(page);
    await chat.launcher.waitFor();
    await chat.command('identify', await stage.identityToken('ada'));
    await chat.open();
    await eventually(
      async () => stage.asked,
      (asked) => asked.includes('POST /v1/visitor/sessions'),
    );
    await page.evaluate(() => history.pushState(null, '', '/orders/2?from=list'));
    await chat.sends('About this order');
    expect((await stage.newest()).page).toBe(`${stage.shop.url}/orders/2?from=list`);
    await page.evaluate(() => history.pushState(null, '', '/cart'));
    await chat.sends('And this cart');
    expect((await stage.newest()).page).toBe(`${stage.shop.url}/cart`);
  });
});

describe('a visitor whose browser is killed', () => {
  it('has left once it has been silent', async () => {
    await stage.chat.changeSettings({ timing: { silenceSeconds: 3 } });
    const mortal = await startMortalBrowser();
    try {
      const { agent, presence, becomes } = await chatting(await mortal.person());
      const { seenAt } = (await agent.get()).visitor.presence;
      await eventually(agent.get, ({ visitor }) => visitor.presence.seenAt > seenAt);
      expect(await presence()).toBe('here');
      await mortal.kill();
      await becomes('left');
    } finally {
      await mortal.kill();
    }
  });
});
