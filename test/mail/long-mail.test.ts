import { describe, expect, it } from '@jest/globals';
import { compose, htmlLimit } from '../../src/mail/compose.ts';
import type { MailContent } from '../../src/mail/mail.ts';
import { agentSays, content, shown, visitorSays } from './content.ts';

/** Checks that each message stands once, in the mail or in the file, whole, and that the file holds the oldest. */
async function split(changes: Partial<MailContent>) {
  const whole = content(changes);
  const mail = await compose(whole);
  const inMail = shown(mail.html);
  const [file] = mail.attachments;
  expect(Buffer.byteLength(mail.html)).toBeLessThanOrEqual(htmlLimit);
  const places = whole.messages.map(({ text }) => {
    const counts = [inMail, mail.text, file?.text ?? ''].map((place) => place.split(text).length - 1);
    return counts.join('');
  });
  const attached = places.filter((place) => place === '001').length;
  expect(places).toEqual([
    ...Array.from({ length: attached }, () => '001'),
    ...Array.from({ length: places.length - attached }, () => '110'),
  ]);
  return { mail, inMail, attached };
}

const numbered = (index: number, text: string) => `[${index}] ${text} [/${index}]`;

describe('a mail over 90 kB', () => {
  it('has the older part of a transcript in an attached file and says so', async () => {
    const messages = Array.from({ length: 700 }, (_, index) =>
      index % 2 === 0
        ? visitorSays(numbered(index, 'What does it cost?'), { minute: index * 5 })
        : agentSays(numbered(index, 'That depends. '.repeat(10)), { minute: index * 5, isNews: index > 690 }),
    );
    const { mail, inMail, attached } = await split({ choice: 'transcript', messages });
    expect(attached).toBeGreaterThan(400);
    expect(attached).toBeLessThan(650);
    const note = `Its ${attached} oldest messages are in the attached file conversation.txt`;
    expect(inMail).toContain(note);
    expect(mail.text).toContain(note);
    expect(mail.attachments[0]).toMatchObject({ filename: 'conversation.txt', type: 'text/plain' });
    expect(Buffer.byteLength(mail.html)).toBeGreaterThan(htmlLimit - 2_000);
  });

  it('loses none of many long new replies', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => agentSays(numbered(index, 'x'.repeat(9_900))));
    const { attached } = await split({ messages });
    expect(attached).toBe(12);
  });

  it('keeps one message of greatest length in the mail', async () => {
    const messages = [visitorSays('hi there, first'), agentSays(`${'&"<>\''.repeat(2_000)}`)];
    const { attached } = await split({ messages });
    expect(attached).toBe(0);
  });

  it('attaches even the last message where its markup alone is too long', async () => {
    const messages = [agentSays('http://a '.repeat(1_111).trim())];
    const mail = await compose(content({ messages }));
    const texts = [shown(mail.html), mail.attachments[0]?.text ?? ''];
    expect(texts.filter((text) => text.includes('http://a'))).toHaveLength(1);
    expect(Buffer.byteLength(mail.html)).toBeLessThanOrEqual(htmlLimit);
  });

  it('says it in French too', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => agentSays(numbered(index, 'x'.repeat(9_900))));
    const { mail } = await split({ messages, locale: 'fr' });
    expect(mail.text).toContain('ses 12 messages les plus anciens se trouvent dans le fichier joint conversation.txt');
  });

  it('is not split where the mail is a notice', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => agentSays(numbered(index, 'x'.repeat(9_900))));
    expect((await compose(content({ messages, body: 'notice' }))).attachments).toEqual([]);
  });
});
