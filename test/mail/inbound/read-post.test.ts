import { describe, expect, it } from '@jest/globals';
import { readPost } from '../../../src/mail/inbound/read-post.ts';
import { binary, contentType, eml, envelope, post, read, readParsed } from './posts.ts';

/** In each charset as declared, the bytes and the text that they are. */
const written = [
  ['ISO-8859-1', 'Gr\xfc\xdfe aus K\xf6ln', 'Grüße aus Köln'],
  ['Windows-1252', '\x93Sch\xf6n\x94 \x80 5', '“Schön” € 5'],
  ['ISO-8859-15', '\xa4 5', '€ 5'],
  ['iso-8859-2', 'Dzi\xeakuj\xea', 'Dziękuję'],
  ['KOI8-R', '\xf3\xd0\xc1\xd3\xc9\xc2\xcf', 'Спасибо'],
  ['windows-1251', '\xd1\xef\xe0\xf1\xe8\xe1\xee', 'Спасибо'],
  ['Shift_JIS', '\x82\xa0\x82\xe8\x82\xaa\x82\xc6\x82\xa4', 'ありがとう'],
  ['cp932', '\x82\xa0\x82\xe8\x82\xaa\x82\xc6\x82\xa4', 'ありがとう'],
  ['ISO-2022-JP', '\x1b$B$"$j$,$H$&\x1b(B', 'ありがとう'],
  ['EUC-KR', '\xb0\xa8\xbb\xe7', '감사'],
  ['Big5', '\xc1\xc2\xc1\xc2', '謝謝'],
  ['GB18030', '\xd0\xbb\xd0\xbb', '谢谢'],
  ['gb2312', '\xd0\xbb\xd0\xbb', '谢谢'],
  ['windows-1256', '\xd4\xdf\xd1\xc7', 'شكرا'],
  ['UTF-8', 'Gr\xc3\xbc\xc3\x9fe', 'Grüße'],
  ['utf-16', '\xfe\xff\0H\0i', 'Hi'],
  ['utf-16', '\0H\0i\0 \0a', 'Hi a'],
  ['utf-16le', 'H\0i\0', 'Hi'],
  // Declared wrongly, or as nothing.
  ['us-ascii', 'Gr\xc3\xbc\xc3\x9fe', 'Grüße'],
  ['us-ascii', 'Gr\xfc\xdfe', 'Grüße'],
  ['x-unheard-of', 'Gr\xc3\xbc\xc3\x9fe', 'Grüße'],
  ['x-unheard-of', 'Gr\xfc\xdfe', 'Grüße'],
  ['utf-8', 'Gr\xfc\xdfe', 'Grüße'],
  ['utf-8', 'Gr\xc3\xbc\xc3\x9fe \xc3', 'Grüße \ufffd'],
  ['constructor', 'Gr\xfc\xdfe', 'Grüße'],
] as const;

describe('an email that was posted whole', () => {
  it('gives its sender, its thread and its text', async () => {
    const mail = await read(
      eml(['In-Reply-To: <d2@acme.example>', 'References: <d1@acme.example>', ' <d2@acme.example>', '', 'Thank you!'], {
        From: '=?utf-8?Q?Ada_L=C3=B6vlund?= <Ada@Example.com>',
        Subject: '=?utf-8?B?UmU6IEdyw7zDn2U=?=',
      }),
    );
    expect(mail).toEqual({
      envelope: { to: ['reply+abc@in.acme.example'], from: 'ada@example.com' },
      from: { address: 'Ada@example.com', name: 'Ada Lövlund' },
      messageId: 'm1@example.com',
      references: ['d1@acme.example', 'd2@acme.example'],
      subject: 'Re: Grüße',
      writtenAt: Date.UTC(2026, 10, 26, 9),
      text: 'Thank you!',
      html: null,
      wasFlowed: false,
      attachments: [],
      attachmentsLeftOut: 0,
      isAuthenticated: true,
      nature: { kind: 'person' },
      digest: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each(written)('arrives as it was written, declared as %s: %j', async (charset, bytes, text) => {
    const declared = [`Content-Type: text/plain; charset="${charset}"`, 'Content-Transfer-Encoding: base64', ''];
    expect(await read(eml([...declared, binary(bytes).toString('base64')]))).toMatchObject({ text });
    if (!/[\0\n]/.test(bytes)) {
      const plain = [
        `Content-Type: text/plain; charset=${charset}`,
        'Content-Transfer-Encoding: 8bit',
        '',
        binary(bytes),
      ];
      expect(await read(eml(plain))).toMatchObject({ text });
    }
  });

  it('is read by what its headers say, in whichever charset these are', async () => {
    const headers = binary('From: J\xfcrgen <ada@example.com>\r\nSubject: Gr\xfc\xdfe\r\n');
    expect(await read(Buffer.concat([headers, binary('\r\nHi')]))).toMatchObject({
      from: { address: 'ada@example.com', name: 'Jürgen' },
      subject: 'Grüße',
    });
    const russian = binary(
      'Subject: \xf3\xd0\xc1\xd3\xc9\xc2\xcf\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nHi',
    );
    expect(await read(russian)).toMatchObject({ subject: 'Спасибо', from: null, messageId: null, writtenAt: null });
  });

  it.each([
    ['=?iso-8859-1?Q?=80?= 5', '€ 5'],
    ['=?UTF-8?B?8J+Y?= =?UTF-8?B?gA==?=', '😀'],
    ['Re:\ttwo \u202Elines\u0007', 'Re: two lines'],
    ['=?utf-8?Q?a=0D=0ABcc:_x?=', 'a Bcc: x'],
  ])('has a clean subject: %j', async (header, subject) => {
    expect(await read(eml(['', 'Hi'], { Subject: header }))).toMatchObject({ subject });
  });

  it('has at most 100 references, the newest', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `m${index}@example.com`);
    const mail = await read(eml(['', 'Hi'], { References: ids.map((id) => `<${id}>`).join(' ') }));
    expect(mail.references).toEqual(ids.slice(50));
  });

  it('may come from nobody, as reports do', async () => {
    for (const from of ['""', '"<>"', 'null']) {
      const mail = await read(eml(['', 'Hi']), { envelope: `{"to":["Reply+ABC@in.acme.example"],"from":${from}}` });
      expect(mail.envelope).toEqual({ to: ['reply+abc@in.acme.example'], from: null });
    }
  });
});

describe('an email that was posted in parts', () => {
  it.each(written.filter(([, bytes]) => !bytes.includes('\0')))(
    'is decoded by the charset that the provider names, %s: %j',
    async (charset, bytes, text) => {
      const charsets = JSON.stringify({ subject: 'UTF-8', text: charset, html: charset });
      const mail = await readParsed({ text: binary(bytes), html: binary(`<p>${bytes}</p>`), charsets });
      expect(mail).toMatchObject({ text, html: `<p>${text}</p>` });
    },
  );

  it('has its files in fields of their own', async () => {
    const file = (filename: string, type: string) => ({ filename, type, bytes: binary('\xff\0\r\n--') });
    const mail = await readParsed({
      text: 'See the picture',
      html: '<img src="cid:ii_1">',
      attachments: '2',
      'attachment-info': JSON.stringify({
        attachment1: { filename: 'übersicht.png', name: 'übersicht.png', type: 'image/png', 'content-id': 'ii_1' },
        attachment2: { type: 'text/calendar' },
      }),
      'content-ids': '{"ii_1":"attachment1"}',
      attachment2: file('', 'text/calendar'),
      attachment1: file('x.png', 'image/png'),
    });
    expect(mail.attachments.map(({ bytes, ...attachment }) => ({ ...attachment, length: bytes.length }))).toEqual([
      { name: 'übersicht.png', type: 'image/png', contentId: 'ii_1', length: 6 },
      { name: 'invitation.ics', type: 'text/calendar', contentId: null, length: 6 },
    ]);
  });

  it('is the same email as when it is posted whole', async () => {
    const whole = await read(eml(['Content-Type: text/plain; format=flowed', '', 'One ', 'line', 'and another']));
    const parsed = await readParsed({ text: 'One line\nand another\n' });
    expect(parsed.digest).toBe(whole.digest);
    expect((await readParsed({ text: 'One line\n' })).digest).not.toBe(whole.digest);
  });

  it('is refused without its headers', async () => {
    const body = post({ text: 'Hi', envelope: JSON.stringify(envelope) });
    await expect(readPost(body, contentType)).rejects.toThrow('it contains neither the email nor its headers');
  });
});

describe('an envelope', () => {
  it.each(['', 'null', '{}', '{"to":[]}', '{"to":"a@b.example"}', '{"to":[1]}', '['])(
    'is refused: %j',
    async (text) => {
      await expect(read(eml(['', 'Hi']), { envelope: text })).rejects.toThrow(
        'its envelope is missing or cannot be read',
      );
    },
  );
});
