import type { Browser, BrowserContext, Page } from 'playwright-core';
import { agentMailRequest } from '../../src/mail/agent-mail.ts';
import { visitorWaits } from '../agent-mail-sample.ts';
import { until } from '../servers/until.ts';
import type { Endpoints } from '../state-folder.ts';
import { fillInbox, type InboxStory, inboxScenes } from './inbox-scenes.ts';

export interface Story extends InboxStory {
  readonly site: string;
  readonly mailbox: string;
  /** Of the visitor's browser, in which the chat is known. */
  readonly storage: Awaited<ReturnType<BrowserContext['storageState']>>;
  readonly unsubscribe: string;
  readonly mailHtml: string;
}

const visitor = 'vera@example.com';
/** A part of what she is emailed. */
const answer = 'everything ships tomorrow';
/** The last parts of their addresses; `settings` itself shows the first one. */
const settingsSections = [
  ...['contact-form', 'channels', 'sender', 'reply', 'sending', 'suppressions'],
  ...['agents', 'canned-replies', 'keys', 'webhooks', 'installation'],
];
const chat = (page: Page) => page.getByRole('dialog');

/** A customer writes in the demo shop, reads an answer, leaves, and is emailed the next one. */
export async function playStory(browser: Browser, endpoints: Endpoints): Promise<Story> {
  const { site, mailbox, inbox } = endpoints;
  if (site === null || mailbox === null || inbox === null)
    throw new Error('the stack lacks the site, mailbox or inbox');
  const context = await browser.newContext({ locale: 'en-GB' });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${site}/account`);
  await page.getByRole('button', { name: 'Log in as Vera' }).click();
  await page.getByRole('heading', { name: 'Your orders' }).waitFor();
  await page.goto(site);
  await page.getByRole('button', { name: /^(Open chat|Chat)$/ }).click();
  const write = async (text: string) => {
    await chat(page).getByRole('textbox').fill(text);
    await page.keyboard.press('Enter');
    await chat(page).getByRole('article').filter({ hasText: text, hasNotText: 'Sending' }).waitFor();
  };
  await write('Hello! When will the wall clock of order 4702 be here?');
  await page.getByRole('button', { name: 'Let Ada answer', exact: true }).click();
  await chat(page).getByText('Hello, Ada here.').waitFor();
  await write('Thank you. Sorry, I have to run.');
  const storage = await context.storageState();
  await page.getByRole('button', { name: 'Leave, and let Ada answer' }).click();
  const mails = async () => {
    const found = await fetch(`${mailbox}/api/mails?to=${visitor}`);
    return ((await found.json()) as { items: { id: string; headers: Record<string, string> }[] }).items;
  };
  await until('the email', 60, async () => (await mails()).length > 0);
  const [mail] = await mails();
  await context.close();
  return {
    ...{ site, mailbox, storage },
    ...(await fillInbox(endpoints)),
    unsubscribe: mail?.headers['List-Unsubscribe']?.slice(1, -1) ?? '',
    mailHtml: `${mailbox}/api/mails/${mail?.id}/html`,
  };
}

/** Goes to each page, in the visitor's browser, and waits until it is there. */
export const scenes: Readonly<Record<string, (page: Page, story: Story) => Promise<void>>> = {
  shop: async (page, { site }) => {
    await page.goto(site);
    await page.getByRole('button', { name: /^(Open chat|Chat)/ }).waitFor();
  },
  product: async (page, { site }) => {
    await page.goto(`${site}/products/clock`);
    await page.getByRole('button', { name: /^(Open chat|Chat)/ }).waitFor();
  },
  products: async (page, { site }) => {
    await page.goto(`${site}/products`);
    await page.getByRole('button', { name: /^(Open chat|Chat)/ }).waitFor();
  },
  orders: async (page, { site }) => {
    await page.goto(`${site}/account`);
    await page.getByRole('button', { name: /^(Open chat|Chat)/ }).waitFor();
  },
  left: async (page, { site }) => {
    await page.goto(`${site}/left`);
    await page.getByRole('status').filter({ hasText: 'Ada' }).waitFor();
  },
  // The last of the shop's pages, because the chat stays open on the next one.
  'shop-with-chat': async (page, { site }) => {
    await page.goto(site);
    await page.getByRole('button', { name: /^(Open chat|Chat)/ }).click();
    await chat(page).getByText(answer).waitFor();
    // The pointer is where nothing shows it.
    await page.mouse.move(1, 1);
  },
  mailbox: async (page, { mailbox }) => {
    await page.goto(mailbox);
    await page.getByRole('navigation', { name: 'Emails' }).getByRole('link').first().waitFor();
  },
  'mailbox-email': async (page, { mailbox }) => {
    await page.goto(`${mailbox}/#search=${encodeURIComponent(visitor)}`);
    await page.reload();
    await page.frameLocator('iframe[title^="Email:"]').getByRole('paragraph').filter({ hasText: answer }).waitFor();
  },
  email: async (page, { mailHtml }) => {
    await page.goto(mailHtml);
    await page.getByRole('paragraph').filter({ hasText: answer }).waitFor();
  },
  'agent-email': async (page) => {
    const [, html] = (await agentMailRequest(visitorWaits)).content;
    await page.goto('about:blank');
    await page.setContent(html.value);
  },
  unsubscribe: async (page, { unsubscribe }) => {
    await page.goto(unsubscribe);
    await page.getByRole('button').first().waitFor();
  },
  'sign-in': async (page, { inbox }) => {
    await page.context().clearCookies({ name: '__Host-afterchat' });
    await page.goto(inbox);
    await page.getByRole('button', { name: 'Ada' }).waitFor();
  },
  inbox: async (page) => {
    await page.getByRole('button', { name: 'Ada' }).click();
    await page.getByRole('link', { name: /Vera/ }).first().waitFor();
  },
  'inbox-conversation': async (page) => {
    await page.getByRole('link', { name: /Vera/ }).first().click();
    await page.getByRole('log').getByText(answer).waitFor();
    await page.getByText(`(forwarded to ${visitor})`).waitFor();
  },
  ...inboxScenes,
  settings: async (page, { inbox }) => {
    await page.goto(`${inbox}/settings`);
    await page.frameLocator('iframe').getByText('It left our house this morning').last().waitFor();
  },
  ...Object.fromEntries(
    settingsSections.map((section) => [
      `settings-${section}`,
      async (page: Page, { inbox }: Story) => {
        await page.goto(`${inbox}/settings/${section}`);
        await page.getByRole('heading', { level: 3 }).first().waitFor();
        await page.getByText('Loading…').waitFor({ state: 'detached' });
      },
    ]),
  ),
  'inbox-deliveries': async (page, { inbox }) => {
    await page.goto(`${inbox}/deliveries`);
    await page.getByRole('link', { name: visitor }).first().waitFor();
  },
  'inbox-delivery': async (page) => {
    await page.getByRole('link', { name: visitor }).first().click();
    await page.frameLocator('iframe[title^="Email:"]').getByRole('paragraph').filter({ hasText: answer }).waitFor();
  },
  'inbox-dead-letters': async (page, { inbox }) => {
    await page.goto(`${inbox}/deliveries/received`);
    await page.getByRole('heading', { name: 'Dead letters', exact: true }).waitFor();
  },
  'inbox-replays': async (page, { inbox }) => {
    await page.goto(`${inbox}/deliveries/replays`);
    await page.getByRole('heading', { name: 'Replays', exact: true }).waitFor();
  },
  'inbox-status': async (page, { inbox }) => {
    await page.goto(`${inbox}/status`);
    await page.getByRole('heading', { name: 'Figures', exact: true }).waitFor();
  },
  'inbox-audit': async (page, { inbox }) => {
    await page.goto(`${inbox}/audit`);
    await page.getByRole('table').waitFor();
  },
};
