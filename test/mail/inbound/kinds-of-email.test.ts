import { describe, expect, it } from '@jest/globals';
import { binary, eml, read } from './posts.ts';

/** A multipart email of these parts, each with its header lines, an empty one and its body. */
const multipart = (type: string, ...parts: readonly (readonly (string | Uint8Array)[])[]) => [
  `Content-Type: multipart/${type}; boundary="b:1"`,
  '',
  'This is a message with several parts.',
  ...parts.flatMap((part) => ['--b:1', ...part]),
  '--b:1--',
];

const text = (words: string) => ['Content-Type: text/plain; charset=utf-8', '', words];
const html = (words: string) => ['Content-Type: text/html; charset=utf-8', '', words];
const file = (type: string, name: string, ...headers: readonly string[]) => [
  `Content-Type: ${type}`,
  `Content-Disposition: attachment; filename="${name}"`,
  'Content-Transfer-Encoding: base64',
  ...headers,
  '',
  binary('\x00\x01').toString('base64'),
];

const namesOf = (mail: { readonly attachments: readonly { readonly name: string }[] }) =>
  mail.attachments.map(({ name }) => name);

describe('an email with text', () => {
  it('may be HTML only', async () => {
    expect(await read(eml(html('<p>Danke</p>')))).toMatchObject({ text: null, html: '<p>Danke</p>', attachments: [] });
  });

  it('may be both', async () => {
    const mail = await read(eml(multipart('alternative', text('Thanks'), html('<p>Thanks</p>'))));
    expect(mail).toMatchObject({ text: 'Thanks', html: '<p>Thanks</p>', attachments: [] });
  });

  it('may have an empty text beside its HTML', async () => {
    const mail = await read(eml(multipart('alternative', text(' '), html('<p>Thanks</p>'))));
    expect(mail).toMatchObject({ text: null, html: '<p>Thanks</p>' });
  });

  it('may be quoted-printable', async () => {
    const body = ['Content-Transfer-Encoding: quoted-printable', '', 'Gr=C3=BC=C3=9Fe aus =', 'K=C3=B6ln =3D)', 'a=zb'];
    expect(await read(eml(['Content-Type: text/plain; charset=utf-8', ...body]))).toMatchObject({
      text: 'Grüße aus Köln =)\na=zb\n',
    });
  });

  it('may be format=flowed, with quotes of several depths', async () => {
    const flowed = [
      '> The parcel ships ',
      '> tomorrow.',
      '>> Is it ',
      '>> on its way? ',
      'Thank ',
      'you!',
      ' >:)',
      '-- ',
      'Ada',
    ];
    const mail = await read(eml(['Content-Type: text/plain; charset=utf-8; format=Flowed', '', ...flowed]));
    expect(mail).toMatchObject({
      text: '> The parcel ships tomorrow.\n>> Is it on its way? \nThank you!\n>:)\n-- \nAda',
      wasFlowed: true,
    });
  });

  it('may be format=flowed in a script without spaces', async () => {
    const mail = await read(
      eml(['Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes', '', 'ありが ', 'とう']),
    );
    expect(mail).toMatchObject({ text: 'ありがとう', wasFlowed: true });
  });

  it('may go on after an image or a file', async () => {
    const mail = await read(eml(multipart('mixed', text('Before'), file('image/png', 'a.png'), text('After'))));
    expect(mail).toMatchObject({ text: 'Before\nAfter', html: null });
    expect(namesOf(mail)).toEqual(['a.png']);
  });

  it('may go on in the other form, and loses nothing', async () => {
    const mail = await read(eml(multipart('mixed', html('<p>Before</p>'), file('image/png', 'a.png'), text('a < b'))));
    expect(mail).toMatchObject({
      text: null,
      html: '<p>Before</p>\n<div style="white-space:pre-wrap">a &#60; b</div>',
    });
  });

  it('may be nested', async () => {
    const inner = multipart('related', html('<img src="cid:i@1">'), file('image/png', 'i.png', 'Content-ID: <i@1>'));
    const alternative = multipart(
      'alternative',
      text('See'),
      inner.map((line) => `${line}`.replace('b:1', 'b:2')),
    );
    const outer = multipart(
      'mixed',
      alternative.map((line) => `${line}`.replace('b:1', 'b:3')),
      file('application/pdf', 'a.pdf'),
    );
    const mail = await read(eml(outer));
    expect(mail).toMatchObject({ text: 'See', html: '<img src="cid:i@1">' });
    expect(mail.attachments).toMatchObject([
      { name: 'i.png', contentId: 'i@1' },
      { name: 'a.pdf', contentId: null },
    ]);
  });

  it('may lack its last boundary, or all of them', async () => {
    expect(await read(eml(multipart('mixed', text('Hi')).slice(0, -1)))).toMatchObject({ text: 'Hi' });
    expect(await read(eml(['Content-Type: multipart/mixed', '', 'Hi']))).toMatchObject({ text: 'Hi' });
    expect(await read(eml(['Content-Type: multipart/mixed; boundary=other', '', 'Hi']))).toMatchObject({ text: 'Hi' });
  });

  it('may be empty', async () => {
    const nothing = { text: null, html: null, attachments: [], nature: { kind: 'person' } };
    expect(await read(eml(['', '']))).toMatchObject(nothing);
    expect(await read(eml([]))).toMatchObject(nothing);
    expect(await read(binary(''))).toMatchObject({ ...nothing, from: null, subject: '' });
  });
});

describe('an email with files', () => {
  it('may have nothing else', async () => {
    const mail = await read(eml(file('application/pdf', 'a.pdf')));
    expect(mail).toMatchObject({ text: null, html: null, attachmentsLeftOut: 0 });
    expect(mail.attachments).toEqual([
      { name: 'a.pdf', type: 'application/pdf', bytes: new Uint8Array([0, 1]), contentId: null },
    ]);
  });

  it.each([
    ["filename*=UTF-8''%C3%9Cbersicht.pdf", 'Übersicht.pdf'],
    ['filename*0*=UTF-8\'\'%C3%9Cber; filename*1="sicht.pdf"', 'Übersicht.pdf'],
    ['filename="=?iso-8859-1?Q?=DCbersicht=2Epdf?="', 'Übersicht.pdf'],
    ['filename="..\\..\\etc/passwd"', 'passwd'],
    ['filename=C:\\Users\\Ada\\a.txt', 'a.txt'],
    ['filename="a\u202Efdp.exe"', 'a fdp.exe'],
    ['filename=".."', 'document.pdf'],
    ['filename=""', 'document.pdf'],
    [`filename="${'x'.repeat(200)}.tar.gz"`, `${'x'.repeat(77)}.gz`],
  ])('has clean names: %s', async (disposition, name) => {
    const part = ['Content-Type: application/pdf', `Content-Disposition: attachment; ${disposition}`, '', 'x'];
    expect(namesOf(await read(eml(multipart('mixed', text('Hi'), part))))).toEqual([name]);
  });

  it('has at most ten, and the others are counted', async () => {
    const files = Array.from({ length: 12 }, (_, index) => file('image/png', `${index}.png`));
    const mail = await read(eml(multipart('mixed', text('Hi'), ...files)));
    expect(mail.attachments).toHaveLength(10);
    expect(mail.attachmentsLeftOut).toBe(2);
  });

  it('keeps texts and pages with a name as files', async () => {
    const note = [
      'Content-Type: text/plain; charset=utf-16',
      'Content-Disposition: inline; filename=note.txt',
      '',
      'a',
    ];
    const mail = await read(eml(multipart('mixed', text('Hi'), note, file('text/html', 'page.html'))));
    expect(mail.text).toBe('Hi');
    expect(namesOf(mail)).toEqual(['note.txt', 'page.html']);
  });

  it('keeps a forwarded email as a file, whose words are not the visitor’s', async () => {
    const forwarded = ['Content-Type: message/rfc822', '', 'From: bob@example.com', 'Subject: Hi', '', 'Words of Bob'];
    const mail = await read(eml(multipart('mixed', text('See below'), forwarded)));
    expect(mail).toMatchObject({ text: 'See below', from: { address: 'ada@example.com' } });
    expect(mail.attachments).toMatchObject([{ name: 'email.eml', type: 'message/rfc822' }]);
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).toString()).toContain('Words of Bob');
  });

  it('keeps what Outlook packs (winmail.dat)', async () => {
    const mail = await read(eml(multipart('mixed', text('Hi'), file('application/ms-tnef', 'winmail.dat'))));
    expect(mail.attachments).toMatchObject([{ name: 'winmail.dat', type: 'application/ms-tnef' }]);
  });
});

describe('a signed or encrypted email', () => {
  it('is read if it is only signed', async () => {
    const signature = file('application/pkcs7-signature', 'smime.p7s');
    const mail = await read(eml(multipart('signed; protocol="application/pkcs7-signature"', text('Hi'), signature)));
    expect(mail).toMatchObject({ text: 'Hi', attachments: [] });
  });

  it('is kept as a file if it is packed (S/MIME)', async () => {
    const mail = await read(eml(file('application/pkcs7-mime; smime-type=enveloped-data', 'smime.p7m')));
    expect(mail).toMatchObject({ text: null, attachments: [{ name: 'smime.p7m' }] });
  });

  it('is kept as files if it is encrypted (PGP)', async () => {
    const version = ['Content-Type: application/pgp-encrypted', '', 'Version: 1'];
    const body = ['Content-Type: application/octet-stream; name="encrypted.asc"', '', '-----BEGIN PGP MESSAGE-----'];
    const mail = await read(eml(multipart('encrypted; protocol="application/pgp-encrypted"', version, body)));
    expect(mail).toMatchObject({ text: null, html: null });
    expect(namesOf(mail)).toEqual(['version.txt', 'encrypted.asc']);
  });

  it('stays as written if its armor is in the text', async () => {
    const armor = '-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----';
    expect(await read(eml(text(armor)))).toMatchObject({ text: armor });
  });
});

describe('an answer to an invitation', () => {
  const calendar = [
    'Content-Type: text/calendar; charset=utf-8; method=REPLY',
    '',
    'BEGIN:VCALENDAR',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    'SUMMARY;LANGUAGE="de:x":Telefonat\\, 15 ',
    ' Uhr',
    'COMMENT:Gern!\\nAda',
    'END:VEVENT',
    'END:VCALENDAR',
  ];

  it('says what the event and the comment are, if it has no other text', async () => {
    const mail = await read(eml(calendar));
    expect(mail).toMatchObject({ text: 'Telefonat, 15 Uhr\nGern!\nAda', nature: { kind: 'person' } });
    expect(mail.attachments).toMatchObject([{ name: 'invitation.ics', type: 'text/calendar' }]);
  });

  it('has its own text otherwise', async () => {
    const mail = await read(eml(multipart('alternative', text('I will be there'), calendar)));
    expect(mail).toMatchObject({ text: 'I will be there', attachments: [{ name: 'invitation.ics' }] });
  });
});
