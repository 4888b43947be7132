import { beforeAll, expect, it } from '@jest/globals';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
import { signedIn } from './inbox-on.ts';

const browser = useBrowser();
const stage = useWidgetStage();

interface Stored {
  readonly emailForwarding: string;
  readonly contactForm: { readonly offline: string };
  readonly timing: { readonly afterLeavingSeconds: number };
  readonly inbox: { readonly notifyAgentsAfterSeconds: number | null };
  readonly delivery: { readonly paused: boolean };
}
const stored = () => stage.chat.call<Stored>('GET', '/v1/settings');

beforeAll(async () => {
  await stage.chat.call('PUT', '/v1/agents/ada', { name: 'Ada', role: 'admin' });
  await stage.chat.addAgent('bob', 'Bob');
});

it('an admin chooses what is emailed, sees the email, and saves; what is refused is said at its field', async () => {
  const { page, button } = await signedIn(await browser.person(), stage, 'Ada', '/inbox/settings');
  const troubles = troublesOf(page);
  await page.getByRole('heading', { name: 'Inbox Preferences' }).waitFor();
  await page.getByRole('heading', { name: 'Email forwarding' }).waitFor();
  const choice = page.getByLabel('Send unread replies or the full transcript to visitors by email');
  expect(await choice.locator('option').allTextContents()).toEqual([
    'Send nothing',
    '[Recommended] Send unread replies by email',
    'Send conversation transcripts by email',
  ]);
  const mail = page.frameLocator('iframe[title="Preview of the email"]');
  await mail.getByText('It left our house this morning').last().waitFor();
  await choice.selectOption('Send conversation transcripts by email');
  await mail.getByRole('heading', { name: /transcript/i }).waitFor();
  await page.getByText('1 change is not saved').waitFor();
  await page.getByLabel('After the visitor left').fill('2.5');
  await page.getByText('150 seconds after the visitor left').waitFor();
  await page.getByLabel('Email agents').selectOption('When a visitor has waited for 5 minutes');
  await page.getByText('It goes to whoever takes care of the conversation').waitFor();
  // What is not saved yet is kept from section to section.
  await page.getByRole('link', { name: 'Contact form' }).click();
  await page.getByRole('heading', { name: 'When agents are offline or invisible' }).waitFor();
  await page.getByLabel('Receive offline messages only once the contact form is filled in').check();
  await button('Save').click();
  await page.getByText('It is saved.').waitFor();
  expect(await stored()).toMatchObject({
    emailForwarding: 'transcript',
    contactForm: { offline: 'required' },
    timing: { afterLeavingSeconds: 150 },
    inbox: { notifyAgentsAfterSeconds: 300 },
  });
  await button('Undo').click();
  await eventually(stored, ({ emailForwarding }) => emailForwarding === 'unreadReplies');

  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByLabel('At most this long').fill('0.5');
  expect(troubles).toEqual([]);
  await button('Save').click();
  await page.getByRole('alert').filter({ hasText: 'must not be less than settleSeconds' }).waitFor();
  await button('Discard').click();
  await page.getByText('not saved').waitFor({ state: 'hidden' });
  await browser.leave();
});

it('an admin suppresses an address by hand, and sees why, since when and by whom', async () => {
  const { page, button } = await signedIn(await browser.person(), stage, 'Ada', '/inbox/settings/suppressions');
  await button('Suppress an address').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('Vera@Example.com');
  await dialog.getByLabel('Why (optional)').fill('Asked for it by phone');
  await dialog.getByRole('button', { name: 'Suppress' }).click();
  const row = page.getByRole('row').filter({ hasText: 'vera@example.com' });
  for (const words of ['Added by hand', 'Asked for it by phone', 'by Ada']) await row.getByText(words).waitFor();
  await browser.leave();
});

it('what is refused is said in the agent’s language', async () => {
  const { page } = await signedIn(await browser.person({ locale: 'fr-FR' }), stage, 'Ada', '/inbox/settings/sender');
  await page.getByRole('textbox', { name: 'Adresse' }).fill('ada');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('alert').filter({ hasText: 'Indiquez une adresse e-mail, par exemple' }).waitFor();
  await browser.leave();
});

it('an admin stops sending, makes a key that is shown once, and adds an agent', async () => {
  const { page, button } = await signedIn(await browser.person(), stage, 'Ada', '/inbox/settings/sending');
  await button('Stop sending').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('From now on no email leaves, and no message on Messenger or Instagram.').waitFor();
  await dialog.getByRole('button', { name: 'Stop sending' }).click();
  await page.getByText('Stopped', { exact: true }).waitFor();
  expect((await stored()).delivery.paused).toBe(true);
  await pauseDeployment(stage.store);
  await page.getByText(/^The operator of this service has paused all sending as well, since \d/).waitFor();
  await button('Send again').click();
  await dialog.getByText('What has waited is sent once the operator of this service resumes sending').waitFor();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Paused by the operator', { exact: true }).waitFor();
  await page
    .getByText(/^The operator of this service has paused all sending since \d.* once they resume it\.$/)
    .waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await resumeDeployment(stage.store);
  await page.getByText('Sending', { exact: true }).last().waitFor();

  await page.getByRole('link', { name: 'API keys' }).click();
  await button('Make a key').click();
  await dialog.getByLabel('Name').fill('Shop');
  await dialog.getByRole('button', { name: 'Make a key' }).click();
  const key = await page.getByRole('dialog', { name: 'The key is made' }).locator('code').textContent();
  const known = await fetch(`${stage.apiUrl}/v1/conversations`, { headers: { authorization: `Bearer ${key}` } });
  expect(known.status).toBe(200);
  await page.keyboard.press('Escape');
  await page.getByRole('row').filter({ hasText: 'Shop' }).waitFor();

  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByText('No page is connected').waitFor();
  await button('Connect a page').click();
  await dialog.getByLabel('ID of the Facebook page').fill('104857600000001');
  await dialog.getByLabel('Access token').fill('EAAGm0PX4ZCpsBO1Zk');
  await dialog.getByLabel('Name').fill('Acme');
  await dialog.getByRole('button', { name: 'Connect a page' }).click();
  const row = page.getByRole('row').filter({ hasText: '104857600000001' });
  await row.getByText('Not checked yet').waitFor();
  await button('Disconnect Acme').click();
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await row.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Agents' }).click();
  await button('Add an agent').click();
  await dialog.getByLabel('Name').fill('Carol');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row').filter({ hasText: 'Carol' }).waitFor();
  await browser.leave();
});

it('shows every section without barriers, in light and dark; an agent sees none, and gets 403 behind them', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await signedIn(await browser.person({ colorScheme }), stage, 'Ada', '/inbox/settings');
    const links = page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link');
    await links.first().waitFor();
    for (const link of await links.all()) {
      await link.click();
      await page.getByRole('heading', { level: 3 }).first().waitFor();
      await page.getByText('Loading…').first().waitFor({ state: 'detached' });
      expect([await link.textContent(), await axeFindings(page)]).toEqual([await link.textContent(), []]);
    }
    await browser.leave();
  }
  const bob = await signedIn(await browser.person(), stage, 'Bob', '/inbox/settings');
  await bob.page.getByRole('heading', { name: 'This page is for admins' }).first().waitFor();
  await bob.page.getByRole('link', { name: 'Settings' }).waitFor({ state: 'detached' });
  const statuses = await bob.page.evaluate(() =>
    Promise.all(
      ['settings', 'settings/email-preview', 'keys'].map(async (path) => (await fetch(`/v1/${path}`)).status),
    ),
  );
  expect(statuses).toEqual([403, 403, 403]);
  await browser.leave();
});
