import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { composedReply } from '../../dev/sendgrid/reply/compose-reply.ts';
import { localeNames } from '../../dev/sendgrid/reply/locales.ts';
import { clientNames } from '../../dev/sendgrid/reply/mail-clients.ts';
import { factsOf, ReplyRequest } from '../../dev/sendgrid/reply/reply-routes.ts';
import { compose } from '../../src/mail/compose.ts';
import { bodyOf } from '../../src/mail/inbound/body.ts';
import { readMime } from '../../src/mail/inbound/mime.ts';
import { visitorsWords } from '../../src/mail/reply/visitors-words.ts';
import { content } from './content.ts';

const now = new Date('2026-03-06T15:00:00Z');
const own = 'It has not come yet.\n\nCould you look it up? The number is A-123.';
const originals = new Map<string, Mail>();

beforeAll(async () => {
  for (const locale of ['en', 'fr']) {
    const replyTo = 'r+abcdefghijklmnopqrstuvwxyz@reply.acme.example';
    const { subject, html, text } = await compose(content({ locale, replyTo }));
    originals.set(locale, {
      ...{ id: 'mail-1', receivedAt: '2026-03-06T14:00:00.000Z', subject, html, text, headers: {} },
      ...{
        from: { email: 'chat@acme.example', name: 'Grace (Acme)' },
        to: [{ email: 'ada@example.com', name: 'Ada' }],
      },
      ...{ replyTo: { email: replyTo, name: null }, attachments: [], customArgs: {} },
    });
  }
});

describe.each(clientNames)('an answer to one of our emails from %s', (client) => {
  it.each(localeNames)('is cut to what was written, in %s', async (locale) => {
    for (const original of originals.values()) {
      const request = ReplyRequest.parse({ client, locale, text: own });
      const { raw } = composedReply(client, factsOf(request, original, now), []);
      const { text, html } = bodyOf(await readMime(raw));
      expect(visitorsWords({ text, html }).words).toBe(own);
      expect(visitorsWords({ text, html: null }).words.replace(/\s+/gu, ' ')).toBe(own.replace(/\s+/gu, ' '));
    }
  });
});
