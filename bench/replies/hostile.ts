const length = 1_000_000;
const repeated = (part: string) => part.repeat(Math.ceil(length / part.length)).slice(0, length);

/** Texts of one megabyte that cost a careless reader the most. */
export const hostileTexts: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'a',
    '\n',
    ':\n',
    '1:\n',
    'wrote:\n',
    'On 1 wrote:\n',
    'On 1 Jan 2026 at 10:00 a ',
    'On 1 Jan 2026 at 10:00 a@b.c wrote\n',
    '写道：\n',
    '>',
    '> a\n',
    'a\n> b\n',
    '> On 1 Jan at 10:00 a@b.c wrote:\n',
    '-',
    '--\na\n',
    '-- \n1) a\n',
    '_____\n',
    '-----a-----\n',
    'From: a\nTo: b\n',
    'Date: 1\n',
    '@',
    '(http\n>\n',
    'Sent from my iPhone\n',
    '##- a\n',
    ' ',
  ].map((part) => [part, repeated(part)]),
);

/** The same as HTML. */
export const hostileHtml: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '<',
    '<div>',
    '</div>',
    '<b>',
    '<b><i></b>',
    '<blockquote>a',
    '<p>a',
    '<br>',
    '<ul><li>a',
    '<a href="http://a.b">a b</a>',
    '<a b=c ',
    '&amp;',
    '&',
    '<img alt="a b">',
    '<div class="gmail_quote">a',
    '<table><tr><td>a',
    '<pre>a\n',
    '<!--',
    '<div style="border-top:solid #ccc 1pt;padding:3pt 0">',
    '<div>On 1 Jan at 10:00 a@b.c wrote:</div>',
  ].map((part) => [part, repeated(part)]),
);
