import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentMailRequest } from '../src/mail/agent-mail.ts';
import { compose } from '../src/mail/compose.ts';
import type { MailContent, MailMessage } from '../src/mail/mail.ts';
import { type RestoreContent, restoreRequest } from '../src/mail/restore-mail.ts';
import { messageIdOf } from '../src/mail/thread-headers.ts';
import { visitorWaits } from './agent-mail-sample.ts';

/**
 * Writes one email of each kind as .html and .txt, to look at in a browser after a change of the design:
 * `node dist/dev/mail-samples.js <folder>` (default: .afterchat/mail-samples).
 */
const folder = process.argv[2] ?? join('.afterchat', 'mail-samples');

const at = (minute: number) => new Date(Date.UTC(2026, 2, 6, 13, minute));
const visitor = (text: string, minute: number): MailMessage => says('visitor', null, text, minute);
const bot = (text: string, minute: number): MailMessage => says('bot', null, text, minute);
const agent = (text: string, minute: number, isNews = true, name = 'Grace Hopper'): MailMessage =>
  says('agent', name, text, minute, isNews);

function says(
  kind: MailMessage['author']['kind'],
  name: string | null,
  text: string,
  minute: number,
  isNews = false,
): MailMessage {
  return { author: { kind, name }, text, at: at(minute), isNews, isAfterGap: false };
}

const parcel = [
  visitor('Hello, where is my parcel? I ordered at https://shop.example/orders/4711', 0),
  bot('Thank you, somebody will be with you in a moment.', 0),
  agent('Good afternoon! Let me look.', 2, false),
  visitor('Thanks.\nI have to leave soon.', 3),
  agent(
    'Found it: it left our house this morning and comes tomorrow.\n\nFollow it here: https://parcel.example/track?id=4711&lang=en',
    9,
  ),
  agent('If you are not at home, the neighbours can take it.', 10),
];

const usual: MailContent = {
  accountId: 'demo',
  deliveryId: 'sample',
  attempt: 1,
  reference: 'K7QX2',
  choice: 'unreadReplies',
  body: 'full',
  locale: 'en',
  timeZone: 'Europe/Paris',
  sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  brand: { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' },
  visitor: { name: 'Ada Lovelace', address: 'ada@example.com', verified: false },
  messages: parcel,
  moreNewsFollows: false,
  page: 'https://acme.example/?afterchat=sample',
  returnUrl: 'https://chat.acme.example/r/mfrggzdfmztwq2lknnwg23tpoa',
  unsubscribeUrl: 'https://chat.acme.example/u/mfrggzdfmztwq2lknnwg23tpoa',
  replyTo: 'reply+mfrggzdfmztwq2lknnwg23tpoa@reply.acme.example',
  thread: { subject: null, isAnswer: false, messageId: messageIdOf('sample', 'chat@acme.example'), references: [] },
};

const samples: Readonly<Record<string, MailContent>> = {
  full: usual,
  notice: { ...usual, body: 'notice' },
  transcript: { ...usual, choice: 'transcript' },
  verified: { ...usual, visitor: { ...usual.visitor, verified: true } },
  french: { ...usual, locale: 'fr', timeZone: null },
  'light-brand': { ...usual, brand: { ...usual.brand, color: '#ffd54a' } },
  'dark-brand': { ...usual, brand: { ...usual.brand, color: '#111827' } },
  long: {
    ...usual,
    sender: { ...usual.sender, name: 'The Analytical Engine Company of Great Britain and Ireland, Limited' },
    messages: [
      visitor(`https://shop.example/${'a'.repeat(300)}`, 0),
      agent(`W${'o'.repeat(400)}w`, 5, true, 'Augusta Ada King, Countess of Lovelace, Mathematician and Writer'),
      agent('עברית: שלום עולם', 6),
    ],
  },
  arabic: {
    ...usual,
    locale: 'ar',
    messages: [
      visitor('مرحبا، أين طردي؟\nOrder 4711, please.', 0),
      agent('سيصل غدا.\nFollow it here: https://parcel.example/track?id=4711\nشكرا لك!', 9),
    ],
  },
  'without-reply': { ...usual, replyTo: null },
  'without-site': { ...usual, page: null, brand: { ...usual.brand, siteUrl: null } },
  'left-out': {
    ...usual,
    moreNewsFollows: true,
    messages: parcel.map((message, index) => ({ ...message, isAfterGap: index === 4 })),
  },
  'too-long': {
    ...usual,
    choice: 'transcript',
    messages: Array.from({ length: 400 }, (_, index) =>
      index % 2 === 0 ? visitor(`Question ${index}`, index * 7) : agent(`Answer ${index}. `.repeat(20), index * 7),
    ),
  },
};

const restore: RestoreContent = {
  accountId: 'demo',
  requestId: 'sample',
  to: { name: 'Ada Lovelace', address: 'ada@example.com' },
  locale: 'en',
  timeZone: 'Europe/Paris',
  sender: usual.sender,
  brand: usual.brand,
  conversations: [
    { beganAt: at(0), reference: 'K7QX2', returnUrl: 'https://chat.acme.example/r/mfrggzdfmztwq2lknnwg23tpoa' },
    { beganAt: at(-9_000), reference: 'B4TN9', returnUrl: 'https://chat.acme.example/r/nbswy3dpeb3w64tmmqxc4ytpon' },
  ],
  messageId: messageIdOf('sample', 'chat@acme.example'),
};

const restores: Readonly<Record<string, RestoreContent>> = {
  restore,
  'restore-one-french': { ...restore, locale: 'fr', conversations: restore.conversations.slice(0, 1) },
};

const requests = {
  ...Object.fromEntries(Object.entries(restores).map(([name, content]) => [name, restoreRequest(content)])),
  waiting: agentMailRequest(visitorWaits),
  'waiting-notice': agentMailRequest({ ...visitorWaits, visitorName: null, last: null }),
  'waiting-french': agentMailRequest({ ...visitorWaits, locale: 'fr', waitedMs: 3 * 3_600_000 }),
};

await mkdir(folder, { recursive: true });
for (const [name, request] of Object.entries(requests)) {
  const {
    subject,
    content: [text, html],
  } = await request;
  await writeFile(join(folder, `${name}.html`), html.value);
  await writeFile(join(folder, `${name}.txt`), `${subject}\n\n${text.value}`);
}
for (const [name, content] of Object.entries(samples)) {
  const mail = await compose(content);
  await writeFile(join(folder, `${name}.html`), mail.html);
  await writeFile(join(folder, `${name}.txt`), `${mail.subject}\n\n${mail.text}`);
  for (const file of mail.attachments) await writeFile(join(folder, `${name}-${file.filename}`), file.text);
  console.log(`${name}: ${Buffer.byteLength(mail.html)} bytes of HTML`);
}
