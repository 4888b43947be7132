import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startOwnStack } from '../../dev/own-stack.ts';
import { useBrowser } from '../support/browser.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { inboxOn } from './inbox-on.ts';

const browser = useBrowser();
const stack = forThisFile(startOwnStack);

const chatIn = (page: Page) => page.getByRole('dialog', { name: 'Chat with Acme' });
const messages = (page: Page, text: string) => chatIn(page).getByRole('article').filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const status = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text });

it('a newcomer follows the four steps with the printed address, from the first message to the answers by email', async () => {
  const site = /^ +Site +(http:\S+)/m.exec(stack.text())?.[1] as string;
  const person = await browser.person();
  person.setDefaultTimeout(45_000);
  const shop = await person.newPage();
  await shop.goto(site);

  // 1. Write
  await shop.getByRole('button', { name: /^(Open chat|Chat)$/ }).click();
  await chatIn(shop).getByRole('textbox', { name: 'Write a message…' }).fill('When does my order ship?');
  await shop.keyboard.press('Enter');
  await chatIn(shop).getByRole('textbox', { name: 'Email' }).fill('me@example.com');
  await chatIn(shop).getByRole('textbox', { name: 'Email' }).press('Enter');
  await chatIn(shop).getByText('If you leave, we will answer by email at').waitFor();

  // 2. Let the agent answer
  await button(shop, 'Let Ada answer').click();
  await messages(shop, 'Hello, Ada here.').waitFor();

  // 3. Leave
  await button(shop, 'Leave, and let Ada answer').click();
  await shop.getByRole('heading', { name: 'You have left the shop' }).waitFor();
  await status(shop, /Ada’s answer was emailed to me@example\.com\./).waitFor();

  // 4. Look in the mailbox, and reply
  const [mailbox] = await Promise.all([shop.waitForEvent('popup'), link(shop, 'Open the mailbox').click()]);
  const mail = mailbox.frameLocator('iframe[title^="Email:"]');
  await mail.getByRole('paragraph').filter({ hasText: 'everything ships tomorrow morning' }).waitFor();
  await mailbox.getByRole('textbox', { name: 'Reply as me@example.com' }).fill('Can I send it back?');
  await button(mailbox, 'Send reply').click();
  await mailbox.getByText('The API took it').first().waitFor();

  // They come back as the same browser, where the chat is open as they had left it …
  await link(shop, 'Back to the shop').click();
  await messages(shop, 'Can I send it back?').filter({ hasText: 'by email' }).waitFor();

  // … by the email's link on another device …
  const letter = mail.getByRole('link', { name: 'Continue the conversation' });
  const phone = await (await browser.person({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto((await letter.getAttribute('href')) as string);
  await messages(phone, 'Can I send it back?').waitFor();
  await phone.close();

  // … and by the same link in the first browser.
  const [returned] = await Promise.all([mailbox.waitForEvent('popup'), letter.click()]);
  await messages(returned, 'Can I send it back?').waitFor();
  expect(new URL(returned.url()).origin).toBe(site);
  expect(returned.url()).not.toContain('#');
  expect(await texts(returned)).toEqual([
    'When does my order ship?',
    expect.stringContaining('Hello, Ada here.'),
    expect.stringContaining('everything ships tomorrow'),
    'Can I send it back?',
  ]);

  // The next answer is in the same conversation, in the chat and, once they have left again, in the mailbox.
  await button(shop, 'Let Ada answer').click();
  await Promise.all([shop, returned].map((page) => messages(page, 'within 30 days').waitFor()));
  await returned.close();
  await button(shop, 'Leave, and let Ada answer').click();
  await mail.getByRole('paragraph').filter({ hasText: 'You are welcome.' }).waitFor();
  await mailbox.getByText('2 emails, 1 reply').waitFor();
  await mailbox.getByRole('heading', { name: '1 conversation' }).waitFor();
});

it('an agent answers in the inbox, sees the answer go by email once the visitor has left, and what they reply', async () => {
  const { api, site } = stack.endpoints;
  const person = await browser.person();
  person.setDefaultTimeout(45_000);
  const shop = await person.newPage();
  await shop.goto(site as string);
  await shop.getByRole('button', { name: /^(Open chat|Chat)$/ }).click();
  await chatIn(shop).getByRole('textbox', { name: 'Write a message…' }).fill('Do you ship to Norway?');
  await shop.keyboard.press('Enter');
  await chatIn(shop).getByRole('textbox', { name: 'Email' }).fill('nora@example.com');
  await chatIn(shop).getByRole('textbox', { name: 'Email' }).press('Enter');
  await chatIn(shop).getByText('If you leave, we will answer by email at').waitFor();

  const colleague = await browser.person();
  colleague.setDefaultTimeout(45_000);
  const page = await colleague.newPage();
  await page.goto(`${api}/inbox`);
  await page.getByRole('button', { name: 'Ada' }).click();
  const ada = inboxOn(page);
  // Settings > Inbox > Preferences > Email forwarding.
  const forwarding = async (choice: string) => {
    await link(page, 'Settings').click();
    await page.getByRole('heading', { name: 'Inbox Preferences' }).waitFor();
    await page.getByLabel('Send unread replies or the full transcript to visitors by email').selectOption(choice);
    await button(page, 'Save').click();
    await ada.text('1 change is not saved').waitFor({ state: 'hidden' });
    await link(page, 'Inbox').click();
  };
  await forwarding('Send nothing');
  await ada.open('Do you ship to Norway?');
  await ada.text('Email forwarding is off').waitFor();
  await forwarding('[Recommended] Send unread replies by email');
  await ada.open('Do you ship to Norway?');
  await ada.text(/it will be emailed to nora@example\.com/).waitFor();
  // Before the answer, which their open page would show, and so count as read.
  await shop.close();
  await ada.sends('Yes, within a week.');
  await ada.text(/^Goes by email in 0:\d\d because the visitor left$/).waitFor();
  await ada.message('(forwarded to nora@example.com)').filter({ hasText: 'Yes, within a week.' }).waitFor();
  await ada.message('Yes, within a week.').filter({ hasText: 'Delivered' }).waitFor();

  const mailbox = await person.newPage();
  await mailbox.goto(stack.endpoints.mailbox as string);
  await mailbox.getByText('nora@example.com').first().click();
  await mailbox.getByRole('textbox', { name: 'Reply as nora@example.com' }).fill('Then I will take two.');
  await button(mailbox, 'Send reply').click();
  const answer = ada.message('Then I will take two.').filter({ hasText: 'by email' });
  await answer.getByRole('button', { name: 'Original' }).click();
  await page.frameLocator('iframe[title="The email as it came"]').getByText('Then I will take two.').waitFor();
});

const texts = (page: Page) =>
  chatIn(page)
    .getByRole('article')
    .evaluateAll((all) => all.map((one) => one.querySelector('.words')?.textContent));
