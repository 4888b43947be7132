import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visitorsWords } from '../../src/mail/reply/visitors-words.ts';
import { replyMarker } from '../../src/mail/reply-marker.ts';
import { fromLines, headerBlocks } from './from-lines.ts';
import { htmlReplies } from './html-replies.ts';

const wordsIn = (html: string) => visitorsWords({ text: null, html }).words;
const own = 'It has not come yet.\n\nCould you look it up?';
const quoted = 'Your parcel left on Friday.\n\nAcme Support';
const fromLine = fromLines['en, Gmail'] ?? '';
const headers = headerBlocks.en ?? [];

describe.each(Object.entries(htmlReplies))('a reply from %s', (_, html) => {
  it('ends where the quoted email begins, in every language', () => {
    for (const line of Object.values(fromLines))
      expect(wordsIn(html({ own, quoted, fromLine: line, headers }))).toBe(own);
    for (const lines of Object.values(headerBlocks))
      expect(wordsIn(html({ own, quoted, fromLine, headers: lines }))).toBe(own);
  });

  it('ends at our marker', () => {
    const marked = `${replyMarker('Write your answer above this line')}\n\n${quoted}`;
    expect(wordsIn(html({ own, quoted: marked, fromLine, headers }))).toBe(own);
  });

  it('is whole, whatever is written', () => {
    const line = fc
      .array(fc.constantFrom('the', 'parcel', '<b>', '& co.', 'größer', 'чай', '茶', 'x1', '😀', 'why?'), {
        minLength: 1,
        maxLength: 8,
      })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const text = lines.join('\n');
        expect(wordsIn(html({ own: text, quoted: text, fromLine, headers }))).toBe(text);
      }),
      { numRuns: 25 },
    );
  });
});

describe('answers between quotes', () => {
  it('stay with the quotes that they answer, as in Gmail', () => {
    const html = `<div dir="ltr">See below.</div><br><div class="gmail_quote"><div class="gmail_attr">${fromLine}</div><blockquote class="gmail_quote">Which colour?</blockquote><div>Red.</div><blockquote class="gmail_quote">Which size?</blockquote><div>Large.</div><blockquote class="gmail_quote">Bye</blockquote></div>`;
    expect(wordsIn(html)).toBe('See below.\n\n> Which colour?\n\nRed.\n\n> Which size?\n\nLarge.');
  });

  it('stay with them, as in Apple Mail', () => {
    const html = `<body><div><blockquote type="cite"><div>${fromLine.replace('<', '&lt;')}</div><div>Which colour?</div></blockquote>Red.<br><blockquote type="cite"><div>Which size?</div></blockquote>Large.</div></body>`;
    expect(wordsIn(html)).toContain('Red.\n\n> Which size?\n\nLarge.');
  });
});

describe('below the quoted email', () => {
  it('an answer is kept, as Thunderbird sends it', () => {
    const html = `<body><div class="moz-cite-prefix">${fromLine}<br></div><blockquote type="cite">${quoted}</blockquote><p>Thanks!</p></body>`;
    expect(wordsIn(html)).toBe('Thanks!');
  });
});

describe('what only looks like a quote', () => {
  it('stays if its author moved it to the right', () => {
    const html =
      '<div dir="ltr">It says:</div><blockquote class="gmail_quote" style="margin-left:40px">Error 12</blockquote>';
    expect(wordsIn(html)).toBe('It says:\n\n> Error 12');
  });

  it('stays if it was forwarded', () => {
    const html = `<div dir="ltr">Is this yours?<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Bob</b> &lt;bob@example.com&gt;<br>Date: Mon, Jan 5, 2026<br>Subject: Offer<br></div><br>Buy one.</div></div>`;
    expect(wordsIn(html)).toBe(
      'Is this yours?\n\n---------- Forwarded message ---------\nFrom: Bob <bob@example.com>\nDate: Mon, Jan 5, 2026\nSubject: Offer\n\nBuy one.',
    );
  });
});

describe('HTML as text', () => {
  it.each([
    ['paragraphs', '<p>a</p><p>b</p>', 'a\n\nb'],
    ['lines', 'a<br>b<div>c</div><div>d<br></div><div><br></div><div>e</div>', 'a\nb\nc\nd\n\ne'],
    ['white space', '  a\n   b <b> c </b>\t d&nbsp;e ', 'a b c d\u00a0e'],
    ['entities', '1 &lt; 2 &amp;&amp; 3 &gt; 2 &#8364; &euro; &#x1F600; &nosuch;', '1 < 2 && 3 > 2 € € 😀 &nosuch;'],
    ['lists', '<ul><li>a<li>b<ol start=3><li>c</li><li><p>d</p></li></ol></ul>e', '- a\n- b\n  3. c\n\n  4. d\n\ne'],
    ['tables', '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>', 'a\tb\n1\t2'],
    [
      'links',
      '<a href="https://acme.example/x">this page</a> and <a href="mailto:a@b.c">a@b.c</a>',
      'this page (https://acme.example/x) and a@b.c',
    ],
    ['addresses', '<a href="https://acme.example/x">acme.example/x</a>', 'acme.example/x'],
    [
      'images',
      'a <img src="cid:1" alt="A red box"> <img alt="😀"> <img src="x" alt="x" width="1" height="1">',
      'a [A red box] 😀',
    ],
    ['preformatted text', '<pre>  a\n    b\n</pre>', '  a\n    b'],
    [
      'what nobody sees',
      '<head><title>t</title><style>s</style></head><script>x</script><p style="display:none">h</p>a<!-- c -->',
      'a',
    ],
    ['a rule', 'a<hr>b', 'a\n---\nb'],
    ['broken markup', '<div><b>a</div>b</i></p>c <d', 'a\nbc'],
    ['namespaces', '<o:p>a</o:p><v:shape>b</v:shape>', 'ab'],
  ])('shows %s', (_, html, text) => {
    expect(wordsIn(html)).toBe(text);
  });

  it('keeps the text of elements that are nested without end', () => {
    expect(wordsIn(`${'<div>'.repeat(10_000)}a${'</div>'.repeat(10_000)}b`)).toBe('a\nb');
    expect(wordsIn(`${'<blockquote>'.repeat(10_000)}a`)).toBe(`${'> '.repeat(20)}a`);
  });

  it('is read without an error, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc.constantFrom(
        '<div>',
        '</div>',
        '<blockquote type=cite>',
        '</blockquote>',
        '<br>',
        '<p',
        '<a href="http://x y">',
        '</a>',
        '&amp',
        '<!--',
        '-->',
        '<li>',
        '<td>',
        '<pre>',
        '\n',
        fromLine,
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(typeof wordsIn(pieces.join(''))).toBe('string');
      }),
      { numRuns: 300 },
    );
  });
});

describe('an email that has both', () => {
  it('is read as HTML', () => {
    expect(
      visitorsWords({ text: 'a long line that is\nbroken', html: '<p>a long line that is broken</p>' }).words,
    ).toBe('a long line that is broken');
  });

  it('is read as text if only that shows what is quoted', () => {
    const text = `Thanks!\n\nxyz support@acme.example:\n${quoted.replace(/^/gm, '> ')}`;
    expect(visitorsWords({ text, html: `Thanks!<br><br>xyz support@acme.example:<br>${quoted}` }).words).toBe(
      'Thanks!',
    );
    const signed = '<br><div class="gmail_signature">Ada</div>';
    expect(visitorsWords({ text, html: `Thanks!<br><br>xyz support@acme.example:<br>${quoted}${signed}` }).words).toBe(
      'Thanks!',
    );
  });

  it('has no words if it is empty', () => {
    expect(visitorsWords({ text: null, html: null })).toEqual({ words: '', isCut: false });
    expect(visitorsWords({ text: ' \n', html: '<div><br></div>' })).toEqual({ words: '', isCut: false });
  });
});
