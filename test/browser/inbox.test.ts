import { beforeAll, describe, expect, it } from '@jest/globals';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
import { inboxOn, signedIn } from './inbox-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

beforeAll(async () => {
  await stage.chat.addAgent('ada', 'Ada');
  await stage.chat.setStatus('ada', 'online');
});

/** A visitor who has written. */
async function visitor(id: string, name: string, text: string) {
  const chat = stage.chat.conversation(id);
  await chat.begin({ name, email: `${id}@example.com` });
  await chat.visitorSays(text);
  return chat;
}

it('an agent signs in, finds who wrote, answers, and sees the answer to that without loading anything again', async () => {
  const vera = await visitor('vera', 'Vera', 'When does my order ship?');
  const ada = await signedIn(await browser.person(), stage);
  const troubles = troublesOf(ada.page);
  await ada.row('Vera').filter({ hasText: 'When does my order ship?' }).waitFor();
  await ada.open('Vera');
  expect(new URL(ada.page.url()).pathname).toBe('/inbox/c/vera');
  await ada.message('When does my order ship?').waitFor();
  await ada.sends('It ships tomorrow.');
  expect((await vera.messages()).map(({ author, text }) => [author.kind, author.id, text])).toEqual([
    ['visitor', null, 'When does my order ship?'],
    ['agent', 'ada', 'It ships tomorrow.'],
  ]);
  await vera.visitorSays('Great, thank you!');
  await ada.message('Great, thank you!').waitFor();
  await ada.row('Vera').filter({ hasText: 'Great, thank you!' }).waitFor();
  await browser.leave();
  expect(troubles).toEqual([]);
});

it('says what will become of the reply, counts down when the visitor has left, and takes it back', async () => {
  const grace = await visitor('grace', 'Grace', 'Hello?');
  const ada = await signedIn(await browser.person(), stage, 'Ada', '/inbox/c/grace');
  await ada.text(/it will be emailed to grace@example\.com 5 minutes after the visitor leaves/).waitFor();
  await ada.sends('Hello Grace.');
  await ada.message('Hello Grace.').filter({ hasText: 'Not read yet' }).waitFor();
  await grace.presence('left');
  await ada.text(/^Goes by email in [45]:\d\d because the visitor left$/).waitFor();
  await ada.log.getByText('The visitor left the site').waitFor();
  await ada.text('The visitor has left: this will be emailed to grace@example.com.').waitFor();
  await ada.button('Don’t send').click();
  await ada.message('Hello Grace.').filter({ hasText: 'you chose not to email it' }).waitFor();
  await ada.text(/^Goes by email in/).waitFor({ state: 'hidden' });
  await browser.leave();
});

it('keeps what is half written, and sends what was written offline once, when the network is back', async () => {
  const bob = await visitor('bob', 'Bob', 'Are you there?');
  const person = await browser.person();
  const ada = await signedIn(person, stage, 'Ada', '/inbox/c/bob');
  await ada.field.fill('One moment, I');
  await ada.page.reload();
  await ada.field.waitFor();
  expect(await ada.field.inputValue()).toBe('One moment, I');
  await person.setOffline(true);
  await ada.text('You are offline.').waitFor();
  await ada.field.fill('Yes, I am.');
  await ada.field.press('Enter');
  await ada.message('Yes, I am.').filter({ hasText: 'Sending…' }).waitFor();
  await person.setOffline(false);
  await ada.message('Yes, I am.').filter({ hasText: 'Not read yet' }).waitFor();
  expect((await bob.messages()).map(({ text }) => text)).toEqual(['Are you there?', 'Yes, I am.']);
  expect(await ada.field.inputValue()).toBe('');
  await browser.leave();
});

describe('without a mouse', () => {
  it('one goes through the conversations, closes one, and finds commands and keys', async () => {
    const linus = await visitor('linus', 'Linus', 'First');
    const ida = await visitor('ida', 'Ida', 'Second');
    const ada = await signedIn(await browser.person(), stage);
    await ada.row('Ida').waitFor();
    const press = (key: string) => ada.page.keyboard.press(key);
    await press('j');
    await ada.message('Second').waitFor();
    await press('j');
    await ada.message('First').waitFor();
    await press('e');
    await ada.text('The conversation is closed.').first().waitFor();
    await eventually(linus.get, ({ state }) => state === 'closed');
    await ada.page.goto(`${stage.apiUrl}/inbox/c/linus`);
    await ada.button('Reopen').waitFor();
    await ada.message('First').waitFor();
    await press('o');
    await ada.button('Close').waitFor();
    expect((await linus.get()).waitingSince).not.toBeNull();

    // What is pressed before the messages are there is for the conversation that one went to, or for none.
    let load = () => {};
    const loads = new Promise<void>((resolve) => {
      load = resolve;
    });
    await ada.page.route('**/v1/conversations/mona/messages*', (route) => loads.then(() => route.continue()));
    await press('k');
    await ada.message('Second').waitFor();
    const mona = await visitor('mona', 'Mona', 'Third');
    await ada.row('Mona').waitFor();
    await press('k');
    await press('e');
    await press('a');
    await press('n');
    await ada.page.keyboard.type('eua');
    load();
    await ada.message('Third').waitFor();
    expect(await ada.page.getByLabel('Write a note for your colleagues…').inputValue()).toBe('eua');
    for (const { state, assignee } of [await ida.get(), await mona.get()])
      expect({ state, assignee }).toEqual({ state: 'open', assignee: null });
    await press('Escape');
    await press('Control+k');
    await ada.page.keyboard.type('preferences');
    await press('Enter');
    await ada.page.getByRole('heading', { name: 'Preferences', level: 1 }).waitFor();
    await press('?');
    await ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await browser.leave();
  });
});

it('speaks the agent’s language, from the sign-in to what will become of the reply', async () => {
  const remy = await visitor('remy', 'Rémy', 'Bonjour !');
  const person = await browser.person({ locale: 'fr-FR' });
  const page = await person.newPage();
  await page.goto(`${stage.apiUrl}/inbox/c/remy`);
  await page.getByRole('heading', { name: 'Se connecter à la messagerie' }).waitFor();
  await page.getByRole('button', { name: 'Ada' }).click();
  await page.getByRole('link', { name: 'En attente', exact: true }).waitFor();
  await page.getByText(/ceci partira par e-mail à remy@example\.com 5 minutes après le départ du visiteur/).waitFor();
  await page.getByRole('textbox', { name: 'Écrire une réponse…' }).fill('Bonjour Rémy.');
  await page.keyboard.press('Enter');
  await page.getByRole('article').filter({ hasText: 'Bonjour Rémy.' }).getByText('Pas encore lu').waitFor();
  await remy.presence('left');
  await page.getByText(/^Partira par e-mail dans [45]:\d\d/).waitFor();
  await page.getByRole('button', { name: 'Fermer', exact: true }).click();
  await page.getByText('La conversation est fermée.').waitFor();
  await browser.leave();
});

it('people with disabilities can use the list and a conversation, light and dark, on a screen and a phone', async () => {
  await visitor('anna', 'Anna', 'Hello!');
  const person = await browser.person();
  const { page } = await signedIn(person, stage, 'Ada', '/inbox/c/anna');
  const found: Record<string, readonly string[]> = {};
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [name, path, width] of [
      ['list', '/inbox', 1_280],
      ['thread', '/inbox/c/anna', 1_280],
      ['thread on a phone', '/inbox/c/anna', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(stage.apiUrl + path);
      const ada = inboxOn(page);
      await (path === '/inbox' ? ada.row('Anna') : ada.message('Hello!')).waitFor();
      const findings = await axeFindings(page);
      if (findings.length > 0) found[`${name}, ${colorScheme}`] = findings;
    }
  await browser.leave();
  expect(found).toEqual({});
});
