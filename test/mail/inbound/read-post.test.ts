import { describe, expect, it } from '@jest/globals';
import { binary, eml, read, readParsed } from './posts.ts';

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
      text: 'Thank you!\n',
      html: null,
      wasFlowed: false,
      attachments: [],
      attachmentsLeftOut: 0,
      isAuthenticated: true,
      nature: { kind: 'person' },
      digest: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each([
    ['ISO-8859-1', binary('Gr\xfc\xdfe aus K\xf6ln'), 'Grüße aus Köln'],
    ['Windows-1252', binary('\x93Sch\xf6n\x94 \x80 5'), '“Schön” € 5'],
    ['ISO-8859-15', binary('\xa4 5'), '€ 5'],
    ['KOI8-R', binary('\xf3\xd0\xc1\xd3\xc9\xc2\xcf'), 'Спасибо'],
    ['windows-1251', binary('\xd1\xef\xe0\xf1\xe8\xe1\xee'), 'Спасибо'],
    ['Shift_JIS', binary('\x82\xa0\x82\xe8\x82\xaa\x82\xc6\x82\xa4'), 'ありがとう'],
    ['cp932', binary('\x82\xa0\x82\xe8\x82\xaa\x82\xc6\x82\xa4'), 'ありがとう'],
    ['ISO-2022-JP', binary('\x1b$B$"$j$,$H$&\x1b(B'), 'ありがとう'],
    ['EUC-KR', binary('\xb0\xa8\xbb\xe7'), '감사'],
    ['Big5', binary('\xc1\xc2\xc1\xc2'), '謝謝'],
    ['GB18030', binary('\xd0\xbb\xd0\xbb'), '谢谢'],
    ['gb2312', binary('\xd0\xbb\xd0\xbb'), '谢谢'],
    ['windows-1256', binary('\xd4\xdf\xd1\xc7'), 'شكرا'],
    ['UTF-8', Buffer.from('Grüße'), 'Grüße'],
  ])('arrives as it was written in %s', async (charset, bytes, expected) => {
    const mail = await read(
      eml([`Content-Type: text/plain; charset="${charset}"`, 'Content-Transfer-Encoding: 8bit', '', bytes]),
    );
    expect(mail.text).toBe(`${expected}\n`);
  });
});

describe('an email that was posted in parts', () => {
  it('is decoded by the charsets that the provider names', async () => {
    const mail = await readParsed({
      text: binary('Gr\xfc\xdfe'),
      html: binary('<p>\xf3\xd0\xc1\xd3\xc9\xc2\xcf</p>'),
      charsets: '{"to":"UTF-8","text":"iso-8859-1","html":"koi8-r"}',
    });
    expect(mail).toMatchObject({ text: 'Grüße', html: '<p>Спасибо</p>', nature: { kind: 'person' } });
  });
});
