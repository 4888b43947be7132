import type { ClientStyle, ReplyFacts } from '../facts.ts';
import { type FromLines, fromLine, withRe } from '../locales.ts';
import { escaped, quotedLines, wrapped } from '../quoting.ts';

const fromLines: FromLines = {
  en: (who, { longDate, timeWithSeconds }) => `On ${longDate} at ${timeWithSeconds} GMT, ${who} wrote:`,
  de: (who, { longDate, timeWithSeconds }) =>
    `Am ${longDate} um ${timeWithSeconds} MEZ hat ${who} Folgendes geschrieben:`,
  fr: (who, { longDate, timeWithSeconds }) => `Le ${longDate} à ${timeWithSeconds} UTC, ${who} a écrit :`,
  es: (who, { longDate, timeWithSeconds }) => `El ${longDate}, ${timeWithSeconds} GMT, ${who} escribió:`,
  it: (who, { longDate, timeWithSeconds }) => `Il ${longDate} alle ore ${timeWithSeconds} GMT, ${who} ha scritto:`,
  pt: (who, { longDate, timeWithSeconds }) => `Em ${longDate} às ${timeWithSeconds} GMT, ${who} escreveu:`,
  nl: (who, { longDate, timeWithSeconds }) => `Op ${longDate} om ${timeWithSeconds} GMT schreef ${who}:`,
  pl: (who, { longDate, timeWithSeconds }) => `W dniu ${longDate} ${timeWithSeconds} GMT ${who} napisał(a):`,
  ru: (who, { longDate, timeWithSeconds }) => `${longDate}, ${timeWithSeconds} GMT пользователь ${who} написал:`,
  ja: (who, { longDate, timeWithSeconds }) => `${longDate} ${timeWithSeconds} GMT、${who}さんは書きました:`,
  zh: (who, { longDate, timeWithSeconds }) => `${longDate} ${timeWithSeconds} GMT, ${who} 写道:`,
};

const introduction = ({ original, locale }: ReplyFacts) =>
  fromLine(fromLines, locale, { by: original.from, at: new Date(original.receivedAt) });

export const yahoo: ClientStyle = {
  messageId: (random) =>
    `${Number.parseInt(random.slice(0, 8), 16)}.${Number.parseInt(random.slice(8, 16), 16)}.1795721280000@mail.yahoo.com`,
  boundary: (random) =>
    `----=_Part_${Number.parseInt(random.slice(0, 6), 16)}_${Number.parseInt(random.slice(6, 12), 16)}`,
  subject: withRe,
  headers: () => [['X-Mailer', 'WebService/1.1.22205 YMailNorrin']],
  text: (facts) => {
    const { words, quoted } = facts;
    return `${wrapped(words.text, 76)}\n\n${wrapped(`    ${introduction(facts)}`, 76)}  \n \n ${quotedLines(quoted.lines)}\n`;
  },
  html: (facts) =>
    `<html><head></head><body><div class="ydp7f3a1c2ayahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:13px;"><div dir="ltr" data-setdir="false">${facts.words.html}</div><div><br></div></div><div id="ydp5e6b7d3ayahoo_quoted_1795721280" class="ydp5e6b7d3ayahoo_quoted yahoo_quoted"><div style="font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;"><div>${escaped(introduction(facts))}</div><div><br></div><div><br></div><div>${facts.quoted.html}</div></div></div></body></html>\n`,
  spelling: (charset) => ({
    text: { charset, transfer: 'quoted-printable' },
    html: { charset, transfer: 'quoted-printable' },
  }),
  fileNames: 'encodedWord',
  picturesWithHtml: false,
};
