import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { type Charset, charsetNames, encodedIn } from '../../dev/sendgrid/reply/charset.ts';
import { composedReply } from '../../dev/sendgrid/reply/compose-reply.ts';
import { localeNames } from '../../dev/sendgrid/reply/locales.ts';
import { clientNames, type MailClient } from '../../dev/sendgrid/reply/mail-clients.ts';
import { factsOf, ReplyRequest } from '../../dev/sendgrid/reply/reply-routes.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { goodKey } from './setup.ts';

const replyTo = 'reply+abcdefghijklmnopqrstuvwxyz@reply.acme.example';
const visitor = { email: 'visitor@example.com', name: 'Vera Visitor' };
let receiver: Receiver;
let fake: RunningFakeSendGrid;
let mailId: string;
let original: Mail;

beforeAll(async () => {
  receiver = await startReceiver();
  fake = await startFakeSendGrid({ inboundParse: { hostname: 'reply.acme.example', url: receiver.url } });
  const answer = await fetch(`${fake.url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${goodKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      personalizations: [
        { to: [visitor], headers: { 'Message-ID': '<second@acme.example>', References: '<first@acme.example>' } },
      ],
      from: { email: 'chat@acme.example', name: 'Ada (Acme)' },
      reply_to: { email: replyTo },
      subject: 'Your chat with Acme',
      content: [
        { type: 'text/plain', value: 'Ada\n\n  The parcel ships tomorrow.\n' },
        { type: 'text/html', value: '<html><body bgcolor="white"><p>The parcel ships tomorrow.</p></body></html>' },
      ],
    }),
  });
  mailId = answer.headers.get('x-message-id') ?? '';
  original = (await (await fetch(`${fake.url}/api/mails/${mailId}`)).json()) as Mail;
});
afterAll(async () => {
  await fake.stop();
  await receiver.stop();
});

async function reply(request: object) {
  const answer = await fetch(`${fake.url}/api/mails/${mailId}/reply`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  return { status: answer.status, body: (await answer.json()) as { id: string; envelope: unknown; state: string } };
}

async function replied(request: object) {
  const { id, ...others } = (await reply(request)).body;
  const raw = Buffer.from(await (await fetch(`${fake.url}/api/inbound/${id}/raw`)).arrayBuffer());
  return { ...others, raw, mail: await PostalMime.parse(raw) };
}

/** A line that each charset has, long enough to be broken where a program breaks lines. */
const samples: Readonly<Record<Charset, string>> = {
  'utf-8': 'Merci ! Où est le colis ? 🎉 Ждём. 荷物はどこですか',
  'us-ascii': 'Where is the parcel?',
  'iso-8859-1': 'Größe und Über, où ça ?',
  'iso-8859-2': 'Zażółć gęślą jaźń',
  'iso-8859-15': 'Das kostet 5 € für Ö',
  'windows-1250': 'Příliš žluťoučký kůň – ano',
  'windows-1251': 'Где моя посылка? „Скоро“',
  'windows-1252': 'Größe und Über, où ça ?',
  'windows-1254': 'Şimdi nerede? Işık ğ',
  'koi8-r': 'Где моя посылка?',
  shift_jis: '荷物はどこですか。表示とソ、ｶﾅ',
  'iso-2022-jp': '荷物はどこですか。',
  'euc-jp': '荷物はどこですか。',
  gb2312: '我的包裹在哪里？',
  gbk: '我的包裹在哪裡？',
  gb18030: '我的包裹在哪里？€',
  big5: '我的包裹在哪裡？',
  'euc-kr': '소포가 어디에 있나요?',
};

/** Programs put into the charset's language, so that their own words fit into it. */
const localeFor = (charset: Charset) => {
  if (/jp|jis/.test(charset)) return 'ja';
  if (/gb/.test(charset)) return 'zh';
  return charset === 'koi8-r' || charset === 'windows-1251' ? 'ru' : 'en';
};

/** What a reader of the text sees, however the program broke its lines. */
const joined = (text: string | undefined) => (text ?? '').replaceAll(/[\s\u00a0]+/g, ' ');

it.each(clientNames)('a reply of %s is read as it was written, in every charset', async (client) => {
  for (const charset of charsetNames) {
    const sample = samples[charset];
    const text = `${sample}\n${'word '.repeat(30).trim()}\n\n> mine\nFrom here on ${sample}`;
    const request = ReplyRequest.parse({ client, text, charset, locale: localeFor(charset) });
    const { raw } = composedReply(client, factsOf(request, original, new Date()), []);
    const mail = await PostalMime.parse(raw);
    expect(joined(mail.text)).toContain(joined(text));
    if (client !== 'thunderbirdText') expect(mail.html).toContain(sample);
    expect(raw.toString('latin1').toLowerCase()).toContain(`charset="${charset}"`);
    expect(mail.text).toContain('The parcel ships tomorrow.');
  }
});

describe('a reply', () => {
  it('is addressed and threaded', async () => {
    const { mail, ...others } = await replied({ text: 'Thanks!' });
    expect(others).toMatchObject({ state: 'accepted', envelope: { from: visitor.email, to: [replyTo] } });
    expect([mail.from, mail.to, mail.subject]).toMatchObject([
      { address: visitor.email, name: visitor.name },
      [{ address: replyTo }],
      'Re: Your chat with Acme',
    ]);
    expect(mail.inReplyTo).toBe('<second@acme.example>');
    expect(mail.references).toBe('<first@acme.example> <second@acme.example>');
  });

  it.each<[MailClient, string, string]>([
    ['gmail', 'gmail_quote', 'On Thu'],
    ['android', 'gmail_quote', 'div dir="auto"'],
    ['outlook', 'class="WordSection1"', '<b>From:</b>'],
    ['outlookWeb', 'id="appendonsend"', 'id="divRplyFwdMsg"'],
    ['appleMail', '<blockquote type="cite"><div>On ', 'Apple-interchange-newline'],
    ['iphone', 'Sent from my iPhone', '<blockquote type="cite">'],
    ['thunderbird', 'moz-cite-prefix', 'cite="mid:second@acme.example"'],
    ['yahoo', 'yahoo_quoted', ' wrote:'],
  ])('of %s has its structure', async (client, ...marks) => {
    const { mail } = await replied({ client, text: 'Thanks!' });
    for (const mark of marks) expect((mail.html ?? '').replace(/\bOn [A-Z][a-z]{2},/, 'On Thu,')).toContain(mark);
    expect(mail.html).toContain('<p>The parcel ships tomorrow.</p>');
  });

  it.each(localeNames)('in %s has the from-line of the language', async (locale) => {
    const texts: string[] = [];
    for (const client of clientNames) texts.push((await replied({ client, locale, text: 'X' })).mail.text ?? '');
    // Each program says who wrote.
    for (const text of texts) expect(text).toMatch(/Ada \(Acme\)/);
    if (locale !== 'en') for (const text of texts.slice(0, 4)) expect(text).not.toMatch(/\b(?:wrote|From|Sent):/);
  });

  it.each([
    ['outlook', 'de', 'AW: '],
    ['outlook', 'fr', 'RE: '],
    ['gmail', 'de', 'Re: '],
  ])('of %s in %s has the subject’s prefix %s', async (client, locale, prefix) => {
    expect((await replied({ client, locale, text: 'X' })).mail.subject).toBe(`${prefix}Your chat with Acme`);
  });

  it.each(clientNames)('of %s carries pictures and files', async (client) => {
    const picture = { filename: 'Foto für dich.png', type: 'image/png', content: 'iVBORw==', contentId: 'pic@1' };
    const file = { filename: 'bill.pdf', type: 'application/pdf', content: 'JVBERg==' };
    const { mail } = await replied({ client, html: 'See <img src="cid:pic@1">', attachments: [picture, file] });
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      [picture.filename, 'image/png'],
      ['bill.pdf', 'application/pdf'],
    ]);
    expect(mail.attachments[0]?.contentId).toBe('<pic@1>');
    expect(Buffer.from(mail.attachments[1]?.content as ArrayBuffer).toString()).toBe('%PDF');
    expect(mail.text).toContain('See');
  });

  it('falls back to UTF-8 where the charset lacks a character', async () => {
    const { raw, mail } = await replied({ text: 'Łódź', charset: 'iso-8859-1' });
    expect(raw.toString('latin1')).toContain('charset="UTF-8"');
    expect(mail.text).toContain('Łódź');
  });

  it('of a forged author is not authenticated', async () => {
    const { body } = await reply({ text: 'X', from: 'someone@else.example', authentication: 'fail' });
    expect(body).toMatchObject({
      envelope: { from: 'someone@else.example' },
      checks: { dkim: '{@else.example : fail}', spf: 'fail' },
    });
  });

  it('is refused with its errors, and to an unknown email', async () => {
    expect(await reply({ client: 'pine' })).toMatchObject({ status: 422, body: { errors: [{ path: 'client' }] } });
    const answer = await fetch(`${fake.url}/api/mails/none/reply`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  });
});

describe('what programs answer', () => {
  const headers = (mail: Awaited<ReturnType<typeof replied>>['mail']) =>
    new Map(mail.headers.map(({ key, value }) => [key, value]));

  it('out of office says so, from nobody', async () => {
    const { mail, envelope } = await replied({ kind: 'outOfOffice', text: 'I am away.', locale: 'de' });
    expect(envelope).toEqual({ from: '', to: [replyTo] });
    expect(headers(mail).get('auto-submitted')).toBe('auto-replied');
    expect(mail.subject).toBe('Automatische Antwort: Your chat with Acme');
  });

  it('a delivery report names the recipient, the status and the original', async () => {
    const { mail, raw, envelope } = await replied({ kind: 'deliveryReport' });
    expect(envelope).toEqual({ from: '', to: [replyTo] });
    expect(headers(mail).get('content-type')).toContain('report-type=delivery-status');
    const text = raw.toString();
    for (const line of [
      `Final-Recipient: rfc822; ${visitor.email}`,
      'Status: 5.1.1',
      'Message-ID: <second@acme.example>',
    ])
      expect(text).toContain(`\r\n${line}\r\n`);
  });

  it('a read receipt names the original', async () => {
    const { raw } = await replied({ kind: 'readReceipt' });
    expect(raw.toString()).toContain('\r\nOriginal-Message-ID: <second@acme.example>\r\n');
  });
});

it('encodes what only Windows-1252 has where ISO-8859-1 has controls', () => {
  expect(encodedIn('windows-1252', '“5 €”')?.toString('hex')).toBe('9335208094');
});

it('encodes nothing that a charset lacks', () => {
  const lacking: readonly [Charset, string][] = [
    ['us-ascii', 'é'],
    ['iso-8859-1', '€'],
    ['koi8-r', '漢'],
    ['shift_jis', '🎉'],
    ['iso-2022-jp', 'ｶ'],
  ];
  for (const [charset, text] of lacking) expect([charset, encodedIn(charset, text)]).toEqual([charset, null]);
});
