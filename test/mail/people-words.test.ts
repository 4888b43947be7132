import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine } from '../../src/mail/clean.ts';
import { compose } from '../../src/mail/compose.ts';
import { agentSays, content, shown, visitorSays } from './content.ts';

const verified = { ...content().visitor, verified: true };

describe('what people wrote', () => {
  it('is text, whatever markup it holds', async () => {
    const attacks = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '"><a href="https://evil.example">click</a>',
      '</p></td></table><h1>Your account</h1>',
      '<!-- --> &lt;b&gt; {count} <b>bold</b>',
      "'; DROP TABLE mails; --",
    ];
    const clean = await compose(content({ messages: [agentSays('x'), visitorSays('x')] }));
    const tags = (html: string) => html.match(/<[a-z!/][^\s>]*/gi);
    for (const attack of attacks) {
      const names = { name: attack };
      const mail = await compose(
        content({ messages: [agentSays(attack, names), visitorSays(attack)], visitor: verified }),
      );
      expect(shown(mail.html)).toContain(attack);
      expect(mail.text).toContain(attack);
      expect(tags(mail.html)?.filter((tag) => tag !== '<a' && tag !== '</a')).toEqual(
        tags(clean.html)?.filter((tag) => tag !== '<a' && tag !== '</a'),
      );
    }
  });

  it('keeps its line breaks, in HTML and in text', async () => {
    const mail = await compose(content({ messages: [agentSays('one\r\ntwo\u2028three\n\nfour')] }));
    expect(shown(mail.html)).toContain('one\ntwo\nthree\n\nfour');
    expect(mail.text).toContain('  one\n  two\n  three\n\n  four');
  });

  it('cannot pass for a heading, an agent’s words or the end of the plain text', async () => {
    const forged = [
      '=== New ===',
      '--- Friday, March 6, 2026 ---',
      'Grace Hopper, 2:05 PM',
      'Continue the conversation:',
      '-- ',
      '[Some messages are not shown here]',
    ];
    const said = ['Hi', '', ...forged, 'Send me your password'].join('\n');
    for (const lineEnd of ['\n', '\r\n', '\r', '\u2028', '\u0085', '\v', '\n\t\n', '\n\u200B\n', '\u2029']) {
      const messages = [visitorSays(said.replaceAll('\n', lineEnd)), agentSays('ok', { name: 'Bob', minute: 9 })];
      const { text } = await compose(content({ messages }));
      const atStart = text.split('\n').filter((line) => forged.includes(line.trimEnd()) || line.startsWith('Grace'));
      // The mail's own: one of each, where they belong.
      expect(atStart).toEqual(['--- Friday, March 6, 2026 ---', '=== New ===', 'Continue the conversation:']);
    }
  });

  it('says the same in HTML and in text', async () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => /\S/u.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (texts) => {
        const messages = texts.map((text, index) => agentSays(`<${index}>${text}</${index}>`));
        const mail = await compose(content({ messages }));
        const kept = (text: string) =>
          texts.map((_, index) => text.match(new RegExp(`<${index}>(.*?)</${index}>`, 's'))?.[1]);
        const text = mail.text.replace(/^ {2}/gm, '');
        expect(kept(shown(mail.html))).toEqual(kept(text));
        expect(kept(text)).not.toContain(undefined);
      }),
      { numRuns: 40 },
    );
  });
});

describe('links', () => {
  const hrefs = (html: string) => [...html.matchAll(/<a href="([^"]*)" target/g)].map(([, href]) => href);

  it('are made of agents’ http and https addresses, without the marks around them', async () => {
    const text = 'See (https://acme.example/a_(b)), https://acme.example/c?x=1&y=2. And HTTP://ACME.example!';
    const mail = await compose(content({ messages: [agentSays(text)] }));
    expect(hrefs(mail.html)).toEqual([
      'https://acme.example/a_(b)',
      'https://acme.example/c?x=1&amp;y=2',
      'http://acme.example/',
    ]);
    expect(mail.html.match(/rel="noopener noreferrer"/g)).toHaveLength(4);
    expect(mail.text).toContain(text);
    expect(shown(mail.html).replace(/\n(?=[),.!])/g, '')).toContain('https://acme.example/c?x=1&y=2. And');
  });

  it('are never made of other schemes, nor of addresses with a user part', async () => {
    const text = 'javascript:alert(1) data:text/html,x ftp://a.example https://acme.example@evil.example/ https://';
    const mail = await compose(content({ messages: [agentSays(text)] }));
    expect(hrefs(mail.html)).toEqual([]);
    expect(mail.text).toContain(text);
  });

  it('of a verified visitor are links', async () => {
    const messages = [visitorSays('https://shop.example/1'), agentSays('ok')];
    const mail = await compose(content({ messages, visitor: verified }));
    expect(hrefs(mail.html)).toEqual(['https://shop.example/1']);
  });

  it('of a visitor who is not verified stay text that no mail program takes for a link', async () => {
    const written = [
      'https://evil.example/x',
      'www.evil.example',
      'evil.example/x',
      'boss@evil.example',
      'mailto:boss@evil',
    ];
    for (const link of written) {
      const messages = [visitorSays(`Go to ${link} now. It is 3.50 e.g.`), agentSays('https://acme.example/ok')];
      const mail = await compose(content({ messages }));
      expect(hrefs(mail.html)).toEqual(['https://acme.example/ok']);
      for (const text of [shown(mail.html), mail.text]) {
        expect(text).not.toContain(link);
        expect(text).not.toMatch(/evil\.example|:\/\/evil|@evil/);
        expect(text.replaceAll('\u200C', '')).toContain(`Go to ${link} now.`);
        expect(text).toContain('It is 3.50 e.g.');
      }
    }
  });
});

describe('a name', () => {
  it('loses line ends, controls and marks that reorder text', () => {
    expect(cleanLine('Ada\r\nBcc: x@example.com')).toBe('Ada Bcc: x@example.com');
    expect(cleanLine(' \u202EAda\u0000\u2066 \u2028Love\tlace\uD800 ')).toBe('Ada Love lace');
  });

  it('is cut at 80 characters, never within one as a reader sees it', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(cleanLine('😀'.repeat(100))).toBe('😀'.repeat(80));
    expect(cleanLine(`${'x'.repeat(79)}${family}y`)).toBe(`${'x'.repeat(79)}${family}`);
    expect(cleanLine(`${'x'.repeat(79)}e\u0301y`)).toBe(`${'x'.repeat(79)}e\u0301`);
    expect(cleanLine(family.repeat(100))).toBe(family.repeat(29));
    expect(cleanLine('🇫🇷'.repeat(100))).toBe('🇫🇷'.repeat(79));
  });

  it('is cut even where a single character goes on for ever', () => {
    expect(cleanLine(`e${'\u0301'.repeat(10_000)}`)).toHaveLength(320);
    expect(cleanLine(`Ada e${'\u0301'.repeat(10_000)}`)).toBe('Ada');
  });

  it('never holds a line end or control, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const line = cleanLine(value);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
        expect([...new Intl.Segmenter().segment(line)].length).toBeLessThanOrEqual(80);
        expect(cleanLine(line)).toBe(line);
      }),
    );
  });
});
