import { beforeAll, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
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

const statusOf = async (id: string) =>
  (await stage.chat.call<{ status: { status: string; expiresAt: string | null } | null }>('GET', `/v1/agents/${id}`))
    .status;

it('keeps an agent online while a tab is open, whichever it is, and lets them go offline when there is none', async () => {
  const person = await browser.person();
  const first = await signedIn(person, stage, 'Grace');
  const before = await eventually(
    () => statusOf('grace'),
    (status) => status?.status === 'online',
  );
  const second = inboxOn(await person.newPage());
  await second.page.goto(`${stage.apiUrl}/inbox`);
  await second.list.waitFor();
  await first.page.close();
  // The tab that is left renews the lease.
  await eventually(
    () => statusOf('grace'),
    (status) => (status?.expiresAt ?? '') > (before?.expiresAt ?? ''),
  );
  await second.page.close();
  stage.passes(60_000);
  expect(await statusOf('grace')).toMatchObject({ status: 'online' });
  stage.passes(121_000);
  expect(await statusOf('grace')).toMatchObject({ status: 'offline' });
  await browser.leave();
});

it('lets an agent who does nothing for half an hour go offline, and be online again with what they do next', async () => {
  const person = await browser.person();
  await person.clock.install();
  const { page } = await signedIn(person, stage, 'Grace');
  const isNow = (status: string) =>
    eventually(
      () => statusOf('grace'),
      (now) => now?.status === status,
    );
  await isNow('online');
  await person.clock.fastForward('31:00');
  await isNow('offline');
  await page.getByRole('button', { name: 'You, Grace · Your status: Offline' }).waitFor();
  await page.keyboard.press('j');
  await isNow('online');
  await browser.leave();
});

it('lets an agent be invisible, in all tabs, and offline once they have signed out', async () => {
  const person = await browser.person();
  const ada = await signedIn(person, stage);
  const other = inboxOn(await person.newPage());
  await other.page.goto(`${stage.apiUrl}/inbox`);
  const mine = ({ page }: typeof ada, status: string) =>
    page.getByRole('button', { name: `You, Ada · Your status: ${status}` });
  await mine(ada, 'Online').click();
  await ada.page.getByRole('menuitemradio', { name: 'Invisible' }).click();
  await mine(other, 'Invisible').waitFor();
  expect(await statusOf('ada')).toMatchObject({ status: 'invisible' });
  await mine(ada, 'Invisible').click();
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await ada.page.waitForURL((url) => url.pathname === '/sign-in');
  expect(await statusOf('ada')).toMatchObject({ status: 'offline' });
  await other.page.waitForURL((url) => url.pathname === '/sign-in');
  await browser.leave();
});

it('shows two agents what the other one does, without a mouse', async () => {
  const linus = await visitor('linus', 'Linus', 'Is anybody there?');
  const ada = await signedIn(await browser.person(), stage, 'Ada', '/inbox/c/linus');
  const grace = await signedIn(await browser.person(), stage, 'Grace', '/inbox/c/linus');
  const troubles = [troublesOf(ada.page), troublesOf(grace.page)];
  const press = async (...all: string[]) => {
    for (const key of all) await ada.page.keyboard.press(key);
  };
  await ada.message('Is anybody there?').waitFor();
  await press('a');
  await grace.row('Linus').filter({ hasText: 'Assigned to Ada' }).waitFor();
  await press('r');
  // While one writes, letters are letters.
  await ada.page.keyboard.type('Yes, a query? Ask away');
  await press('Enter');
  await grace.message('Yes, a query? Ask away').waitFor();
  await grace.sends('I am here as well.');
  await ada.message('I am here as well.').waitFor();
  await press('Escape', 'Control+k');
  await ada.page.keyboard.type('assign gr');
  await press('Enter');
  await ada.row('Linus').filter({ hasText: 'Assigned to Grace' }).waitFor();

  await press('n');
  await ada.page.locator(':focus').and(ada.page.getByLabel('Write a note for your colleagues…')).waitFor();
  await press('Escape', 'u');
  await ada.row('Linus').filter({ hasText: '1 unread message' }).waitFor();
  await press('Control+k');
  await ada.page.keyboard.type('linus@ex');
  await ada.page.getByRole('option', { name: 'Linus · linus@example.com' }).waitFor();
  await press('Enter');
  await ada.message('I am here as well.').waitFor();
  await press('e');
  await eventually(linus.get, ({ state }) => state === 'closed');
  await press('?');
  const keys = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await keys.getByText('Mark as unread').waitFor();
  await browser.leave();
  expect(troubles).toEqual([[], []]);
});

it('people with disabilities can choose how they like to work, in their language, light and dark', async () => {
  const person = await browser.person();
  const { page } = await signedIn(person, stage, 'Ada', '/inbox/settings/me');
  await page.getByRole('heading', { name: 'Your preferences' }).waitFor();
  const other = await person.newPage();
  await other.goto(`${stage.apiUrl}/inbox/settings/me`);
  await other.getByRole('heading', { name: 'Your preferences' }).waitFor();
  const findings = [...(await axeFindings(page))];
  await page.getByLabel('Language').selectOption('Français');
  await page.getByRole('heading', { name: 'Vos préférences' }).waitFor();
  await page.getByLabel('Couleurs').selectOption('Sombres');
  // Without loading it again.
  await other.getByRole('heading', { name: 'Vos préférences' }).waitFor();
  await other.locator('html[data-scheme=dark]').waitFor();
  await page.locator('html[data-scheme=dark]').waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  findings.push(...(await axeFindings(page)));
  await page.getByLabel('Langue').selectOption('English');
  await page.getByLabel('Send a message with').selectOption('Ctrl + Enter');
  await page.reload();
  await page.getByText('Enter begins a new line.').waitFor();
  await browser.leave();
  expect(findings).toEqual([]);
});
