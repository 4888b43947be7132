import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoPages, makeDemoPages } from '../../dev/meta/demo-pages.ts';
import { startFakeMeta } from '../../dev/meta/fake-meta.ts';
import { webhookFields } from '../../dev/meta/kept/pages.ts';
import { startWebhookReceiver } from '../meta/receiver.ts';
import { troublesOf, useBrowser } from '../support/browser.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { axeFindings } from './axe.ts';

const browser = useBrowser();
const fake = forThisFile(async () => {
  const receiver = await startWebhookReceiver('token');
  const meta = await startFakeMeta({ webhook: { url: receiver.url, appSecret: 'secret', verifyToken: 'token' } });
  await makeDemoPages(meta.url);
  for (const { login, accessToken, channel } of demoPages) {
    const host = login === 'instagram' ? meta.instagramGraphUrl : meta.graphUrl;
    const subscribed_fields = webhookFields[channel].join(',');
    const query = new URLSearchParams({ subscribed_fields, access_token: accessToken });
    await fetch(`${host}/v26.0/me/subscribed_apps?${query}`, { method: 'POST' });
  }
  return { meta, receiver, stop: () => Promise.all([meta.stop(), receiver.stop()]) };
});

/** The page answers the visitor who is shown, by the API. */
async function answer(page: Page, text: string): Promise<void> {
  const place = new URLSearchParams(new URL(page.url()).hash.slice(1));
  const account = demoPages.find(({ id }) => id === place.get('page'));
  const host = account?.login === 'instagram' ? fake.meta.instagramGraphUrl : fake.meta.graphUrl;
  const recipient = { id: place.get('person') };
  const sent = await fetch(`${host}/v26.0/me/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account?.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient, messaging_type: 'RESPONSE', message: { text } }),
  });
  expect(sent.status).toBe(200);
}

/** What axe finds, light and dark. */
async function findings(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeFindings(page)));
  }
  return found;
}

describe('the phone', () => {
  it.each([
    ['Messenger', 1280],
    ['Instagram', 390],
  ])(
    'writes on %s as a visitor, shows the answer as it arrives, and tells that it was read',
    async (channel, width) => {
      const page = await (await browser.person({ viewport: { width, height: 844 } })).newPage();
      const troubles = troublesOf(page);
      const messages = page.getByRole('list', { name: 'Messages' });
      await page.goto(fake.meta.url);
      await page.getByRole('combobox', { name: 'Write to' }).selectOption(`Acme on ${channel}`);
      await page.getByRole('textbox', { name: 'As' }).fill('Ada');
      expect(await findings(page)).toEqual([]);

      await page.getByRole('button', { name: 'New visitor' }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill('Where is my parcel?');
      await page.keyboard.press('Enter');
      await messages.getByText('Where is my parcel?').waitFor();
      await page.getByText('23 h left for answers').waitFor();
      await answer(page, 'It ships tomorrow.');
      const answered = messages.getByRole('listitem').filter({ hasText: 'It ships tomorrow.' });
      await answered.getByText(/^Read/).waitFor();
      await page.getByRole('button', { name: 'Send a sticker' }).click();
      await messages.getByRole('img', { name: 'A sticker' }).waitFor();
      await answered.getByRole('button', { name: 'Love' }).click();
      await messages.getByRole('img', { name: 'Your reaction: ❤' }).waitFor();
      expect(await findings(page)).toEqual([]);

      const person = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('person') ?? '';
      const events = await fake.receiver.eventsOf(person, channel === 'Messenger' ? 6 : 5);
      const kinds = events.map((event) => ['message', 'delivery', 'read', 'reaction'].find((kind) => kind in event));
      expect(new Set(kinds)).toEqual(
        new Set(['message', 'read', 'reaction', ...(channel === 'Messenger' ? ['delivery'] : [])]),
      );
      expect(troubles).toEqual([]);
    },
  );
});
