import { beforeAll, expect, it } from '@jest/globals';
import { agentEmail } from '../support/agent-email.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { startCourier } from '../support/courier.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { useWidgetStage } from '../support/widget-stage.ts';
import { axeFindings } from './axe.ts';
import { signedIn } from './inbox-on.ts';

const browser = useBrowser();
const stage = useWidgetStage({
  emailForwarding: 'unreadReplies',
  timing: { afterLeavingSeconds: 0, settleSeconds: 0, settleMaxSeconds: 0 },
});
const courier = forThisFile(() =>
  startCourier({
    store: stage.store,
    clock: () => Date.now(),
    provider: { suppressions: null },
    now: Date.now,
    pass: () => {},
  }),
);
const account = () => ({ id: stage.accountId });

beforeAll(async () => {
  await stage.chat.call('PUT', '/v1/agents/ada', { name: 'Ada', role: 'admin' });
  await stage.chat.call('PUT', '/v1/agents/bob', { name: 'Bob' });
});

/** A visitor whose email could not be sent, because the provider refused it as it is. */
async function failedEmail(id: string) {
  const chat = stage.chat.conversation(id);
  await chat.begin({ name: id, email: `${id}@example.com` });
  await chat.visitorSays('When does my order ship?');
  await chat.agentSays('It ships tomorrow.');
  await chat.presence('left');
  await courier.fault(`${id}@example.com`, '400');
  await courier.look(account(), id);
}

it('support finds the failed email of a visitor by address, replays it with the mouse alone, and sees it done', async () => {
  await failedEmail('grace');
  await failedEmail('vera');
  const { page } = await signedIn(await browser.person(), stage, 'Ada');
  const troubles = troublesOf(page);
  await page.getByRole('link', { name: 'Deliveries' }).click();
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  await row('vera@example.com').getByText('The provider refused it').waitFor();
  await page.getByRole('searchbox', { name: 'Whole email address' }).fill('GRACE@Example.com');
  await row('vera@example.com').waitFor({ state: 'detached' });
  await row('grace@example.com').getByRole('link').click();

  await page.getByRole('heading', { name: 'Email to grace@example.com' }).waitFor();
  await page.getByText('Read the provider’s answer below.').waitFor();
  const email = page.frameLocator('iframe[title^="Email:"]');
  await email.getByRole('paragraph').filter({ hasText: 'It ships tomorrow.' }).waitFor();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('Is being sent again', { exact: true }).waitFor();
  await courier.look(account(), 'grace');
  await page.getByRole('status').getByText('Accepted by the provider').waitFor();
  await page.getByText('Sent: the provider accepted it').waitFor();
  await page.getByText('Replayed by Ada').waitFor();
  await page.getByRole('button', { name: 'Replay' }).waitFor({ state: 'detached' });
  expect((await courier.mails('grace@example.com')).length).toBe(1);

  // In the list it is where it was, and says what became of it.
  await page.goBack();
  await row('grace@example.com').getByText('Accepted by the provider').waitFor();
  await browser.leave();
  expect(troubles).toEqual([]);
});

it('a bulk replay says first what it would do, shows how far it is, and goes on when the page is left', async () => {
  for (const id of ['ida', 'linus', 'anna']) await failedEmail(id);
  const { page } = await signedIn(await browser.person(), stage, 'Ada', '/inbox/deliveries?state=parked');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await stage.chat.conversation('anna').readUpTo(2);
  for (const id of ['ida', 'linus', 'anna'])
    await page.getByRole('checkbox', { name: `Select the delivery to ${id}@example.com` }).check();
  await button('Replay the selected ones').click();
  await page.getByText('3 deliveries would be sent again:').waitFor();
  await page.getByText('1 would be refused').waitFor();
  await button('Replay 3 deliveries').click();
  await page.getByText('0 of 3 replayed').waitFor();
  await button('Pause').click();
  await button('Resume').click();
  await page.getByRole('link', { name: 'Replies sent' }).click();
  const { id } = (await stage.store.jobs.findOne({ accountId: stage.accountId }))!;
  await courier.bulkReplay(account(), id);
  await page.getByRole('link', { name: 'Replays' }).click();
  await page.getByText('2 of 3 replayed').waitFor();
  await page.getByText('1 was not replayed').click();
  await page.getByText('The visitor has read its messages in the meantime.').waitFor();
  await stage.chat.call('POST', '/v1/deliveries/replay', { id: 'to-cancel', status: 'parked', dryRun: false });
  await page.reload();
  await button('Cancel the replay').click();
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await button('Cancel the replay').waitFor({ state: 'detached' });
  await browser.leave();
});

it('an admin reads a dead letter, dismisses it, and finds in the audit who did what', async () => {
  await deadLetter(stage.store, { accountId: stage.accountId, now: Date.now(), subject: 'Where is it?' });
  const { page } = await signedIn(await browser.person(), stage, 'Ada', '/inbox/deliveries/received');
  await page.getByRole('link', { name: 'visitor@example.com' }).click();
  await page.getByText('Answer the visitor in another way.').waitFor();
  await page.frameLocator('iframe[title="Email: Where is it?"]').locator('body').filter({ hasText: 'vu' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The visitor was called');
  await dialog.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await page.getByRole('status').getByText('Dismissed by a person').waitFor();

  const other = await deadLetter(stage.store, { accountId: stage.accountId, now: Date.now(), reason: 'internal' });
  await page.goto(`${stage.apiUrl}/inbox/deliveries/received/${other}`);
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByRole('status').getByText('Being processed').waitFor();
  await page.getByRole('link', { name: 'Audit' }).click();
  const did = (what: string) => page.getByRole('row', { name: new RegExp(`Ada.*${what}`) });
  for (const what of ['Dismissed a dead letter', 'Replayed a dead letter', 'Cancelled a replay', 'Replayed a delivery'])
    await did(what).first().waitFor();
  await page.getByRole('combobox', { name: 'What' }).selectOption('Replayed a delivery');
  await did('Dismissed a dead letter').waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Time' }).selectOption('From … until …');
  await page.getByLabel('Until').fill('2026-01-01T00:00');
  await did('Replayed a delivery').first().waitFor({ state: 'detached' });
  await page.getByLabel('Until').fill('');
  await page.getByLabel('From').fill('2026-01-01T00:00');
  await did('Replayed a delivery').first().waitFor();
  await browser.leave();
});

it('an agent is offered none of these pages, and gets 403 behind them', async () => {
  const { page } = await signedIn(await browser.person(), stage, 'Bob');
  await page.getByRole('link', { name: 'Inbox' }).first().waitFor();
  for (const name of ['Deliveries', 'Status', 'Audit'])
    expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);
  for (const path of [
    'deliveries',
    'deliveries/received',
    'deliveries/replays',
    'deliveries/agents',
    'status',
    'audit',
  ]) {
    await page.goto(`${stage.apiUrl}/inbox/${path}`);
    await page.getByRole('heading', { name: 'This page is for admins', level: 1 }).waitFor();
  }
  const answers = await page.evaluate(
    (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)),
    [...['/v1/deliveries', '/v1/jobs', '/v1/inbound', '/v1/status', '/v1/audit']],
  );
  expect(answers).toEqual([403, 403, 403, 403, 403]);
  await browser.leave();
});

it('people with disabilities can use these pages, light and dark, on a screen and a phone', async () => {
  const dead = await deadLetter(stage.store, { accountId: stage.accountId, now: Date.now() });
  await agentEmail(stage.store, { accountId: stage.accountId, conversationId: 'vera' });
  const [email] = await stage.chat.deliveries('?conversation=vera');
  const { page } = await signedIn(await browser.person({ reducedMotion: 'reduce' }), stage, 'Ada');
  const found: Record<string, readonly string[]> = {};
  for (const [path, words] of [
    ['deliveries', 'vera@example.com'],
    [`deliveries/${email?.id}`, 'What happened'],
    ['deliveries/received', 'visitor@example.com'],
    [`deliveries/received/${dead}`, 'The email as it came'],
    ['deliveries/replays', '2 of 3 replayed'],
    ['deliveries/agents', 'The provider did not accept it'],
    ['status', 'Figures'],
    ['audit', 'Dismissed a dead letter'],
  ] as const) {
    await page.goto(`${stage.apiUrl}/inbox/${path}`);
    await page.getByText(words).filter({ visible: true }).first().waitFor();
    for (const [colorScheme, width] of [
      ['light', 1_280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const findings = await axeFindings(page);
      if (findings.length > 0) found[`${path}, ${colorScheme}`] = findings;
    }
  }
  await browser.leave();
  expect(found).toEqual({});
});
