import { beforeAll, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { inboxOn, signedIn } from './inbox-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

beforeAll(async () => {
  await stage.chat.addAgent('ada', 'Ada');
  await stage.chat.addAgent('grace', 'Grace');
});

/** A visitor who has written, and who takes care of them. */
async function visitor(id: string, name: string, text: string, assignee: string | null = null) {
  const chat = stage.chat.conversation(id);
  await chat.begin({ name, email: `${id}@example.com` });
  if (assignee !== null) await stage.chat.call('PUT', `/v1/conversations/${id}/assignee`, { agentId: assignee });
  await chat.visitorSays(text);
  return chat;
}

/** What the pages of a browser sound and show, while nobody looks at them. */
async function senses(person: BrowserContext) {
  const told: string[] = [];
  await person.exposeFunction('tellTest', (what: string) => void told.push(what));
  await person.addInitScript(() => {
    const page = globalThis as unknown as {
      tellTest(what: string): void;
      shown: Notification[];
      Notification: unknown;
      isLookedAt: boolean;
    };
    page.isLookedAt = false;
    document.hasFocus = () => page.isLookedAt;
    page.shown = [];
    page.Notification = class {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title: string, { body }: NotificationOptions) {
        page.tellTest(body === undefined ? title : `${title}: ${body}`);
        page.shown.push(this as unknown as Notification);
      }
      close() {}
    };
    AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
      apply(create, audio: AudioContext) {
        page.tellTest('sound');
        return create.call(audio);
      },
    });
  });
  return told;
}

const looksAt = (page: Page) =>
  page.evaluate(() => {
    Object.assign(globalThis, { isLookedAt: true });
    dispatchEvent(new Event('focus'));
  });

it('tells of a visitor who writes once, though two tabs are open, and not of those whom a colleague takes care of', async () => {
  const person = await browser.person();
  const told = await senses(person);
  const first = await signedIn(person, stage, 'Ada', '/inbox/settings/me');
  const troubles = troublesOf(first.page);
  await first.page.getByRole('switch', { name: 'Show a notification' }).click();
  await eventually(
    () => first.page.getByRole('switch', { name: 'Show how the message begins' }).isEnabled(),
    (isEnabled) => isEnabled,
  );
  const second = inboxOn(await person.newPage());
  await second.page.goto(`${stage.apiUrl}/inbox`);
  // Browsers let only a page sound that was used.
  await second.list.click();
  await visitor('bob', 'Bob', 'Are you there, Grace?', 'grace');
  await second.row('Bob').waitFor();
  await visitor('vera', 'Vera', 'When does my order ship?');
  await eventually(
    async () => told.length,
    (count) => count >= 2,
  );
  expect(told.toSorted()).toEqual(['Vera: When does my order ship?', 'sound']);
  expect([await first.page.title(), await second.page.title()]).toEqual(['(1) Your preferences', '(1) Inbox']);
  const icon = () => second.page.locator('link[rel=icon]').getAttribute('href');
  expect(await icon()).toMatch(/^data:image\/png/);

  const click = (page: Page) =>
    page.evaluate(() => {
      const { shown } = globalThis as unknown as { shown: Notification[] };
      shown[0]?.onclick?.(new Event('click'));
      return shown.length;
    });
  const counts = [await click(first.page), await click(second.page)];
  expect(counts.toSorted()).toEqual([0, 1]);
  const opened = counts[0] === 1 ? first : second;
  await opened.message('When does my order ship?').waitFor();
  await looksAt(opened.page);
  await eventually(
    () => Promise.all([first, second].map(({ page }) => page.title())),
    (titles) => titles.every((title) => !title.startsWith('(')),
  );
  await browser.leave();
  expect(troubles).toEqual([]);
});
