import { describe, expect, it } from '@jest/globals';
import { sanitizedHtml, shownHtml } from '../../../src/mail/inbound/sanitized.ts';

const picture = 'data:image/png;base64,iVBORw0KGgo=';

describe('the HTML of an email', () => {
  it.each([
    ['<p dir="rtl">Hi <b>you</b><br>there</p>', '<p dir="rtl">Hi <b>you</b><br />there</p>'],
    ['<p style="color: red; font-size:12px">a</p>', '<p style="color:red;font-size:12px">a</p>'],
    [
      '<p style="line-height:1.5;width:600px;max-width:100%">a</p>',
      '<p style="line-height:1.5;width:600px;max-width:100%">a</p>',
    ],
    [
      '<div style="display:none;overflow:hidden;line-height:1px;max-width:0">a</div>',
      '<div style="display:none">a</div>',
    ],
    ['<font color="#123456" face="Arial">a</font>', '<font color="#123456" face="Arial">a</font>'],
    ['<td bgcolor="#fff" width=10>a</td>', '<td bgcolor="#fff" width="10">a</td>'],
    ['<blockquote type="cite">a</blockquote>', '<blockquote>a</blockquote>'],
    ['<img src="cid:a@b" alt="A cat">', '<img alt="A cat" />'],
    [`<img src="${picture}">`, `<img src="${picture}" />`],
    ['a &lt;script&gt; b &amp; c', 'a &lt;script&gt; b &amp; c'],
    ['1 < 2', '1 &lt; 2'],
  ])('keeps how it looks: %s', (html, shown) => {
    expect(sanitizedHtml(html)).toBe(shown);
  });

  it.each([
    ['<script>alert(1)</script>a', 'a'],
    ['<ScRiPt src=//evil.example></sCrIpT>a', 'a'],
    ['<style>p { color: red }</style>a', 'a'],
    ['<head><title>Hi</title></head><body onload="x()">a</body>', 'a'],
    ['<p onclick="x()" id="a" class="b" name="c">a</p>', '<p>a</p>'],
    ['<form action="https://evil.example"><input name="a"><button>b</button></form>', 'b'],
    ['<iframe src="https://evil.example">x</iframe>a', 'a'],
    ['<svg><script>alert(1)</script></svg>a', 'a'],
    ['<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>a', 'a'],
    [
      '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/"><link rel=x>a',
      'a',
    ],
    ['<!--[if mso]><p>a</p><![endif]--><!-- a -->b', 'b'],
    [
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
      '<p title="&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;"></p>',
    ],
  ])('does nothing: %s', (html, shown) => {
    expect(sanitizedHtml(html)).toBe(shown);
  });

  it.each([
    '<img src="https://tracker.example/p.gif" width="1">',
    '<img src="//tracker.example/p.gif" width="1">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=" width="1">',
    '<img srcset="https://tracker.example/p.gif 1x" width="1">',
    `<img src="data:image/png;base64,${'A'.repeat(300_000)}" width="1">`,
    '<img src="file:///etc/passwd" width="1">',
    '<img src="images/a.png" width="1">',
    '<img src="cid:a@b" width="1">',
  ])('loads nothing from elsewhere: %.70s', (html) => {
    expect(sanitizedHtml(html)).toBe('<img width="1" />');
  });

  it.each([
    'background:url(https://tracker.example)',
    'background-image:url(//tracker.example)',
    'position:fixed;top:0',
    'color:expression(alert(1))',
    'width:calc(1px)',
    'margin-top:-100px',
    'behavior:url(#a)',
    'font-family:url(//tracker.example)',
    `color:red;${'x'.repeat(3_000)}`,
    'color:red}</style><script>',
    'display:block;height:1px;line-height:0;width:0px',
  ])('has no style that loads or moves: %.70s', (style) => {
    expect(sanitizedHtml(`<p style="${style}">a</p>`)).toMatch(/^<p(?: style="color:red")?>a<\/p>$/);
  });

  it('has links to the web and to addresses only, which learn nothing', () => {
    const link = (href: string) => sanitizedHtml(`<a href="${href}" target="_top" rel="opener">a</a>`);
    for (const href of ['https://shop.example/?a=1', 'http://shop.example', 'mailto:a@shop.example'])
      expect(link(href)).toBe(`<a target="_blank" rel="noopener noreferrer" href="${href}">a</a>`);
    for (const href of [
      'javascript:alert(1)',
      'java\tscript:alert(1)',
      '&#1;javascript:alert(1)',
      'data:text/html,a',
      'vbscript:a',
      '//evil.example',
      '/v1/conversations',
      '?a',
      '#a',
      'cid:a',
      'tel:1',
      'https:evil.example',
    ])
      expect(link(href)).not.toContain('href');
  });

  it('is shown as its source if it is nested deeper than any email program writes', () => {
    expect(sanitizedHtml(`${'<b>'.repeat(400)}a`)).toBe(`${'<b>'.repeat(400)}a${'</b>'.repeat(400)}`);
    const shown = sanitizedHtml(`<script>x</script>${'<b>'.repeat(600)}a`);
    expect(shown).toMatch(/^<div style="white-space:pre-wrap">&#60;script&#62;x/);
    expect(shown).not.toContain('<b>');
  });

  it('is cut where nobody reads on', () => {
    expect(sanitizedHtml('a'.repeat(1_000_001))).toHaveLength(1_000_000);
  });
});

describe('an email as it is shown', () => {
  it('is its HTML, or its text, or nothing', () => {
    const attachments = [] as const;
    expect(shownHtml({ text: 'a', html: '<p onclick="a">a</p>', attachments })).toBe('<p>a</p>');
    expect(shownHtml({ text: 'a < b\n  & "c"', html: null, attachments })).toBe(
      '<div style="white-space:pre-wrap">a &#60; b\n  &#38; &#34;c&#34;</div>',
    );
    expect(shownHtml({ text: null, html: null, attachments })).toBeNull();
  });

  it('contains the images that the email brings along, each once', () => {
    const image = (contentId: string, type = 'image/png', length = 2) => ({
      name: 'a.png',
      type,
      bytes: new Uint8Array(length),
      contentId,
    });
    const attachments = [image('a b@c'), image('svg', 'image/svg+xml'), image('large', 'image/jpeg', 2_000_001)];
    const html = '<img src="cid:a%20b@c"><img src="cid:a b@c"><img src="cid:svg"><img src="cid:large">';
    expect(shownHtml({ text: null, html, attachments })).toBe(
      '<img src="data:image/png;base64,AAA=" /><img /><img /><img />',
    );
  });
});
