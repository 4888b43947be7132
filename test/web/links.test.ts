import { describe, expect, it } from '@jest/globals';
import { isEmojiOnly, linked } from '../../web/widget/app/panel/links.ts';

const links = (text: string) => linked(text).flatMap(({ text, href }) => (href === undefined ? [] : [[text, href]]));

describe('the links in a message', () => {
  it('are web and email addresses', () => {
    expect(links('See https://acme.example/a?b=1#c and HTTP://acme.example')).toEqual([
      ['https://acme.example/a?b=1#c', 'https://acme.example/a?b=1#c'],
      ['HTTP://acme.example', 'http://acme.example/'],
    ]);
    expect(links('Write to help@acme.example, please')).toEqual([['help@acme.example', 'mailto:help@acme.example']]);
    expect(links('See www.acme.example/a, not www. or help@www.acme.example')).toEqual([
      ['www.acme.example/a', 'https://www.acme.example/a'],
      ['help@www.acme.example', 'mailto:help@www.acme.example'],
    ]);
    expect(links('mailto:help@acme.example')).toEqual([['mailto:help@acme.example', 'mailto:help@acme.example']]);
  });

  it('end where the address does', () => {
    const shown = (text: string) => links(text).map(([shown]) => shown);
    expect(shown('(see https://acme.example/a).')).toEqual(['https://acme.example/a']);
    expect(shown('https://acme.example/a_(b)')).toEqual(['https://acme.example/a_(b)']);
    expect(shown('<help@acme.example>, "https://acme.example/a"!')).toEqual([
      'help@acme.example',
      'https://acme.example/a',
    ]);
  });

  it('have no other scheme', () => {
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://acme.example',
      'a@b',
      '@',
      'https://',
      '@x.y',
    ])
      expect(links(text)).toEqual([]);
  });

  it('leave the text as it is', () => {
    const text = ' Two\n\nlines, (https://acme.example/x). <a@b.example>\t@ end ';
    expect(
      linked(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});

describe('a message of emoji alone', () => {
  it('is told from others', () => {
    for (const text of ['👍', '👍🏽 🎉', '👨‍👩‍👧', '🇳🇴', '❤️']) expect([text, isEmojiOnly(text)]).toEqual([text, true]);
    for (const text of ['1', 'ok 👍', '', '👍'.repeat(20)]) expect([text, isEmojiOnly(text)]).toEqual([text, false]);
  });
});
