import { describe, expect, it } from '@jest/globals';
import { compose } from '../../src/mail/compose.ts';
import { blocksOf, directionOfLine, directionOfLocale } from '../../src/mail/direction.ts';
import { agentSays, content, shown, visitorSays } from './content.ts';

const arabic = 'أين طردي؟';
const hebrew = 'שלום עולם.';

describe('the direction of a line', () => {
  it.each([
    ['Where is my parcel?', 'ltr'],
    [arabic, 'rtl'],
    [hebrew, 'rtl'],
    ['12: שלום', 'rtl'],
    ['😀 "hello" שלום', 'ltr'],
    ['پارسل کہاں ہے؟', 'rtl'],
    ['سلام دنیا', 'rtl'],
    ['漢字', 'ltr'],
    ['12:30 !?', null],
    ['', null],
  ])('is that of its first letter: %s', (line, direction) => {
    expect(directionOfLine(line)).toBe(direction);
  });

  it('is the same for lines in a row, and a line without a letter goes with the one before it', () => {
    const blocks = blocksOf([{ text: `1.\n${arabic}\n!!!\n\nIt ships.\nSoon.`, href: null }], 'ltr');
    expect(blocks.map(({ direction, pieces }) => [direction, pieces.map(({ text }) => text).join('')])).toEqual([
      ['rtl', `1.\n${arabic}\n!!!`],
      ['ltr', '\nIt ships.\nSoon.'],
    ]);
  });
});

describe('the direction of a language', () => {
  it.each(['ar', 'ar-EG', 'he', 'iw', 'fa', 'ur', 'ps', 'az-Arab', 'pa-PK'])('is right to left: %s', (locale) => {
    expect(directionOfLocale(locale)).toBe('rtl');
  });
  it.each(['en', 'fr', 'az', 'ar-Latn', 'ja', 'nonsense!', ''])('is left to right: %s', (locale) => {
    expect(directionOfLocale(locale)).toBe('ltr');
  });
});

/** The element around a text. */
const elementOf = (html: string, text: string) =>
  [...html.matchAll(/<(\w+)([^>]*)>([^<]*)/g)].findLast(([, , , inside]) => inside?.includes(text))?.[2];

describe('a mail to who reads from right to left', () => {
  const messages = [visitorSays(`${arabic}\nOrder 4711.`), agentSays(`${hebrew}\nIt ships tomorrow.`, { minute: 5 })];

  it.each(['ar', 'he', 'fa', 'ur'])('is laid out so in %s, its own English words read as English', async (locale) => {
    const { html } = await compose(content({ locale, messages }));
    expect(html).toMatch(/<html[^>]* dir="rtl"[^>]*>/);
    expect(html).toMatch(/<html[^>]* lang="en"[^>]*>/);
    expect(html).toMatch(/<table[^>]*class="card"[^>]*dir="rtl"|<table[^>]*dir="rtl"[^>]*class="card"/);
    for (const own of ['New reply from', 'Time zone:', 'You are receiving this email', 'Friday, March 6']) {
      expect(elementOf(html, own)).toContain('dir="ltr"');
      expect(elementOf(html, own)).toContain('text-align:right');
    }
    expect(html).toContain('border-right:3px');
    expect(html).not.toContain('border-left:3px');
    expect(elementOf(html, arabic)).toContain(`lang="${locale}"`);
  });

  it('has each line in its own direction, in every mail and without dir="auto"', async () => {
    for (const locale of ['ar', 'en']) {
      const { html } = await compose(content({ locale, messages }));
      expect(elementOf(html, arabic)).toContain('dir="rtl"');
      expect(elementOf(html, hebrew)).toContain('dir="rtl"');
      expect(elementOf(html, 'Order 4711.')).toContain('dir="ltr"');
      expect(elementOf(html, 'It ships tomorrow.')).toContain('dir="ltr"');
      expect(html).not.toContain('"auto"');
      expect(shown(html)).toContain(`${arabic}\nOrder 4711.`);
    }
  });

  it('says of people’s words which language they are in only where that is not the mail’s own', async () => {
    const langs = async (locale: string) =>
      [...(await compose(content({ locale }))).html.matchAll(/ lang="([^"]*)"/g)].map(([, lang]) => lang);
    expect(new Set(await langs('en'))).toEqual(new Set(['en']));
    expect(new Set(await langs('fr-CA'))).toEqual(new Set(['fr-CA']));
    expect(new Set(await langs('de'))).toEqual(new Set(['en', 'de']));
    expect(new Set(await langs('"><script>'))).toEqual(new Set(['en']));
  });
});
