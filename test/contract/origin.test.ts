import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAmongOrigins, OriginPattern, patternsOf } from '../../src/contract/origin.ts';

describe('which pages are meant', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['HTTPS://Shop.example:443/a?b#c', 'https://shop.example'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['https://*.Bücher.example:8443/x', 'https://*.xn--bcher-kva.example:8443'],
    ['https://*.shop.co.uk', 'https://*.shop.co.uk'],
    ['https://*.acme.github.io', 'https://*.acme.github.io'],
  ])('is taken from %s', (written, canonical) => expect(OriginPattern.parse(written)).toBe(canonical));

  it.each([
    '*',
    'https://*',
    'https://*/',
    'https://*.com',
    'https://*.example',
    'https://*.co.uk',
    'https://*.github.io',
  ])('is not everybody: %s', (written) => expect(OriginPattern.safeParse(written).success).toBe(false));

  it.each([
    'https://a.*.shop.example',
    'https://a*.shop.example',
    'https://*.*.shop.example',
    'https://shop.example/*',
  ])('has no wildcard elsewhere: %s', (written) => expect(OriginPattern.safeParse(written).success).toBe(false));

  it.each([
    '',
    'acme',
    '*.shop.example',
    'ftp://shop.example',
    'null',
    'https://',
    'http://*.0.0.1',
    'http://*.localhost',
  ])('is an origin: not %j', (written) => expect(OriginPattern.safeParse(written).success).toBe(false));
});

const label = fc.constantFrom('a', 'shop', 'example', 'com', 'x-1');
const host = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));

it('an origin is among the patterns that are looked up for it, and those alone', () => {
  fc.assert(
    fc.property(host, host, fc.constantFrom('', ':8443'), (page, parent, port) => {
      const pattern = `https://*.${parent}${port}`;
      const isBelow = page.endsWith(`.${parent}`) && OriginPattern.safeParse(pattern).success;
      expect(isAmongOrigins(`https://${page}${port}`, [pattern])).toBe(isBelow);
      expect(patternsOf(`https://${page}${port}`).includes(pattern)).toBe(isBelow);
      expect(isAmongOrigins(`http://${page}${port}`, [pattern])).toBe(false);
    }),
  );
});

it.each(['https://*.com', 'https://*.co.uk', 'https://*.github.io', 'http://*.0.0.1', 'http://*.localhost'])(
  'settings of before that hold %s mean nobody by it',
  (stored) => {
    for (const page of ['acme.com', 'a.acme.com', 'acme.co.uk', 'acme.github.io', 'a.acme.github.io', 'a.localhost'])
      for (const scheme of ['http', 'https']) expect(isAmongOrigins(`${scheme}://${page}`, [stored])).toBe(false);
    expect(isAmongOrigins('http://127.0.0.1', [stored])).toBe(false);
  },
);

it('settings of before, in which an address was not yet made an origin, still count', () => {
  expect(isAmongOrigins('https://shop.example', ['https://shop.example/'])).toBe(true);
  for (const odd of ['null', 'x', '', `https://${'x'.repeat(3_000)}`]) expect(isAmongOrigins(odd, ['x'])).toBe(false);
});

it('an origin of whatever length is looked up as no more than a host can have labels', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 63 }), fc.integer({ min: 1, max: 1_000 }), (length, labels) => {
      const patterns = patternsOf(`https://${`${'a'.repeat(length)}.`.repeat(labels)}example`);
      expect(patterns.length).toBeLessThanOrEqual(127);
      expect(patterns.join('').length).toBeLessThanOrEqual(127 * 270);
    }),
  );
});
