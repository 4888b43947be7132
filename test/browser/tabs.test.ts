import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { type ChatOn, chatOn, focusReally } from './chat-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

beforeEach(() => {
  stage.asked.splice(0);
});
afterEach(() => browser.leave());

const streams = () => stage.asked.filter((line) => line === 'GET /v1/visitor/events').length;

async function tab(person: BrowserContext): Promise<ChatOn> {
  const page = await person.newPage();
  await page.goto(stage.shop.url);
  return chatOn(page);
}

/** Somebody who has written "Hello" in the first of so many tabs, and opened the chat in all of them. */
async function inTabs(count: number, person?: BrowserContext) {
  const of = person ?? (await browser.person());
  const first = await tab(of);
  await first.open();
  await first.sends('Hello');
  const others: ChatOn[] = [];
  for (let number = 1; number < count; number += 1) {
    const other = await tab(of);
    await other.open();
    await other.arrives('Hello');
    others.push(other);
  }
  const { id } = await stage.newest();
  return { first, others, tabs: [first, ...others], agent: stage.chat.conversation(id) };
}

const everywhere = (tabs: readonly ChatOn[], text: string) => Promise.all(tabs.map((one) => one.arrives(text)));

describe('the tabs of a browser', () => {
  it('show the same as it happens, by one stream, which another takes over when its tab is closed', async () => {
    const { first, others, tabs, agent } = await inTabs(2);
    const second = others[0] as ChatOn;
    await second.write('From the second');
    await everywhere(tabs, 'From the second');
    await agent.agentSays('To both');
    await everywhere(tabs, 'To both');
    expect(await first.shown()).toEqual(['You: Hello', 'You: From the second', 'Ada: To both']);
    expect(await second.shown()).toEqual(await first.shown());
    expect(streams()).toBe(1);
    await first.page.close();
    await agent.agentSays('To the other');
    await second.arrives('To the other');
    expect(streams()).toBe(2);
    expect((await second.shown()).slice(2)).toEqual(['Ada: To both', 'Ada: To the other']);
  });

  it('all work, although there are seven and the browser opens six connections to a host', async () => {
    const { tabs, agent } = await inTabs(7);
    await tabs[6]?.sends('From the seventh');
    await agent.agentSays('To all seven');
    await everywhere(tabs, 'To all seven');
    await everywhere(tabs, 'From the seventh');
    expect(streams()).toBe(1);
  });

  it('count what is unread also where the chat was not opened, and was open before the first message', async () => {
    const person = await browser.person();
    const before = await tab(person);
    await before.page.getByRole('button', { name: 'Chat', exact: true }).waitFor();
    const { first, agent } = await inTabs(1, person);
    await first.close();
    await agent.agentSays('For every tab');
    await before.page.getByRole('button', { name: 'Open chat, 1 unread message' }).waitFor();
  });

  it('have read what was read in one of them', async () => {
    const { first, others, agent } = await inTabs(2);
    const second = others[0] as ChatOn;
    await second.close();
    await first.close();
    await agent.agentSays('Read me');
    for (const one of [first, second])
      await one.page.getByRole('button', { name: 'Open chat, 1 unread message' }).waitFor();
    await first.open();
    await second.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  });

  it('ring once for a message', async () => {
    const person = await browser.person();
    await countRings(person);
    const { tabs, agent } = await inTabs(2, person);
    for (const one of tabs) await one.close();
    const rung = ringsIn(tabs);
    const unread = (name: string) => Promise.all(tabs.map(({ page }) => page.getByRole('button', { name }).waitFor()));
    await agent.agentSays('One');
    await unread('Open chat, 1 unread message');
    await eventually(rung, (count) => count > 0);
    await agent.agentSays('Two');
    await unread('Open chat, 2 unread messages');
    await eventually(rung, (count) => count > 1);
    // The second message came after all tabs had decided about the first.
    expect(await rung()).toBe(2);
  });

  it('do not ring while the visitor looks at the chat, in this tab or another', async () => {
    const person = await browser.person();
    await countRings(person);
    const { first, others, tabs, agent } = await inTabs(2, person);
    const reading = others[0] as ChatOn;
    await first.close();
    await focusReally(first.page, reading.page);
    await reading.page.bringToFront();
    const rung = ringsIn(tabs);
    const locks = () =>
      reading.page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
    const before = await locks();
    await agent.agentSays('You see me');
    await reading.arrives('You see me');
    // The tabs have decided about it once one of them has its lock.
    await eventually(locks, (held = []) => held.some((name) => !before?.includes(name)));
    expect(await rung()).toBe(0);
    await reading.close();
    await agent.agentSays('You do not');
    // In either tab: they do not agree on which.
    expect(await eventually(rung, (count) => count > 0)).toBe(1);
  });
});

/** Counts how often each page that this person opens from now on rings. */
async function countRings(person: BrowserContext): Promise<void> {
  await person.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    Object.assign(window, { rung: 0 });
    OscillatorNode.prototype.start = function (...when) {
      (window as unknown as { rung: number }).rung += 1;
      return start.apply(this, when);
    };
  });
}

const ringsIn = (tabs: readonly ChatOn[]) => async () => {
  const counts = await Promise.all(
    tabs.map(({ page }) => page.evaluate(() => (window as unknown as { rung: number }).rung)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};
