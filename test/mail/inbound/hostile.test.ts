import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPost } from '../../../src/mail/inbound/read-post.ts';
import { sanitizedHtml } from '../../../src/mail/inbound/sanitized.ts';
import { UnreadablePostError } from '../../../src/mail/inbound/unreadable-post.ts';
import { binary, contentType, eml, post, read } from './posts.ts';

/** What is read of a body, or why it is not; any other error fails the test. */
async function outcomeOf(body: Uint8Array, type = contentType): Promise<'read' | string> {
  try {
    const mail = await readPost(body, type);
    sanitizedHtml(mail.html ?? '');
    expect(mail.attachments.length).toBeLessThanOrEqual(10);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadablePostError);
    return (error as Error).message;
  }
}

const ofEmail = (email: Uint8Array) =>
  outcomeOf(post({ email, envelope: '{"to":["a@acme.example"],"from":"b@example.com"}' }));

/** Emails as programs write them, to be broken. */
const seeds: readonly Uint8Array[] = [
  eml([
    'Content-Type: multipart/mixed; boundary="b:1"',
    '',
    '--b:1',
    'Content-Type: multipart/alternative; boundary=b:2',
    '',
    '--b:2',
    'Content-Type: text/plain; charset=iso-8859-1; format=flowed; delsp=yes',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '> quoted =',
    'Gr=FC=DFe ',
    '--b:2',
    'Content-Type: text/html; charset="utf-8"',
    '',
    '<p style="color:red">Hi <a href="https://a.example">a</a><img src="cid:a@b"></p>',
    '--b:2--',
    '--b:1',
    "Content-Type: image/png; name*0*=utf-8''%C3%BC; name*1=.png",
    'Content-Transfer-Encoding: base64',
    'Content-ID: <a@b>',
    '',
    'iVBORw0KGgo=',
    '--b:1--',
  ]),
  eml([
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'Auto-Submitted: auto-replied',
    'X-Failed-Recipients: ada@example.com',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    'Final-Recipient: rfc822; ada@example.com',
    'Action: failed',
    'Status: 5.1.1',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Message-ID: <d1@acme.example>',
    '--b--',
  ]),
  eml(['Content-Type: text/calendar; method=REPLY; charset=shift_jis', '', 'SUMMARY;X="a:b":Hi\\n', ' there'], {
    Subject: '=?iso-2022-jp?B?GyRCJCIbKEI=?= =?x?q?=41?=',
    From: '"Ada (A)" <ada@example.com>, Team: bob@example.com;',
  }),
];

/** Where it is broken: bytes replaced, removed, repeated or put in another place. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  kind: fc.constantFrom('replace', 'remove', 'repeat', 'cut', 'insert'),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\r\n', '\n\n', '--b', '--b:1--', '\r\n--xYzZY\r\n', '=?', '"', '(', '<', ';', '\0', '\xff\xfe')
      .map(binary),
  ),
});

function broken(
  body: Uint8Array,
  mutations: readonly (typeof mutation extends fc.Arbitrary<infer M> ? M : never)[],
): Buffer {
  return mutations.reduce((before, { at, length, kind, bytes }) => {
    const from = Math.floor(at * before.length);
    const [head, hit, tail] = [
      before.subarray(0, from),
      before.subarray(from, from + length),
      before.subarray(from + length),
    ];
    switch (kind) {
      case 'replace':
        return Buffer.concat([head, bytes, tail]);
      case 'remove':
        return Buffer.concat([head, tail]);
      case 'repeat':
        return Buffer.concat([head, hit, hit, hit, tail]);
      case 'cut':
        return Buffer.from(head);
      default:
        return Buffer.concat([head, bytes, hit, tail]);
    }
  }, Buffer.from(body));
}

describe('an email that is broken', () => {
  const some = fc.array(mutation, { minLength: 1, maxLength: 6 });

  it('is read, or refused with the reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), some, async (seed, mutations) => {
        await ofEmail(broken(seed, mutations));
      }),
      { numRuns: 150 },
    );
  });

  it('is read, or refused with the reason, if the form is broken', async () => {
    const forms = seeds.flatMap((email) => [
      post({ dkim: '{@a.example : pass}', email, envelope: '{"to":["a@acme.example"],"from":""}', SPF: 'pass' }),
      post({
        headers: email,
        text: 'Hi',
        html: '<p>Hi</p>',
        charsets: '{"text":"gb18030"}',
        envelope: '{"to":["a@acme.example"],"from":""}',
        'attachment-info': '{"attachment1":{"filename":"a.png","type":"image/png","content-id":"a@b"}}',
        attachment1: { filename: 'a.png', type: 'image/png', bytes: binary('\x89PNG') },
      }),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forms), some, async (form, mutations) => {
        await outcomeOf(broken(form, mutations));
      }),
      { numRuns: 150 },
    );
  });

  it('is none of these before it is broken', async () => {
    for (const seed of seeds) expect(await ofEmail(seed)).toBe('read');
  });
});

describe('an email that no program writes', () => {
  const nested = (depth: number) =>
    eml(
      Array.from({ length: depth }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`).concat(
        '',
        'Hi',
      ),
    );

  it('has 10,000 parts within each other', async () => {
    expect(await ofEmail(nested(10_000))).toBe('its parts are nested more than 20 deep');
    expect(await ofEmail(nested(20))).toBe('read');
  });

  it('has 10,000 parts one after the other', async () => {
    const parts = (count: number) =>
      eml(['Content-Type: multipart/mixed; boundary=b', '', ...Array<string>(count).fill('--b\r\n\r\na')]);
    expect(await ofEmail(parts(10_000))).toBe('it has more than 1000 parts');
    expect(await ofEmail(parts(900))).toBe('read');
  });

  it('has a million headers', async () => {
    expect(await ofEmail(binary(`${'a:\n'.repeat(1_000_000)}\nHi`))).toBe('its headers have more than 524288 bytes');
  });

  it('has a million lines', async () => {
    expect(await ofEmail(binary(`\n${'\n'.repeat(1_000_100)}`))).toBe('it has more than 1000000 lines');
  });

  it('has a file of 3 MB, which is kept whole', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const head = ['Content-Type: application/zip', 'Content-Transfer-Encoding: base64', ''];
    const { attachments } = await read(eml([...head, line.repeat(52_000)]));
    expect(attachments.map(({ bytes }) => [bytes.length, bytes.at(-1)])).toEqual([[57 * 52_000, 0x43]]);
  });

  it('has a file of more than 20 MB, which is counted only', async () => {
    const mail = await read(eml(['Content-Type: application/zip', '', Buffer.alloc(21 * 1_024 * 1_024, 'a')]));
    expect(mail).toMatchObject({ attachments: [], attachmentsLeftOut: 1 });
  });
});

it('an email of 29 MB is read in no more than five times its size, its text included', async () => {
  // A string of it needs 29 MB there, its bytes need none.
  const heap = ['--max-old-space-size=96', '--max-semi-space-size=1'];
  const { stdout } = await promisify(execFile)(process.execPath, [...heap, 'dist/test/mail/inbound/large-email.js']);
  const { post, read, memory } = JSON.parse(stdout);
  expect(read / post).toBeGreaterThan(0.95);
  expect(memory / post).toBeLessThan(5);
}, 60_000);
