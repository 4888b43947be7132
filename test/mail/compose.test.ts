import { describe, expect, it } from '@jest/globals';
import { compose } from '../../src/mail/compose.ts';
import { referenceOf } from '../../src/mail/reference.ts';
import { agentSays, botSays, content, shown, visitorSays } from './content.ts';

/** The places of these texts in a text, in order; -1 where missing. */
const places = (text: string, ...parts: string[]) => parts.map((part) => text.indexOf(part));
const rising = (numbers: number[]) => numbers.every((at, index) => at > (numbers[index - 1] ?? -1));

describe('a mail of unread replies', () => {
  it('says who replied, shows context and news in order, then the way back and why it came', async () => {
    const mail = await compose(content());
    for (const text of [shown(mail.html), mail.text]) {
      const parts = [
        'New reply from Grace Hopper',
        'Friday, March 6, 2026',
        'You, 2:00',
        'Where is my parcel?',
        'Assistant, 2:01',
        'Somebody will be with you in a moment.',
        'New',
        'Grace Hopper, 2:05',
        'The parcel ships tomorrow.',
        'Continue the conversation',
        'Time zone: Central European Time (Europe/Paris)',
        'You are receiving this email because this address was entered in a chat with Acme on acme.example',
      ];
      const body = text.replace('New reply from', '    reply from');
      expect(rising(places(body, ...parts.slice(1)))).toBe(true);
      expect(text).toContain(parts[0]);
    }
    expect(mail.text).toContain('https://acme.example/?chat=1');
    expect(mail.html).toContain('href="https://acme.example/?chat=1"');
    expect(mail.attachments).toEqual([]);
  });

  it('dims the context and only the context', async () => {
    const { html } = await compose(content());
    expect(html).toMatch(/<p class="words faint"[^>]*>Where is my parcel\?/);
    expect(html).toMatch(/<p class="words faint"[^>]*>Somebody will be/);
    expect(html).toMatch(/<p class="words"[^>]*>The parcel ships tomorrow\./);
  });

  it('names a bot, and an agent without a name as the company', async () => {
    const messages = [botSays('Hello', { name: 'Helper' }), agentSays('Hi', { name: null, minute: 1 })];
    const { text } = await compose(content({ messages }));
    expect(text).toContain('Helper, 2:00');
    expect(text).toContain('Acme, 2:01');
    expect(text).toContain('New reply from Acme');
  });

  it('names each of several agents once', async () => {
    const ada = { name: 'Ada Lovelace' };
    const messages = [agentSays('One', ada), agentSays('Two'), agentSays('Three', ada)];
    const { text } = await compose(content({ messages }));
    expect(text).toContain('3 new replies from Ada Lovelace and Grace Hopper');
  });

  it('shows a date line again where the day changes for the visitor', async () => {
    const messages = [agentSays('Before midnight', { minute: 9 * 60 + 59 }), agentSays('After', { minute: 10 * 60 })];
    const { text } = await compose(content({ messages }));
    expect(text.match(/^--- .* ---$/gmu)).toEqual(['--- Friday, March 6, 2026 ---', '--- Saturday, March 7, 2026 ---']);
  });

  it('shows UTC and says so where the zone is not known', async () => {
    for (const timeZone of [null, 'Mars/Olympus_Mons']) {
      const { text } = await compose(content({ timeZone }));
      expect(text).toContain('You, 1:00');
      expect(text).toContain('Time zone: UTC');
    }
  });

  it('has no button where the account has no site to lead to', async () => {
    const brand = { ...content().brand, siteUrl: null };
    for (const page of [null, 'https://acme.example/', 'javascript:alert(1)']) {
      const mail = await compose(content({ page, brand }));
      expect(mail.html).not.toContain('Continue the conversation');
      expect(mail.text).not.toContain('Continue the conversation');
      expect(mail.html).not.toContain('javascript:');
      for (const text of [shown(mail.html), mail.text])
        expect(text).toContain(
          'To reply, please open the chat again where you started it. Replies to this email do not',
        );
    }
  });

  it('says above which line it is answered where answers are read, and how to answer in any case', async () => {
    const replyTo = 'reply+mfrggzdfmztwq2lknnwg23tpoa@reply.acme.example';
    const mail = await compose(content({ replyTo }));
    const marker = '##- Please type your reply above this line -##';
    expect(mail.text.startsWith(`${marker}\n`)).toBe(true);
    expect(shown(mail.html).trimStart().startsWith(`${marker}\n`)).toBe(true);
    const withoutSite = await compose(content({ replyTo, page: null, brand: { ...content().brand, siteUrl: null } }));
    const french = await compose(content({ replyTo, locale: 'fr-CA' }));
    for (const form of [(it: typeof mail) => shown(it.html), (it: typeof mail) => it.text]) {
      expect(form(mail)).toContain('simply answer this email, or continue the conversation in the chat.');
      expect(form(withoutSite)).toContain('simply answer this email.');
      expect(form(french)).toContain('##- Écrivez votre réponse au-dessus de cette ligne -##');
      expect(form(await compose(content()))).not.toMatch(/##-|answer this email/);
    }
  });

  it('shows somebody else who answered under their own name, which is no link', async () => {
    const visitor = { ...content().visitor, verified: true };
    const says = (name: string) => ({
      ...visitorSays('https://a.example', { name }),
      author: { kind: 'visitor', name, isOther: true } as const,
    });
    const { text, html } = await compose(
      content({ visitor, messages: [says('Bob'), says('www.evil.example'), agentSays('Hello')] }),
    );
    expect(text).toMatch(/^Bob, /m);
    expect(text).not.toMatch(/www\.evil|https:\/\/a\.example/);
    expect(html).not.toMatch(/www\.evil|https:\/\/a\.example/);
  });

  it('previews the beginning of the first new reply', async () => {
    const { html } = await compose(content());
    expect(html).toMatch(/<div style="display:none[^>]*>The parcel ships tomorrow\./);
  });

  it('loads nothing but a logo over https', async () => {
    const brand = { ...content().brand, logoUrl: 'https://acme.example/logo.png' };
    const withLogo = await compose(content({ brand }));
    expect(withLogo.html.match(/src="[^"]*"/g)).toEqual(['src="https://acme.example/logo.png"']);
    expect(withLogo.html).toContain('alt="Acme"');
    const insecure = await compose(content({ brand: { ...brand, logoUrl: 'http://acme.example/logo.png' } }));
    expect(insecure.html).not.toContain('src=');
    expect(insecure.html).not.toMatch(/<(link|script)|@import|url\(/);
  });

  it('writes the button so that it reads well on any brand colour', async () => {
    const buttonText = async (color: string) => {
      const { html } = await compose(content({ brand: { ...content().brand, color } }));
      return html.match(/background-color:#\w+;color:(#\w+);padding-top/)?.[1];
    };
    expect(await buttonText('#ffd54a')).toBe('#000000');
    expect(await buttonText('#111827')).toBe('#ffffff');
  });

  it('is the same bytes each time it is composed', async () => {
    expect(await compose(content())).toEqual(await compose(structuredClone(content())));
  });
});

describe('the subject', () => {
  it('tells two conversations of one address apart, whatever the company’s name', async () => {
    for (const name of ['Acme', 'x'.repeat(80), '👨‍👩‍👧‍👦'.repeat(80)]) {
      for (const choice of ['unreadReplies', 'transcript'] as const) {
        const subjects = await Promise.all(
          ['conversation-1', 'conversation-2'].map(async (id) => {
            const sender = { ...content().sender, name };
            return (await compose(content({ choice, sender, reference: referenceOf('acme', id) }))).subject;
          }),
        );
        expect(subjects[0]).not.toBe(subjects[1]);
      }
    }
  });

  it('is the conversation’s, the same for all mails of a thread', async () => {
    const thread = { ...content().thread, subject: 'Your conversation with Acme (K7QX2)' };
    const first = await compose(content());
    const later = await compose(
      content({ thread, messages: [agentSays('More')], sender: { ...content().sender, name: 'New name' } }),
    );
    expect(first.subject).toBe('Your conversation with Acme (K7QX2)');
    expect(later.subject).toBe(first.subject);
  });

  it('is one line of 80 characters at most', async () => {
    const sender = { ...content().sender, name: `A\r\nBcc: all@example.com ${'x'.repeat(80)}` };
    const { subject } = await compose(content({ sender }));
    expect(subject).toMatch(/^Your conversation with A Bcc: all@example.com x+ \(K7QX2\)$/);
    expect([...subject]).toHaveLength(80);
  });
});

describe('a notice', () => {
  it('says who replied and how often, and holds nothing of what was said', async () => {
    for (const choice of ['unreadReplies', 'transcript'] as const) {
      const messages = [visitorSays('secret-question'), agentSays('secret-answer'), agentSays('secret-addition')];
      const mail = await compose(content({ body: 'notice', choice, messages }));
      expect(JSON.stringify(mail)).not.toContain('secret');
      for (const text of [shown(mail.html), mail.text]) {
        expect(text).toContain('2 new replies from Grace Hopper');
        expect(text).toContain('Continue the conversation');
      }
    }
  });
});

describe('a transcript', () => {
  it('is titled so and shows all messages alike', async () => {
    const { html, text, subject } = await compose(content({ choice: 'transcript' }));
    expect(subject).toBe('Transcript of your conversation with Acme (K7QX2)');
    expect(text).toMatch(/^Transcript of your conversation with Acme\n/);
    expect(html).not.toContain('words faint');
    expect(text).not.toContain('=== New ===');
  });
});

describe('the language', () => {
  it('is French for any French reader', async () => {
    const { html, text } = await compose(content({ locale: 'fr-CA', timeZone: 'Europe/Paris' }));
    expect(html).toContain('<html dir="ltr" lang="fr-CA">');
    for (const part of [
      'Grace Hopper vous a répondu',
      'vendredi 6 mars 2026',
      'Vous, 14',
      'Poursuivre la conversation',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/\b(You|New|Time zone|chat with)\b/);
  });

  it('is English where there is no catalogue', async () => {
    for (const locale of ['de', 'zh-Hant-TW', 'not a tag', 'constructor']) {
      const { html, text } = await compose(content({ locale }));
      expect(html).toContain('lang="en"');
      expect(text).toContain('New reply from Grace Hopper');
    }
  });
});
