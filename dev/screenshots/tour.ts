import type { Browser, Page } from 'playwright-core';
import type { Endpoints } from '../state-folder.ts';

const address = 'nora@example.com';
const question = 'Do you ship the wall clock to Norway?';
const answer = 'Yes, we do, and it takes four days.';
const thanks = 'Then I will take two of them. Thank you!';

/** Takes the picture of a step, by its name. */
type Take = (page: Page, name: string) => Promise<void>;

/**
 * The way that docs/tour.md tells: a visitor of the demo shop asks and leaves, an agent answers in the inbox and sees the
 * answer go by email, the visitor replies to it, and support reads what became of it. Takes a picture of each step.
 */
export async function playTour(browser: Browser, { site, mailbox, inbox }: Endpoints, take: Take): Promise<void> {
  if (site === null || mailbox === null || inbox === null)
    throw new Error('the stack lacks the site, mailbox or inbox');
  const look = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce' as const };
  const context = await browser.newContext({ ...look, deviceScaleFactor: 1.5, colorScheme: 'light' });
  context.setDefaultTimeout(60_000);

  const shop = await context.newPage();
  await shop.goto(`${site}/products/clock`);
  await shop.getByRole('button', { name: /^(Open chat|Chat)$/ }).click();
  const chat = shop.getByRole('dialog');
  await chat.getByRole('textbox').fill(question);
  await shop.keyboard.press('Enter');
  await chat.getByRole('textbox', { name: 'Email' }).fill(address);
  await chat.getByRole('textbox', { name: 'Email' }).press('Enter');
  await chat.getByText('If you leave, we will answer by email at').waitFor();
  await take(shop, 'tour-1-visitor-asks');

  const agent = await context.newPage();
  await agent.goto(inbox);
  await agent.getByRole('button', { name: 'Ada' }).click();
  await agent.getByRole('region', { name: 'Conversations' }).getByRole('link').filter({ hasText: question }).click();
  const log = agent.getByRole('log', { name: 'Messages' });
  await log.getByText(question).waitFor();
  const field = agent.getByRole('textbox', { name: 'Write a reply…' });
  await field.fill(answer);
  await agent.getByText(/If not read, it will be emailed/).waitFor();
  await take(agent, 'tour-2-agent-answers');

  // Answering brings the chat up to date, and with it on screen the answer would be read.
  await shop.close();
  await field.press('Enter');
  await log.getByText(answer).waitFor();
  await agent.getByRole('button', { name: 'Don’t send' }).waitFor();
  await log.getByText('The visitor left the site').waitFor();
  await take(agent, 'tour-3-countdown');

  await log.getByText(`(forwarded to ${address})`).waitFor();
  await log.getByText('Delivered').waitFor();
  await take(agent, 'tour-4-forwarded');

  const mail = await context.newPage();
  await mail.goto(`${mailbox}/#search=${encodeURIComponent(address)}`);
  await mail.frameLocator('iframe[title^="Email:"]').getByRole('paragraph').filter({ hasText: answer }).waitFor();
  await take(mail, 'tour-5-mailbox');
  await mail.getByRole('textbox', { name: `Reply as ${address}` }).fill(thanks);
  await mail.getByRole('button', { name: 'Send reply', exact: true }).click();

  await log.getByText(thanks).waitFor();
  await take(agent, 'tour-6-visitor-replies');

  await agent.goto(`${inbox}/deliveries`);
  await agent.getByRole('link', { name: address }).first().click();
  await agent.frameLocator('iframe[title^="Email:"]').getByRole('paragraph').filter({ hasText: answer }).waitFor();
  await take(agent, 'tour-7-delivery');

  await agent.goto(`${inbox}/settings`);
  await agent.frameLocator('iframe').getByText('It left our house this morning').last().waitFor();
  await take(agent, 'tour-8-settings');
  await context.close();
}
