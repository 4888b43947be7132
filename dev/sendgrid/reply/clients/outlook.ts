import { createHash } from 'node:crypto';
import type { ClientStyle, ReplyFacts } from '../facts.ts';
import { type Locale, nameAndAddress, outlookWords, timesIn, withPrefix } from '../locales.ts';
import { encodedWords, type Header } from '../mime.ts';
import { escaped } from '../quoting.ts';

/** The header block, as label and value. */
function block({ original, locale }: ReplyFacts): readonly (readonly [label: string, value: string])[] {
  const [from, sent, to, subject] = outlookWords[locale].labels;
  const { longDate, time } = timesIn(locale, new Date(original.receivedAt));
  return [
    [from, nameAndAddress(original.from)],
    [sent, `${longDate} ${time}`],
    [to, original.to.map(nameAndAddress).join('; ')],
    [subject, original.subject],
  ];
}

const colonOf = (locale: Locale) => (locale === 'fr' ? '\u00a0:' : ':');

const blockAsText = (facts: ReplyFacts) =>
  block(facts)
    .map(([label, value]) => `${label}${colonOf(facts.locale)} ${value}`)
    .join('\n');

const blockAsHtml = (facts: ReplyFacts) =>
  block(facts)
    .map(([label, value]) => `<b>${label}${colonOf(facts.locale)}</b> ${escaped(value)}`)
    .join('<br>\n');

/** What Exchange groups a conversation by. */
function threadHeaders({ original, charset }: ReplyFacts): readonly Header[] {
  const topic = withPrefix('', original.subject);
  const index = createHash('sha256').update(topic).digest().subarray(0, 22);
  return [
    ['Thread-Topic', encodedWords(topic, charset)],
    ['Thread-Index', Buffer.concat([index, Buffer.alloc(5)]).toString('base64')],
  ];
}

const exchangeId = (random: string) =>
  `${random.slice(0, 20).toUpperCase()}@AM0PR01MB0001.eurprd01.prod.exchangelabs.com`;
const boundary = (random: string) => `_000_${random.slice(0, 24).toUpperCase()}AM0PR01MB0001_`;

const msoHead = (facts: ReplyFacts) =>
  [
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40">',
    `<head><meta http-equiv="Content-Type" content="text/html; charset=${facts.charset}">`,
    '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">',
    '<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);} o\\:* {behavior:url(#default#VML);}</style><![endif]-->',
    '<style><!--\n/* Font Definitions */\n@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}\n/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}\n@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}\ndiv.WordSection1 {page:WordSection1;}\n--></style>',
    '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>',
  ].join('\n');

/** Each line is a paragraph; Word ends each with its own mark. */
const msoParagraphs = (html: string) =>
  html
    .split('<br>')
    .map((line) => `<p class="MsoNormal">${line === '' ? '<o:p>&nbsp;</o:p>' : `${line}<o:p></o:p>`}</p>`)
    .join('\n');

/** Outlook for Windows, by an Exchange server. */
export const outlook: ClientStyle = {
  messageId: exchangeId,
  boundary,
  subject: (subject, locale) => withPrefix(outlookWords[locale].re, subject),
  headers: (facts) => [
    ...threadHeaders(facts),
    ['Accept-Language', 'en-US'],
    ['X-MS-Has-Attach', ''],
    ['X-MS-TNEF-Correlator', ''],
  ],
  text: (facts) => `${facts.words.text}\n\n${blockAsText(facts)}\n\n${facts.quoted.lines.join('\n')}\n`,
  html: (facts) =>
    [
      msoHead(facts),
      `<body lang="${facts.locale.toUpperCase()}" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">`,
      `<div class="WordSection1">${msoParagraphs(facts.words.html)}`,
      '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
      '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">',
      `<p class="MsoNormal">${blockAsHtml(facts)}<o:p></o:p></p></div></div>`,
      `<p class="MsoNormal"><o:p>&nbsp;</o:p></p>${facts.quoted.html}</div></body></html>\n`,
    ].join('\n'),
  spelling: (charset) => ({ text: { charset, transfer: 'base64' }, html: { charset, transfer: 'base64' } }),
  fileNames: 'encodedWord',
  picturesWithHtml: false,
};

/** Outlook on the web. */
export const outlookWeb: ClientStyle = {
  ...outlook,
  text: (facts) =>
    `${facts.words.text}\n\n${'_'.repeat(32)}\n${blockAsText(facts)}\n\n${facts.quoted.lines.join('\n')}\n`,
  html: (facts) =>
    [
      `<html><head>\n<meta http-equiv="Content-Type" content="text/html; charset=${facts.charset}">`,
      '<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>\n</head>\n<body dir="ltr">',
      `<div class="elementToProof" style="font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">\n${facts.words.html}</div>`,
      '<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">',
      `<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">${blockAsHtml(facts)}</font>\n<div>&nbsp;</div>\n</div>`,
      `${facts.quoted.html}</body>\n</html>\n`,
    ].join('\n'),
  spelling: (charset) => ({
    text: { charset, transfer: 'quoted-printable' },
    html: { charset, transfer: 'quoted-printable' },
  }),
};
