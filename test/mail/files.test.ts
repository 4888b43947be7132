import { describe, expect, it } from '@jest/globals';
import { MailFields } from '../../dev/sendgrid/mail-schema.ts';
import { compose } from '../../src/mail/compose.ts';
import type { MailContent, MailFile } from '../../src/mail/mail.ts';
import { mailRequest } from '../../src/mail/mail-request.ts';
import { agentSays, content, shown, visitorSays } from './content.ts';

const invoice: MailFile = {
  name: 'invoice.pdf',
  bytes: 48_213,
  url: 'https://chat.acme.example/v1/attachments/f1?expires=1&signature=s',
  image: null,
};
const photo: MailFile = {
  name: 'photo.heic',
  bytes: 3_200_000,
  url: 'https://chat.acme.example/v1/attachments/f2?expires=1&signature=s',
  image: { contentId: 'f2', type: 'image/jpeg', content: Buffer.from('preview'), width: 320, height: 240 },
};

const withFiles = (files: readonly MailFile[], changes: Partial<MailContent> = {}, text = 'Here it is.') =>
  content({ messages: [{ ...agentSays(text), files }], ...changes });

describe('an email about a message with files', () => {
  it('names each with its size and a link, in both forms', async () => {
    const { html, text } = await compose(withFiles([invoice, photo]));
    expect(shown(html)).toContain('invoice.pdf');
    expect(html).toContain('href="https://chat.acme.example/v1/attachments/f1?expires=1&amp;signature=s"');
    expect(text).toContain(
      `  Here it is.\n  invoice.pdf (48 kB):\n  ${invoice.url}\n  photo.heic (3.2 MB):\n  ${photo.url}`,
    );
  });

  it('contains small images, which its HTML shows', async () => {
    const mail = withFiles([invoice, photo]);
    const composed = await compose(mail);
    expect(composed.html).toContain('<img src="cid:f2" alt="photo.heic" width="320" height="240"');
    const request = mailRequest(mail, composed);
    expect(request.attachments).toEqual([
      {
        content: Buffer.from('preview').toString('base64'),
        type: 'image/jpeg',
        filename: 'photo.jpg',
        disposition: 'inline',
        content_id: 'f2',
      },
    ]);
    expect(MailFields.safeParse(JSON.parse(JSON.stringify(request))).success).toBe(true);
    expect(JSON.stringify(mailRequest(mail, await compose(mail)))).toBe(JSON.stringify(request));
  });

  it('says only their names and sizes where nobody knows our address', async () => {
    const { html, text } = await compose(withFiles([{ ...invoice, url: null }]));
    expect(shown(html)).toContain('invoice.pdf (48 kB)');
    expect(text).toContain('  invoice.pdf (48 kB)\n');
    expect(html).not.toContain('/v1/attachments/');
  });

  it('needs no text', async () => {
    const { html, text } = await compose(withFiles([invoice], {}, ''));
    expect(text).toMatch(/Grace Hopper, 2:00 PM\n {2}invoice\.pdf \(48 kB\):\n/u);
    expect(html).toContain('invoice.pdf');
    expect(html).toMatch(/display:none[^>]*>invoice\.pdf/u);
  });

  it('says nothing of them in a notice', async () => {
    const { html, text, images } = await compose(withFiles([invoice, photo], { body: 'notice' }));
    expect(`${html}${text}`).not.toMatch(/invoice|photo|cid:/u);
    expect(images).toEqual([]);
  });

  it('shows and links nothing that a stranger may have sent to this address, until it is verified', async () => {
    const messages = [{ ...visitorSays('Look'), files: [{ ...photo, name: 'www.evil.example' }] }, agentSays('Thanks')];
    const visitor = { name: null, address: 'ada@example.com' };
    const stranger = await compose(content({ messages, visitor: { ...visitor, verified: false } }));
    expect(stranger.html).not.toMatch(/cid:|attachments\/f2|www\.evil/u);
    expect(stranger.images).toEqual([]);
    const known = await compose(content({ messages, visitor: { ...visitor, verified: true } }));
    expect(known.html).toMatch(/cid:f2/u);
  });

  it('passes a hostile name as text alone', async () => {
    const { html } = await compose(withFiles([{ ...photo, name: '"><script>alert(1)</script>.png' }]));
    expect(html).not.toContain('<script');
  });

  it('keeps the images of messages that were moved to the attached file out', async () => {
    const long = Array.from({ length: 12 }, (_, minute) => agentSays('a'.repeat(9_900), { minute }));
    const messages = long.map((message, place) => (place === 0 ? { ...message, files: [photo] } : message));
    const { attachments, images } = await compose(content({ messages }));
    expect(images).toEqual([]);
    expect(attachments[0]?.text).toContain('photo.heic (3.2 MB)');
  });
});
