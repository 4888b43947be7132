import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { settleByReceipt } from '../../src/store/deliveries/settle-by-receipt.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { type DirectCourier, directCourier } from '../channels/direct-courier.ts';
import { type Provider, startProvider } from '../channels/provider.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { writesOnChannel } from '../support/channel-visitor.ts';
import { connectPage } from '../support/meta-events.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
import { type InboxOn, signedIn } from './inbox-on.ts';

/** An agent who has the inbox open sees everything of Messenger and Instagram as it happens: nothing is loaded again. */

const browser = useBrowser();
const stage = useWidgetStage();
const hourMs = 3_600_000;
const accepted = (count: number) => ({ status: 200, body: { message_id: `m_${count}` } });

let provider: Provider;
let courier: DirectCourier;
let ada: InboxOn;
let troubles: readonly string[];
beforeAll(async () => {
  provider = await startProvider(accepted);
  const clock = { clock: () => Date.now(), now: Date.now, pass: () => {} };
  courier = directCourier({ store: stage.store, ...clock }, { hosts: { facebook: provider.url } });
  await stage.chat.call('PUT', '/v1/agents/ada', { name: 'Ada', role: 'admin' });
  await connectPage(stage.store, stage.accountId, 'messenger', '101');
  await connectPage(stage.store, stage.accountId, 'instagram', '17841400000000001');
  ada = await signedIn(await browser.person({ reducedMotion: 'reduce' }), stage);
  troubles = troublesOf(ada.page);
});
afterAll(() => provider.stop());

const look = (conversationId: string) => courier.look({ id: stage.accountId }, conversationId);
const writes = (kind: 'messenger' | 'instagram', visitorId: string, name: string, hoursAgo: number) =>
  writesOnChannel(stage.store, stage.accountId, {
    ...{ kind, pageId: '101', visitorId, name, text: 'Is the lamp in stock?' },
    username: `${name.toLowerCase()}.of.${kind}`,
    at: Date.now() - hoursAgo * hourMs,
  });

it('marks who writes on Messenger, says until when one can answer, and what became of the answer there', async () => {
  const id = await writes('messenger', '7001', 'Bob', 1);
  await ada.row('Bob').filter({ hasText: 'Messenger' }).waitFor();
  await ada.open('Bob');
  const card = ada.page.getByRole('complementary', { name: 'Visitor' });
  await card.getByText('Messenger').first().waitFor();
  expect(await card.locator('dt', { hasText: 'Writes to' }).locator('+ dd').textContent()).toBe('Acme');
  expect(await card.getByText('Profile').count()).toBe(0);
  await ada.text('Will be sent to Messenger at once. You can answer for another 6 days;').waitFor();
  await ada.sends('It is.');
  await look(id);
  const answer = ada.message('It is.').filter({ hasText: '(sent to Messenger)' });
  await answer.getByText('Sent', { exact: true }).waitFor();
  const ref = { accountId: stage.accountId, conversationId: id };
  await settleByReceipt(stage.store, { ref, mids: [], upTo: Date.now(), now: Date.now() });
  await answer.getByText('Delivered').waitFor();
  await ada.page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeFindings(ada.page)).toEqual([]);
});

it('says which part of a message was not sent, what waits for it, and why, and sends the rest of it again', async () => {
  const id = await writes('instagram', '8001', 'Vera', 1);
  await ada.open('Vera');
  const profile = ada.page.getByRole('link', { name: '@vera.of.instagram' });
  expect(await profile.getAttribute('href')).toBe('https://www.instagram.com/vera.of.instagram/');
  provider.answer(accepted(1), { status: 400, body: { error: { code: 551, error_subcode: 1_545_041 } } });
  await ada.sends(`Yes, it is. ${'Many people like it. '.repeat(60)}`);
  await ada.sends('Shall I put one aside?');
  await look(id);
  const long = ada.message('Yes, it is.');
  await long.getByText('Not sent: the visitor cannot be reached on this channel.').waitFor();
  await long.getByText('1 of 2 parts were sent.').waitFor();
  await ada.message('Shall I').getByText('Waits: an earlier message could not be sent').waitFor();

  await ada.page.getByRole('link', { name: 'Deliveries' }).click();
  await ada.page.getByRole('row').filter({ hasText: 'Instagram' }).getByRole('link').first().click();
  await ada.page.getByRole('heading', { name: 'Message to Vera on Instagram' }).waitFor();
  await ada.text('The visitor has blocked the page, or their account is gone.').waitFor();
  await ada.page.getByRole('term').filter({ hasText: 'Part 2' }).getByText('Not sent', { exact: true }).waitFor();
  await ada.text('Part 2: Tried: the provider refused it for good').waitFor();
  expect(await axeFindings(ada.page)).toEqual([]);

  await ada.page.goBack();
  await ada.page.goBack();
  await long.getByRole('button', { name: 'Send again' }).click();
  await ada.text('It is being sent again.').waitFor();
  await look(id);
  await ada.message('Shall I').getByText('Sent', { exact: true }).waitFor();
  await long.filter({ hasText: '(sent to Instagram)' }).getByText('Sent', { exact: true }).waitFor();
  expect(provider.got.filter(({ body }) => body.includes('Yes, it is.')).length).toBe(1);
});

it('says after the window what a reply waits for, and does not send it if the agent does not want it', async () => {
  await writes('instagram', '8002', 'Linus', 8 * 24);
  await ada.open('Linus');
  await ada.text('Instagram allows no answer until the visitor writes again.').waitFor();
  await ada.sends('Sorry for the wait!');
  const sorry = ada.message('Sorry for the wait!');
  await sorry.getByText('Not sent yet: the platform allows no answer until the visitor writes again.').waitFor();
  await ada.text('Waits until the visitor writes again').waitFor();
  await ada.button('Don’t send').click();
  await sorry.getByText('Not sent: you chose not to send it').waitFor();
});

it('shows an admin which pages are connected, and stores another token for one that Meta refuses', async () => {
  await stage.store.channelConnections.updateOne(
    { accountId: stage.accountId, kind: 'instagram' },
    { $set: { status: 'tokenDead', statusSince: Date.now() } },
  );
  await ada.page.goto(`${stage.apiUrl}/inbox/settings/channels`);
  const row = (kind: string) => ada.page.getByRole('row').filter({ hasText: kind });
  await row('Messenger').getByText('Connected', { exact: true }).waitFor();
  await row('Instagram').getByText('Token refused').waitFor();
  await row('Instagram').getByText('17841400000000001').waitFor();
  await ada.button('Replace token').click();
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByLabel('Access token').fill('another-token');
  await dialog.getByRole('button', { name: 'Replace token' }).click();
  await ada.text('It is stored. Meta could not be reached').waitFor();
  await row('Instagram').getByText('Not checked yet').waitFor();
  await ada.page.setViewportSize({ width: 390, height: 800 });
  expect(await axeFindings(ada.page)).toEqual([]);
  expect(troubles).toEqual([]);
});

it('says that a message waits while the operator has paused sending, as the status does', async () => {
  const id = await writes('messenger', '9009', 'Noor', 1);
  await pauseDeployment(stage.store);
  await ada.page.goto(`${stage.apiUrl}/inbox/status`);
  await ada.text('Paused by the operator').waitFor();
  await ada.page.goto(`${stage.apiUrl}/inbox`);
  await ada.open('Noor');
  await ada.text('Sending is paused: a message on Messenger waits.').waitFor();
  await ada.sends('It comes tomorrow.');
  await look(id);
  await ada.message('It comes tomorrow.').filter({ hasText: 'Waits: sending is paused' }).waitFor();
  await ada.text('Waits because sending is paused').waitFor();
  await resumeDeployment(stage.store);
});
