import type { ClientStyle, ReplyFacts } from '../facts.ts';
import { type FromLines, type Locale, timesIn, withRe } from '../locales.ts';
import { escaped, flowed, quotedLines } from '../quoting.ts';
import { headerOf } from '../thread.ts';

const fromLines: FromLines = {
  en: (who, { shortDate, time }) => `On ${shortDate} ${time}, ${who} wrote:`,
  de: (who, { shortDate, time }) => `Am ${shortDate} um ${time} schrieb ${who}:`,
  fr: (who, { date, time }) => `Le ${date} à ${time}, ${who} a écrit :`,
  es: (who, { shortDate, time }) => `El ${shortDate} a las ${time}, ${who} escribió:`,
  it: (who, { date, time }) => `Il ${date} ${time}, ${who} ha scritto:`,
  pt: (who, { date, time }) => `Em ${date} ${time}, ${who} escreveu:`,
  nl: (who, { date, time }) => `Op ${date} om ${time} schreef ${who}:`,
  pl: (who, { date, time }) => `W dniu ${date} o ${time}, ${who} pisze:`,
  ru: (who, { date, time }) => `${date} ${time}, ${who} пишет:`,
  ja: (who, { date, time }) => `On ${date} ${time}, ${who} wrote:`,
  zh: (who, { date, time }) => `在 ${date} ${time}, ${who} 写道:`,
};

/** It names the author without an address. */
function introduction({ original: { from, receivedAt }, locale }: ReplyFacts): string {
  return fromLines[locale](from.name ?? from.email, timesIn(locale, new Date(receivedAt)));
}

function text(facts: ReplyFacts): string {
  const { words, quoted } = facts;
  return flowed(`${words.text}\n\n${introduction(facts)}\n${quotedLines(quoted.lines)}\n`, false);
}

const citedId = ({ original }: ReplyFacts) => escaped((headerOf(original, 'Message-ID') ?? '').replace(/^<|>$/g, ''));

const languages: Readonly<Partial<Record<Locale, string>>> = { en: 'en-US', pt: 'pt-BR', zh: 'zh-CN' };

export const thunderbird: ClientStyle = {
  messageId: (random, { from }) =>
    `${random.slice(0, 8)}-${random.slice(8, 12)}-4${random.slice(13, 16)}-9${random.slice(17, 20)}-${random.slice(20, 32)}@${from.email.slice(from.email.lastIndexOf('@') + 1)}`,
  boundary: (random) => `------------${random.slice(0, 24)}`,
  subject: withRe,
  headers: ({ locale }) => [
    ['User-Agent', 'Mozilla Thunderbird'],
    ['Content-Language', languages[locale] ?? locale],
  ],
  text,
  html: (facts) =>
    `<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=${facts.charset}">\n  </head>\n  <body>\n    <p>${facts.words.html}</p>\n    <div class="moz-cite-prefix">${escaped(introduction(facts))}<br>\n    </div>\n    <blockquote type="cite" cite="mid:${citedId(facts)}">\n      ${facts.quoted.html}\n    </blockquote>\n    <br>\n  </body>\n</html>\n`,
  spelling: (charset) => ({
    text: { charset, transfer: sevenOrEight(charset), flowed: 'flowed' },
    html: { charset, transfer: sevenOrEight(charset) },
  }),
  fileNames: 'rfc2231',
  picturesWithHtml: true,
};

/** As it writes when HTML is switched off. */
export const thunderbirdText: ClientStyle = { ...thunderbird, html: null };

const sevenOrEight = (charset: string) => (charset === 'us-ascii' || charset === 'iso-2022-jp' ? '7bit' : '8bit');
