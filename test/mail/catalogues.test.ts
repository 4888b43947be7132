import { describe, expect, it } from '@jest/globals';
import { type Catalogue, en } from '../../src/mail/catalogues/en.ts';
import { wordsFor } from '../../src/mail/words.ts';

const values = {
  company: 'Acme',
  names: 'Grace Hopper',
  file: 'a.txt',
  zone: 'UTC',
  site: 'acme.example',
  reference: 'K7QX2',
  day: 'Friday, March 6, 2026',
  visitor: 'Bob',
  duration: '5 minutes',
};

describe('the catalogues', () => {
  it.each(['en', 'fr'])('in %s say every message, with all that it is given', (locale) => {
    for (const key of Object.keys(en) as (keyof Catalogue)[]) {
      for (const count of [1, 2, 1_000]) {
        const said = wordsFor(locale).say(key, { ...values, count, authors: count });
        expect(said).not.toMatch(/[{}#]/);
        for (const [name, value] of Object.entries(values)) {
          if (en[key].includes(`{${name}}`)) expect(said).toContain(value);
        }
      }
    }
  });

  it('take names as they are, whatever they hold', () => {
    const company = "<b>{count}</b> ' # O''Hara";
    expect(wordsFor('en').say('subject', { company, reference: 'K7QX2' })).toBe(
      `Your conversation with ${company} (K7QX2)`,
    );
  });
});
