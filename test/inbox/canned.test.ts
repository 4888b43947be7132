import { describe, expect, it } from '@jest/globals';
import type { CannedReply } from '../../packages/client/src/index.ts';
import { matching, wantedAt } from '../../web/inbox/thread/canned/wanted.ts';
import { pageLink, timeIn } from '../../web/inbox/visitor/about.ts';

describe('a slash in the field', () => {
  it('asks for canned replies at the beginning of a word, by what follows up to the cursor', () => {
    expect(wantedAt('/', 1)).toEqual({ from: 0, query: '' });
    expect(wantedAt('Hello /shi', 10)).toEqual({ from: 6, query: 'shi' });
    expect(wantedAt('Hello /ship it', 8)).toEqual({ from: 6, query: 's' });
    expect(wantedAt('Hello\n/été', 10)).toEqual({ from: 6, query: 'été' });
  });

  it('asks for none within a word, behind a space, or where no shortcut can be', () => {
    for (const text of ['and/or', 'https://acme.example', '/ship ', '/a.b', '', `/${'a'.repeat(40)}`])
      expect(wantedAt(text, text.length)).toBeNull();
  });
});

it('finds canned replies by their shortcut, then by their title', () => {
  const reply = (shortcut: string, title: string) => ({ shortcut, title }) as CannedReply;
  const all = [reply('back', 'Ship it back'), reply('ship', 'When it ships'), reply('hi', 'Hello')];
  expect(matching(all, 'SHI').map(({ shortcut }) => shortcut)).toEqual(['ship', 'back']);
  expect(matching(all, '')).toHaveLength(3);
  expect(matching(all, 'x')).toEqual([]);
});

describe('what a visitor sent about themselves', () => {
  it('leads nowhere but to pages of the web', () => {
    expect(pageLink('https://acme.example/cart?x=1')).toEqual({
      href: 'https://acme.example/cart?x=1',
      text: 'acme.example/cart',
    });
    expect(pageLink('https://acme.example/')?.text).toBe('acme.example');
    for (const page of ['javascript:alert(1)', 'data:text/html,x', 'no page']) expect(pageLink(page)).toBeNull();
  });

  it('gives the time of their zone, or none', () => {
    expect(timeIn('Asia/Kolkata', Date.UTC(2026, 10, 27, 12), 'en-GB')).toMatch(/17:30/);
    expect(timeIn('Nowhere/Here', 0, 'en-GB')).toBeNull();
  });
});
