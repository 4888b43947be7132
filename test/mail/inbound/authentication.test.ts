import { describe, expect, it } from '@jest/globals';
import { eml, read } from './posts.ts';

interface Claims {
  readonly from?: string;
  readonly dkim?: string;
  readonly spf?: string;
  readonly sender?: string;
  readonly headers?: readonly string[];
}

/** Nothing passes unless it is said to. */
const isAuthenticated = async ({
  from = 'ada@example.com',
  dkim = 'none',
  spf = 'none',
  sender,
  headers = [],
}: Claims) => {
  const envelope = JSON.stringify({ to: ['reply+abc@in.acme.example'], from: sender ?? '' });
  return (await read(eml([...headers, '', 'Hi'], { From: from }), { dkim, SPF: spf, envelope })).isAuthenticated;
};

describe('an email is from its author', () => {
  it.each<Claims>([
    { dkim: '{@example.com : pass}' },
    { dkim: '{@EXAMPLE.com : PASS}' },
    { dkim: '{@list.example : fail, @example.com : pass}' },
    { dkim: '{@mail.example.com : pass}' },
    { from: 'ada@mail.example.com', dkim: '{@example.com : pass}' },
    { spf: 'pass', sender: 'bounce@news.example.com' },
    { from: 'ada@bücher.example', dkim: '{@xn--bcher-kva.example : pass}' },
    { from: 'Ada <ada@example.com>, Bob <bob@mail.example.com>', dkim: '{@example.com : pass}' },
    { from: 'ada@sub.example.co.uk', dkim: '{@example.co.uk : pass}' },
    { from: 'ada@me.github.io', dkim: '{@me.github.io : pass}' },
    { dkim: '{@example.com : pass}', headers: ['DKIM-Signature: v=1; d=example.com; i=ada@example.com;', ' s=a'] },
  ])('if its domain vouches for it: %j', async (claims) => {
    expect(await isAuthenticated(claims)).toBe(true);
  });
});

describe('an email may be from anybody', () => {
  it.each<Claims>([
    {},
    { dkim: '{@example.com : fail}' },
    { dkim: '{@evil.example : pass}' },
    { dkim: '{@notexample.com : pass}' },
    { dkim: '{@example.com.evil.example : pass}' },
    { spf: 'pass', sender: 'a@evil.example' },
    { spf: 'softfail', sender: 'ada@example.com' },
    { spf: 'pass', sender: '' },
    // A public suffix vouches for nobody below it.
    { from: 'ada@example.co.uk', dkim: '{@co.uk : pass}' },
    { from: 'ada@example.co.uk', dkim: '{@evil.co.uk : pass}' },
    { from: 'ada@me.github.io', dkim: '{@evil.github.io : pass}' },
    { from: 'Ada <ada@example.com>, Bob <bob@evil.example>', dkim: '{@example.com : pass}' },
    { headers: ['From: bob@evil.example'], dkim: '{@example.com : pass}' },
    { from: '"ada@example.com" <bob@evil.example>', dkim: '{@example.com : pass}' },
    { from: 'nobody', dkim: '{@example.com : pass}' },
    // Written by the sender into a signature, so that the list of results reads otherwise.
    {
      dkim: '{@evil.example : pass, @example.com : pass, @a.example : fail}',
      headers: ['DKIM-Signature: d=evil.example : pass, @example.com : pass, @a.example; s=a'],
    },
    { dkim: '{@example.com : pass} : fail}' },
    { dkim: '{@evil.example : pass : @example.com : pass}' },
    { dkim: '@example.com : pass' },
  ])('if its domain does not vouch for it: %j', async (claims) => {
    expect(await isAuthenticated(claims)).toBe(false);
  });
});
