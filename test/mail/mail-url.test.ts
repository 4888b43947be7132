import { describe, expect, it } from '@jest/globals';
import { compose } from '../../src/mail/compose.ts';
import type { MailContent } from '../../src/mail/mail.ts';
import { mailRequest } from '../../src/mail/mail-request.ts';
import { agentSays, botSays, content, visitorSays } from './content.ts';

/** Every address that a mail holds: what its HTML points to, loads or shows, its plain text, its file and its headers. */
async function urlsOf(changes: Partial<MailContent>): Promise<string[]> {
  const whole = content(changes);
  const mail = await compose(whole);
  const { personalizations } = mailRequest(whole, mail);
  const { 'Message-ID': _, ...headers } = personalizations[0].headers;
  const attributes = [...mail.html.matchAll(/\b(?:href|src|action|background|cite|data)="([^"]*)"/g)];
  const html = mail.html.replace(/<!DOCTYPE[^>]*>/, '');
  const shown = [html, mail.text, ...mail.attachments.map(({ text }) => text), ...Object.values(headers)];
  const written = shown.flatMap((text) => text.match(/\b[a-z][a-z+.-]*:(?:\/\/)?[^\s"'<>&]+/gi) ?? []);
  const candidates = [...attributes.map(([, url = '']) => url.replaceAll('&amp;', '&')), ...written];
  return [...new Set(candidates.filter((url) => /^(?:https?|ftp|javascript|data|mailto):/i.test(url)))];
}

const brand = {
  ...content().brand,
  siteUrl: 'https://acme.example/home',
  allowedOrigins: ['https://shop.example'],
  logoUrl: 'https://cdn.example/logo.png',
};
const unsubscribeUrl = 'https://chat.acme.example/u/mfrggzdfmztwq2lknnwg23tpoa';
const own = ['https://cdn.example/logo.png', unsubscribeUrl, `${unsubscribeUrl}#not-me`];

const strangers = [
  'https://evil.example/acme-login',
  'http://acme.example/', // another scheme is another origin
  'https://acme.example.evil.example/',
  'https://acme.example:8443/',
  'https://acme.example@evil.example/',
  'https://ada:secret@acme.example/',
  'https://shop.example.evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://acme.example/',
  '//evil.example/',
  'nonsense',
];

describe('every address in a mail', () => {
  it.each(strangers)('is one of the account’s where the visitor claims to be on %s', async (page) => {
    for (const choice of ['unreadReplies', 'transcript'] as const) {
      const found = await urlsOf({ choice, page, brand, unsubscribeUrl });
      expect(new Set(found)).toEqual(new Set(['https://acme.example/home', ...own]));
    }
  });

  it('leads back to the page where the visitor chats if that is on the site or an allowed origin', async () => {
    for (const page of ['https://acme.example/orders/1', 'https://shop.example/cart?x=1']) {
      expect(await urlsOf({ page, brand, unsubscribeUrl })).toEqual(expect.arrayContaining([page, ...own]));
    }
  });

  it('is none where the account has no site, whatever the page', async () => {
    const bare = { ...brand, siteUrl: null, allowedOrigins: [], logoUrl: null };
    for (const page of [...strangers, 'https://acme.example/orders/1', null])
      expect(await urlsOf({ page, brand: bare })).toEqual([]);
  });

  it('is never one that an unverified visitor wrote, named themselves or chose in any other way', async () => {
    const evil = 'https://evil.example/x';
    const found = await urlsOf({
      page: evil,
      brand,
      unsubscribeUrl,
      locale: evil,
      timeZone: evil,
      visitor: { name: evil, address: 'ada@example.com', verified: false },
      messages: [visitorSays(evil, { name: evil }), agentSays('See https://acme.example/help')],
    });
    expect(new Set(found)).toEqual(new Set(['https://acme.example/home', 'https://acme.example/help', ...own]));
  });

  it('is otherwise what an agent or a bot wrote, shown as it is', async () => {
    const messages = [botSays('https://bot.example/'), agentSays('https://agent.example/ javascript:alert(1)')];
    const mail = await compose(content({ messages, brand, unsubscribeUrl }));
    const links = [...mail.html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)].filter(([, url]) =>
      /bot|agent|javascript/.test(url ?? ''),
    );
    expect(links.map(([, url, label]) => [url, label])).toEqual([
      ['https://bot.example/', 'https://bot.example/'],
      ['https://agent.example/', 'https://agent.example/'],
    ]);
  });
});
