import { describe, expect, it } from '@jest/globals';
import { addressesIn, captured } from '../../src/policy/visitor/address-in-text.ts';

describe('the address that a visitor wrote', () => {
  it.each([
    ['Write to ada@example.com.', 'ada@example.com'],
    ['ada@example.com', 'ada@example.com'],
    ['(ada@example.com), please!', 'ada@example.com'],
    ['<ada@example.com>', 'ada@example.com'],
    ['mailto:ada@example.com?', 'ada@example.com'],
    ["'ada@example.com' or `ada@example.com` or *ada@example.com*", 'ada@example.com'],
    ["r&d.o'hara@example.com", "r&d.o'hara@example.com"],
    ['!#$%&*+/=?^_|~-@example.com', '!#$%&*+/=?^_|~-@example.com'],
    ['a..b.@docomo.ne.jp', '"a..b."@docomo.ne.jp'],
    ['Ada@BÜCHER.example', 'Ada@xn--bcher-kva.example'],
    ['пишите на пример@пример.рф!', 'пример@xn--e1afmkfd.xn--p1ai'],
    ['我的邮箱是ada@example.com谢谢', 'ada@example.com'],
    ['メール：ada@example.comです。', 'ada@example.com'],
    ['ada@example.com입니다', 'ada@example.com'],
    ['อีเมลada@example.comครับ', 'ada@example.com'],
    ['🙂ada@example.com🙂', 'ada@example.com'],
    ['„ada@example.com“…', 'ada@example.com'],
    ['ada@example.com, ADA@example.com', 'ada@example.com'],
  ])('is found in %j', (text, address) => expect(addressesIn(text)).toEqual([address]));

  it.each([
    '@',
    'a@',
    '@b.com',
    'a@b',
    'call me @home',
    `${'x'.repeat(65)}@example.com`,
    "''@''",
    '用户@例え.テスト',
    'a@..',
  ])('is not in %j', (text) => expect(addressesIn(text)).toEqual([]));

  it.each(['CHAT@acme.example', 'reply+x@Reply.BÜCHER.example', 'Ada@agents.example'])('is not ours: %s', (text) => {
    const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.xn--bcher-kva.example' };
    expect(addressesIn(text)).toHaveLength(1);
    expect(captured(addressesIn(text), { sender }, ['ada@AGENTS.example'])).toBeNull();
  });
});
