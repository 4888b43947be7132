import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useBrowser } from '../support/browser.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
import { signedIn } from './inbox-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

beforeAll(async () => {
  await stage.chat.addAgent('ada', 'Ada');
  await stage.chat.addAgent('grace', 'Grace');
  await stage.chat.setStatus('ada', 'online');
});

it('says who the visitor is, where the address is from, and takes what the agent changes, and takes it back', async () => {
  await stage.chat.conversation('earlier').begin({ name: 'Vera', email: 'vera@example.com' });
  await stage.chat.conversation('earlier').visitorSays('An old question');
  const vera = stage.chat.conversation('vera');
  await vera.begin({ name: null, email: null, locale: 'fr-CA', timeZone: 'Pacific/Kiritimati' });
  await vera.visitorSays('Hello, is anybody there?');
  const person = await browser.person();
  const ada = await signedIn(person, stage, 'Ada', '/inbox/c/vera');
  const card = ada.page.getByRole('complementary', { name: 'Visitor' });
  await card.getByText('French (Canada)').or(card.getByText('Canadian French')).waitFor();
  await card.getByText('Local time').waitFor();

  await card.getByRole('button', { name: 'Ask for it' }).click();
  expect(await ada.field.inputValue()).toBe('What is your email address, so that we can reach you if you leave?');
  await ada.field.fill('');

  await card.getByRole('button', { name: 'Add a name' }).click();
  await card.getByRole('textbox', { name: 'Name' }).fill('Vera');
  await card.getByRole('textbox', { name: 'Name' }).press('Enter');
  await ada.page.getByRole('heading', { name: 'Vera', level: 1 }).waitFor();

  await card.getByRole('button', { name: 'Add an address' }).click();
  await card.getByRole('textbox', { name: 'Email' }).fill('vera@');
  await card.getByRole('textbox', { name: 'Email' }).press('Enter');
  await card.getByText('This is not an email address.').waitFor();
  await card.getByRole('textbox', { name: 'Email' }).fill('vera@example.com');
  await card.getByRole('textbox', { name: 'Email' }).press('Enter');
  await card.getByText('Entered by an agent').waitFor();
  await card.getByRole('link', { name: 'An old question' }).waitFor();

  await vera.visitorSays('Better write to vera.work@example.com.');
  await card.getByRole('button', { name: 'Use this address' }).click();
  await eventually(vera.get, ({ visitor }) => visitor.email === 'vera.work@example.com');
  await ada.page.getByRole('button', { name: 'Undo' }).last().click();
  await eventually(vera.get, ({ visitor }) => visitor.email === 'vera@example.com');

  await card.getByRole('button', { name: /Assign the conversation/ }).click();
  await ada.page.getByRole('menuitemradio', { name: 'Grace' }).click();
  await eventually(vera.get, ({ assignee }) => assignee === 'grace');
  await card.getByRole('button', { name: 'Assign the conversation: Grace' }).waitFor();
  await browser.leave();
});

it('writes with canned replies, files, and notes that no visitor sees; a draft stays what it was to become', async () => {
  const bob = stage.chat.conversation('bob');
  await bob.begin({ name: 'Bob', email: 'bob@example.com' });
  await bob.visitorSays('Where is my parcel?');
  const ada = await signedIn(await browser.person(), stage, 'Ada', '/inbox/c/bob');
  const { page } = ada;

  await ada.field.fill('Hello {{visitor.name|there}}, it ships today.');
  await ada.button('Canned replies').click();
  const dialog = page.getByRole('dialog', { name: 'Canned replies' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('When it ships');
  await dialog.getByRole('textbox', { name: 'Shortcut' }).fill('ships');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('/ships').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await ada.field.fill('');
  await ada.field.pressSequentially('Good news: /shi');
  await page.getByRole('option', { name: /When it ships/ }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await ada.field.press('Enter');
  expect(await ada.field.inputValue()).toBe('Good news: Hello Bob, it ships today.');

  await ada.field.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['The label'], 'label.txt', { type: 'text/plain' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.button('Remove label.txt').waitFor();
  await page.getByText('9 byte').waitFor();
  const picture = await tinyImage(page);
  await ada.field.evaluate((field, bytes) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], 'parcel.png', { type: 'image/png' }));
    for (const type of ['dragover', 'drop'])
      field.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, picture);
  await ada.button('Remove parcel.png').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await ada.field.press('Enter');
  const sent = ada.message('it ships today').filter({ hasText: 'Not read yet' });
  await sent.filter({ hasText: 'label.txt' }).waitFor();
  // It is drawn, not only there.
  await eventually(
    () => sent.getByRole('img', { name: 'parcel.png' }).evaluate((image) => (image as HTMLImageElement).naturalWidth),
    (width) => width > 0,
  );

  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const note = page.getByRole('textbox', { name: 'Write a note for your colleagues…' });
  await note.fill('Bob has called before.');
  await page.reload();
  await note.waitFor();
  expect(await note.inputValue()).toBe('Bob has called before.');
  await note.press('Enter');
  await ada.message('Bob has called before.').filter({ hasNotText: 'Sending…' }).waitFor();
  const seen = (await bob.messages('visitor')).map(({ text, attachments }) => [
    text,
    attachments.map(({ name }) => name),
  ]);
  expect(seen).toEqual([
    ['Where is my parcel?', []],
    ['Good news: Hello Bob, it ships today.', ['label.txt', 'parcel.png']],
  ]);
  await browser.leave();
});

it('says who else writes, and shows the email by which an answer came', async () => {
  const linus = stage.chat.conversation('linus');
  await linus.begin({ name: 'Linus', email: 'linus@example.com' });
  await linus.visitorSays('Hello?');
  const ada = await signedIn(await browser.person(), stage, 'Ada', '/inbox/c/linus');
  const grace = await signedIn(await browser.person(), stage, 'Grace', '/inbox/c/linus');
  await ada.message('Hello?').waitFor();
  await grace.field.pressSequentially('Hi Linus');
  await ada.text('Grace is answering too.').waitFor();
  await grace.field.fill('');
  await ada.text('Grace is answering too.').waitFor({ state: 'hidden' });

  const ref = { accountId: stage.accountId, conversationId: 'linus' };
  await emailedMessage(stage.store, ref, { id: 'mail', words: 'Never mind, I found it.', at: Date.now() });
  const answer = ada.message('Never mind, I found it.').filter({ hasText: 'by email' });
  await answer.getByRole('button', { name: 'Original' }).click();
  const frame = ada.page.frameLocator('iframe[title="The email as it came"]');
  await frame.getByText('Never mind, I found it.').waitFor();
  await browser.leave();
});

it('brings older messages when one scrolls up, and leaves in sight what one reads', async () => {
  const mona = stage.chat.conversation('mona');
  await mona.begin({ name: 'Mona' });
  for (let at = 1; at <= 70; at += 1) await mona.visitorSays(`Line ${at}.`);
  const ada = await signedIn(await browser.person(), stage, 'Ada', '/inbox/c/mona');
  await ada.message('Line 70.').waitFor();
  expect(await ada.message('Line 5.').count()).toBe(0);
  const before = ada.message('Line 14.');
  await before.scrollIntoViewIfNeeded();
  await ada.message('Line 5.').waitFor({ state: 'attached' });
  await before.and(ada.page.locator(':visible')).waitFor();
  expect(await ada.message('Line 1.').count()).toBe(1);
  expect(await before.evaluate((message) => message.getBoundingClientRect().bottom > 0)).toBe(true);
  await browser.leave();
});

/** The bytes of a picture, as the page draws one. */
const tinyImage = (page: Page) =>
  page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    canvas.getContext('2d')?.fillRect(5, 5, 20, 10);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
