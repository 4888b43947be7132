import { beforeAll, expect, it } from '@jest/globals';
import { useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
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
