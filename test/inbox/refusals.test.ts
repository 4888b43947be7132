import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { timeOfDay } from '../../web/inbox/words/format.ts';
import { chooseLanguage } from '../../web/inbox/words/language.ts';
import { faultInWords, problemInWords, warningInWords } from '../../web/inbox/words/refusals.ts';

const given = globalThis as { document?: unknown };
const problem = (slug: string, more: object = {}) => ({
  ...{ type: `urn:afterchat:problem:${slug}`, title: 'Something', status: 422, detail: 'Its own words.' },
  ...more,
});
const address = {
  ...{ path: 'sender.address', code: 'wrong-format' as const },
  message: 'must be an email address such as ada@example.com',
};
const settle = { path: 'timing.settleSeconds', code: 'too-large' as const, limit: 604_800, message: 'must be at most' };

beforeAll(() => {
  given.document = { documentElement: {} };
});
afterAll(async () => {
  await chooseLanguage(['en']);
  delete given.document;
});

describe('what the API refuses', () => {
  it('is said in its own words in English', async () => {
    await chooseLanguage(['en']);
    expect(problemInWords(problem('paused'))).toBe('Its own words.');
    expect(problemInWords(problem('invalid-request', { errors: [address] }))).toBe(
      'sender.address must be an email address such as ada@example.com.',
    );
    expect(faultInWords(address)).toBe(address.message);
    expect(warningInWords({ field: 'sender', message: 'is not set' })).toBe('sender is not set.');
  });

  it('is said in French by its kind, with the field that is wrong', async () => {
    await chooseLanguage(['fr-FR']);
    expect(problemInWords(problem('paused'))).toMatch(/^L’envoi est arrêté/);
    expect(problemInWords(problem('still-open', { until: '2026-01-31T10:10:00Z' }))).toMatch(
      /plus tard à : \d\d:10\.$/,
    );
    expect(faultInWords(address)).toMatch(/^Indiquez une adresse e-mail/);
    expect(faultInWords(settle)).toMatch(/^Indiquez au plus 7\sjours\.$/);
    expect(faultInWords({ ...settle, path: 'text', code: 'too-long', limit: 1 })).toBe('Écrivez au plus 1 caractère.');
    expect(problemInWords(problem('invalid-request', { errors: [address] }))).toMatch(/^Indiquez une adresse e-mail/);
    expect(problemInWords(problem('invalid-request', { errors: [address, settle] }))).toMatch(
      /^sender\.address : Indiquez .* timing\.settleSeconds : Indiquez au plus 7\sjours\.$/,
    );
  });

  it('is said in its own words if it has none in French', () => {
    const words = 'Le service l’a refusé en disant : « Its own words. »';
    expect(problemInWords(problem('new-one'))).toBe(words);
    expect(problemInWords(problem('constructor'))).toBe(words);
    expect(faultInWords({ ...address, code: 'new-one' as never })).toContain(address.message);
  });

  it('comes with times of day as the language writes them everywhere', () => {
    expect(timeOfDay('09:00')).toBe('09:00');
  });
});
