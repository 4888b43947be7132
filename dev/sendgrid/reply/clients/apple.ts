import type { ClientStyle, ReplyFacts } from '../facts.ts';
import { type FromLines, fromLine, phoneSignatures, withRe } from '../locales.ts';
import { escaped, flowed, quotedLines } from '../quoting.ts';

const fromLines: FromLines = {
  en: (who, { mediumDate, time }) => `On ${mediumDate}, at ${time}, ${who} wrote:`,
  de: (who, { date, time }) => `Am ${date} um ${time} schrieb ${who}:`,
  fr: (who, { mediumDate, time }) => `Le ${mediumDate} à ${time}, ${who} a écrit :`,
  es: (who, { mediumDate, time }) => `El ${mediumDate}, a las ${time}, ${who} escribió:`,
  it: (who, { mediumDate, time }) => `Il giorno ${mediumDate}, alle ore ${time}, ${who} ha scritto:`,
  pt: (who, { date, time }) => `Em ${date}, à(s) ${time}, ${who} escreveu:`,
  nl: (who, { mediumDate, time }) => `Op ${mediumDate} om ${time} heeft ${who} het volgende geschreven:`,
  pl: (who, { mediumDate, time }) => `Wiadomość napisana przez ${who} w dniu ${mediumDate}, o godz. ${time}:`,
  ru: (who, { mediumDate, time }) => `${mediumDate}, в ${time}, ${who} написал(а):`,
  ja: (who, { date, time }) => `${date} ${time}、${who}のメール:`,
  zh: (who, { mediumDate, time }) => `${mediumDate} ${time}，${who} 写道：`,
};

const introduction = ({ original, locale }: ReplyFacts) =>
  fromLine(fromLines, locale, { by: original.from, at: new Date(original.receivedAt) });

const head = ({ charset }: ReplyFacts) =>
  `<html><head><meta http-equiv="content-type" content="text/html; charset=${charset}"></head>`;

const uuid = (random: string) =>
  [random.slice(0, 8), random.slice(8, 12), random.slice(12, 16), random.slice(16, 20), random.slice(20, 32)]
    .join('-')
    .toUpperCase();

export const appleMail: ClientStyle = {
  messageId: (random, { from }) => `${uuid(random)}@${from.email.slice(from.email.lastIndexOf('@') + 1)}`,
  boundary: (random) => `Apple-Mail=_${uuid(random)}`,
  subject: withRe,
  headers: () => [
    ['Mime-Version', '1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))'],
    ['X-Mailer', 'Apple Mail (2.3774.600.62)'],
  ],
  text: (facts) =>
    flowed(`${facts.words.text}\n\n${quotedLines([introduction(facts), '', ...facts.quoted.lines])}\n`, true),
  html: (facts) =>
    `${head(facts)}<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">${facts.words.html}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>${escaped(introduction(facts))}</div><br class="Apple-interchange-newline"><div>${facts.quoted.html}</div></blockquote></div><br></body></html>\n`,
  spelling: (charset) => ({
    text: { charset, transfer: 'quoted-printable', flowed: 'delsp' },
    html: { charset, transfer: 'quoted-printable' },
  }),
  fileNames: 'rfc2231',
  picturesWithHtml: true,
};

export const iphone: ClientStyle = {
  ...appleMail,
  headers: () => [
    ['Mime-Version', '1.0 (1.0)'],
    ['X-Mailer', 'iPhone Mail (21G93)'],
  ],
  text: (facts) =>
    `${facts.words.text}\n\n${phoneSignatures[facts.locale]}\n\n${quotedLines([introduction(facts), '', ...facts.quoted.lines])}\n`,
  html: (facts) =>
    `${head(facts)}<body dir="auto"><div dir="ltr">${facts.words.html}</div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">${escaped(phoneSignatures[facts.locale])}</div><div dir="ltr"><br><blockquote type="cite">${escaped(introduction(facts))}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">${facts.quoted.html}</div></blockquote></body></html>\n`,
  spelling: (charset) => ({
    text: { charset, transfer: 'quoted-printable' },
    html: { charset, transfer: 'quoted-printable' },
  }),
};
