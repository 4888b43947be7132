import { describe, expect, it } from '@jest/globals';
import { words as ar } from '../../web/widget/app/words/ar.ts';
import { words as de } from '../../web/widget/app/words/de.ts';
import { words as en } from '../../web/widget/app/words/en.ts';
import { words as es } from '../../web/widget/app/words/es.ts';
import { words as fr } from '../../web/widget/app/words/fr.ts';
import { languageOf, loadLanguage, ownVariant } from '../../web/widget/app/words/language.ts';
import type { Words } from '../../web/widget/app/words/words.ts';

const languages: Readonly<Record<string, Words>> = { ar, de, en, es, fr };
const now = new Date(2026, 2, 10, 14, 30).getTime();
const valuesIn = (text: unknown) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g))].sort();

describe.each(Object.entries(languages))('the words in %s', (tag, words) => {
  it('are the same ones as in English, with the same values in them', () => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(words)) {
      expect([key, valuesIn(text)]).toEqual([key, valuesIn(en[key as keyof Words])]);
    }
  });

  it('have a plural for every number', () => {
    const { say } = languageOf(tag, words);
    for (const count of [0, 1, 2, 3, 11, 100]) expect(say('newMessages', { count })).not.toMatch(/[{}]|undefined/);
  });
});

describe('a language', () => {
  it('is the first that there are words for, with the dates of its country', async () => {
    expect((await loadLanguage(['pt-BR', 'fr-CA'])).tag).toBe('fr-CA');
    expect((await loadLanguage(['fr_FR'])).tag).toBe('fr');
    expect((await loadLanguage(['constructor', 'x'])).tag).toBe('en');
    expect((await loadLanguage(['ar-EG'])).direction).toBe('rtl');
    expect((await loadLanguage(['en-GB'])).time(now)).toBe('14:30');
  });

  it('has the dates of the country that the browser names for it', async () => {
    const timeBy = async (tag: string, preferred: readonly string[]) =>
      (await loadLanguage([tag], preferred)).time(now);
    expect(await timeBy('en', ['fr-FR', 'en-GB', 'en-US'])).toBe('14:30');
    expect(await timeBy('en-US', ['en-GB'])).toBe('14:30');
    expect(await timeBy('en', ['fr-FR'])).toMatch(/^2:30\sPM$/);
    expect(ownVariant('it', ['en-GB', 'it-CH'])).toBe('it-CH');
    expect(ownVariant('en_US', ['en-GB'])).toBe('en-GB');
    expect(ownVariant('pt-BR', ['en-GB'])).toBe('pt-BR');
  });

  it('says numbers, days and sizes as people write them', () => {
    const { say, day, bytes } = languageOf('de', de);
    expect(say('newMessages', { count: 1 })).toBe('1 neue Nachricht');
    expect(say('newMessages', { count: 1_234 })).toBe('1.234 neue Nachrichten');
    expect(say('remove', { name: '{count} $& \\' })).toBe('{count} $& \\ entfernen');
    expect(day(now, now)).toBe('heute');
    expect(day(now - 86_400_000, now)).toBe('gestern');
    expect(day(now - 2 * 86_400_000, now)).toBe('Sonntag, 8. März');
    expect(day(now - 400 * 86_400_000, now)).toBe('Montag, 3. Februar 2025');
    expect(bytes(5)).toBe('5 Byte');
    expect(bytes(184_320)).toBe('184 kB');
    expect(bytes(2_400_000)).toBe('2,4 MB');
  });
});
