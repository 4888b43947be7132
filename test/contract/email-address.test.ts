import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressKey, canonicalAddress, isSameAddress, readAddress } from '../../src/contract/email-address.ts';
import { EmailAddress } from '../../src/contract/primitives.ts';

describe('an address that mail has', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    [' ada@example.com\n', 'ada@example.com'],
    ['Ada.Lovelace+chat@Example.COM', 'Ada.Lovelace+chat@example.com'],
    ['r&d@example.com', 'r&d@example.com'],
    ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
    ['"a b"@example.com', '"a b"@example.com'],
    ['"a..b"@docomo.ne.jp', '"a..b"@docomo.ne.jp'],
    ['a..b.@docomo.ne.jp', '"a..b."@docomo.ne.jp'],
    ['"ada"@example.com', 'ada@example.com'],
    [String.raw`"a\b\"c\\d@e"@example.com`, String.raw`"ab\"c\\d@e"@example.com`],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['用户@例え。テスト', '用户@xn--r8jz45g.xn--zckzah'],
    ['👍@example.com', '👍@example.com'],
    ['a@b.c', 'a@b.c'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j is taken as %s', (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
    expect(EmailAddress.parse(written)).toBe(canonical);
    expect(canonicalAddress(canonical)).toBe(canonical);
  });

  it.each(
    [
      ['', '@', 'ada', 'ada@', '@example.com', 'ada@localhost', 'ada@b@example.com', 'ada example.com'],
      [
        '.ada@example.com',
        'ada.@example.com',
        'a..b@example.com',
        '""@example.com',
        '"a"b@example.com',
        '"a@example.com',
      ],
      [
        'a b@example.com',
        'ada@exa mple.com',
        'ada@-a.com',
        'ada@a-.com',
        'ada@a_b.com',
        'ada@a..com',
        'ada@example.com.',
      ],
      ['ada@[192.0.2.1]', 'ada@192.0.2.1', 'ada@1.2', 'ada@exa%6dple.com', 'ada@xn--zzzz.com', 'ada@0x7f.1'],
      [
        'Ada <ada@example.com>',
        'ada(work)@example.com',
        'ada@example.com, bob@example.com',
        'ada@example.com;bob@b.com',
      ],
      ['"a>, <b@other.example"@example.com', '"a,b"@example.com', '"a;b"@example.com', '"a\\,b"@example.com'],
      ['a@example.com\r\nBcc: b@example.com', '"a\r\nb"@example.com', '"a\tb"@example.com', '"\u0000"@example.com'],
      [
        'a\u200Bb@example.com',
        '\u202Eada@example.com',
        '\ud800@example.com',
        '"a\\\r"@example.com',
        '"a\\"@example.com',
      ],
      [`${'a'.repeat(65)}@example.com`, `${'é'.repeat(33)}@example.com`, `a@${'b'.repeat(64)}.example`],
      [`a@${'b.'.repeat(125)}example`, 'x'.repeat(10_000)],
    ].flat(),
  )('%j is none', (written) => {
    expect(readAddress(written)).toBeNull();
    expect(EmailAddress.safeParse(written).success).toBe(false);
  });
});

describe('spellings of one address', () => {
  it.each([
    ['Mixed.Case@Customers.Example', 'mixed.case@customers.example'],
    ['ada@BÜCHER.example', 'ADA@xn--bcher-kva.example'],
    ['"ada"@example.com', ' ada@example.com '],
    ['Zo\u0065\u0308@example.com', 'zo\u00EB@example.com'],
    ['A..b@docomo.ne.jp', '"a..B"@docomo.ne.jp'],
    ['No address', 'no ADDRESS '],
  ])('%j and %j are the same', (one, other) => {
    expect(isSameAddress(one, other)).toBe(true);
    expect(addressKey(one)).toBe(addressKey(other));
  });

  it.each([
    ['ada@example.com', 'ada@example.org'],
    ['"a b"@example.com', '"a  b"@example.com'],
    ['ada+1@example.com', 'ada@example.com'],
  ])('%j and %j are not', (one, other) => expect(isSameAddress(one, other)).toBe(false));
});

const signs = fc.constantFrom(...'aB9.\\"@ é한👍\u0301\r\n\t\u200B()<>,;:[]_-%'.split(/(?:)/u), 'xn--', 'ß', 'İ', '。');
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(signs, { maxLength: 40 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.array(signs, { maxLength: 12 }), fc.array(signs, { maxLength: 12 }))
    .map(([local, host]) => [local.join(''), `${host.join('')}.example`].join('@')),
);

describe('of any text', () => {
  it('the canonical form is its own, fits one line of a header, and has the same key', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const canonical = canonicalAddress(text);
        expect(addressKey(addressKey(text))).toBe(addressKey(text));
        if (canonical === null) return;
        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(addressKey(canonical)).toBe(addressKey(text));
        expect(canonical).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(Buffer.byteLength(canonical)).toBeLessThanOrEqual(254);
      }),
      { numRuns: 3_000 },
    );
  });
});
