import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { type Client, createClient } from '../../packages/client/src/index.ts';
import { until } from '../servers/until.ts';
import type { Endpoints } from '../state-folder.ts';

/** What is in the inbox besides what the shop's visitor wrote. */
export interface InboxStory {
  readonly inbox: string;
  /** The phone page of the fake Meta. */
  readonly meta: string;
  readonly client: Client;
}

const iris = { id: 'iris', name: 'Iris', email: 'iris@example.com' };
const noor = { id: 'noor', name: 'Noor', email: 'noor@example.com' };
const note = 'She has called before: please be quick.';

/** A conversation with pictures, files and a note, and one in whose time zone it is night, if there are quiet hours. */
export async function fillInbox({ api, apiKey, inbox, meta }: Endpoints): Promise<InboxStory> {
  const client = createClient({ baseUrl: api, key: apiKey });
  const visitor = { kind: 'visitor' } as const;
  const ada = { kind: 'agent', id: 'ada', name: 'Ada' } as const;
  for (const { id, name, email } of [iris, noor])
    await client.conversations.put(id, { visitor: { name, email, timeZone: 'UTC', locale: 'en-GB' } });
  const photo = await client.attachments.upload(iris.id, new Blob([await picture()], { type: 'image/png' }), {
    name: 'parcel.png',
  });
  await client.messages.post(iris.id, {
    ...{ id: 'photo', author: visitor, attachments: [photo.id] },
    text: 'The parcel came like this. Can I have another one?',
  });
  await client.messages.post(iris.id, { id: 'note', author: ada, kind: 'note', text: note });
  const label = await client.attachments.upload(iris.id, new Blob(['The label'], { type: 'text/plain' }), {
    name: 'return label.txt',
  });
  await client.messages.post(iris.id, {
    ...{ id: 'answer', author: ada, attachments: [label.id] },
    text: 'I am sorry! Here is a label to send it back with. A new one leaves today.',
  });
  await client.messages.post(noor.id, { id: 'question', author: visitor, text: 'Do you deliver on Saturdays?' });
  await client.conversations.presence(noor.id, { state: 'left' });
  await writeOnMessenger(meta ?? '', client);
  return { inbox: inbox ?? '', meta: meta ?? '', client };
}

const onMessenger = 'Does the wall clock tick?';
const answer = 'Not at all: its hands glide.';

/** A visitor asks on Messenger, and is answered there. */
async function writeOnMessenger(meta: string, client: Client): Promise<void> {
  const pages = (await (await fetch(`${meta}/api/pages`)).json()) as { items: { id: string; channel: string }[] };
  const page = pages.items.find(({ channel }) => channel === 'messenger');
  const incoming = { channel: 'messenger', pageId: page?.id, senderId: '7001', name: 'Bob', text: onMessenger };
  await fetch(`${meta}/api/direct-messages/incoming`, { method: 'POST', body: JSON.stringify(incoming) });
  const id = `messenger.${page?.id}.7001`;
  await until('the message on Messenger', 60, async () =>
    (await client.conversations.list({})).items.some((one) => one.id === id),
  );
  await client.messages.post(id, { id: 'answer', author: { kind: 'agent', id: 'ada', name: 'Ada' }, text: answer });
}

/** Somewhat like a photo of a parcel. */
const picture = async () =>
  new Uint8Array(
    await sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420"><rect width="640" height="420" fill="#8fa3ad"/>
        <path d="M120 150 320 90l200 60v170l-200 60-200-60z" fill="#c69a6b"/><path d="M120 150 320 210l200-60M320 210v170"
        stroke="#8a6238" stroke-width="6" fill="none"/><path d="m360 230 60 40-30 30 50 40" stroke="#4a3420" stroke-width="8" fill="none"/></svg>`,
      ),
    )
      .png()
      .toBuffer(),
  );

const hour = (from: Date, by: number) => `${String((from.getUTCHours() + by + 24) % 24).padStart(2, '0')}:00`;

/** Goes to each page of the inbox that needs no visitor of the shop, as the agent who is signed in. */
export const inboxScenes: Readonly<Record<string, (page: Page, story: InboxStory) => Promise<void>>> = {
  'inbox-files-and-note': async (page, { inbox }) => {
    await page.goto(`${inbox}/c/${iris.id}`);
    const log = page.getByRole('log');
    await log.getByText(note).waitFor();
    const photo = log.getByRole('img', { name: 'parcel.png' });
    await photo.evaluate((image: unknown) => (image as { decode(): Promise<void> }).decode());
  },
  'inbox-messenger': async (page, { inbox }) => {
    await page.goto(inbox);
    await page.getByRole('link', { name: /Bob/ }).first().click();
    await page.getByText('(sent to Messenger)').waitFor();
  },
  'inbox-search': async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('iris');
    await page.getByRole('option', { name: iris.email }).waitFor();
  },
  'inbox-quiet-hours': async (page, { inbox, client }) => {
    const now = new Date();
    await client.settings.patch({ timing: { quietHours: { from: hour(now, -2), to: hour(now, 3) } } });
    await page.goto(`${inbox}/c/${noor.id}`);
    await page.getByRole('log').getByText('Do you deliver on Saturdays?').waitFor();
    await page.locator('#fate').getByRole('button', { name: 'Send now' }).waitFor();
    // The page has it; the other pictures are to be without.
    await client.settings.patch({ timing: { quietHours: null } });
  },
  'inbox-preferences': async (page, { inbox }) => {
    await page.goto(`${inbox}/settings/me`);
    await page.getByRole('heading', { name: 'Your preferences' }).waitFor();
  },
  // The last one, because it leaves the inbox.
  'phone-on-messenger': async (page, { meta }) => {
    await page.goto(meta);
    await page.getByRole('link', { name: /Bob/ }).click();
    await page.getByRole('article').filter({ hasText: answer }).waitFor();
  },
};
