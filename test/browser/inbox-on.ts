import type { BrowserContext, Page } from 'playwright-core';
import type { WidgetStage } from '../support/widget-stage.ts';

export type InboxOn = ReturnType<typeof inboxOn>;

/** A page of the inbox, whose agent has signed in by the demo sign-in's button. */
export async function signedIn(person: BrowserContext, { apiUrl }: WidgetStage, agent = 'Ada', path = '/inbox') {
  const page = await person.newPage();
  await page.goto(apiUrl + path);
  await page.getByRole('button', { name: agent }).click();
  await page.waitForURL((url) => url.pathname === path.split('?')[0]);
  return inboxOn(page);
}

/** The inbox on a page, by what its parts are called for the agent. */
export function inboxOn(page: Page) {
  const list = page.getByRole('region', { name: 'Conversations' });
  const log = page.getByRole('log', { name: 'Messages' });
  const field = page.getByRole('textbox', { name: 'Write a reply…' });
  const row = (name: string | RegExp) => list.getByRole('link').filter({ hasText: name });
  const message = (text: string | RegExp) => log.getByRole('article').filter({ hasText: text });

  return {
    page,
    list,
    log,
    field,
    row,
    message,
    /** Opens a conversation of the list, until one can answer in it. */
    open: async (name: string | RegExp) => {
      await row(name).click();
      await field.waitFor();
    },
    /** Until the service has it. */
    sends: async (text: string) => {
      await field.fill(text);
      await field.press('Enter');
      await message(text).filter({ hasNotText: 'Sending…' }).waitFor();
    },
    button: (name: string | RegExp) => page.getByRole('button', { name, exact: true }),
    text: (text: string | RegExp) => page.getByText(text),
  };
}
