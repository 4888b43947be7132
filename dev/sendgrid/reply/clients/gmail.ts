import type { ClientStyle, ReplyFacts } from '../facts.ts';
import { type FromLines, fromLine, withRe } from '../locales.ts';
import { escaped, quotedLines, wrapped } from '../quoting.ts';

const fromLines: FromLines = {
  en: (who, { dateWithDay, time }) => `On ${dateWithDay} at ${time} ${who} wrote:`,
  de: (who, { dateWithDay, time }) => `Am ${dateWithDay} um ${time} Uhr schrieb ${who}:`,
  fr: (who, { dateWithDay, time }) => `Le ${dateWithDay} à ${time}, ${who} a écrit :`,
  es: (who, { dateWithDay, time }) => `El ${dateWithDay} a las ${time}, ${who} escribió:`,
  it: (who, { dateWithDay, time }) => `Il giorno ${dateWithDay} alle ore ${time} ${who} ha scritto:`,
  pt: (who, { dateWithDay, time }) => `Em ${dateWithDay} às ${time}, ${who} escreveu:`,
  nl: (who, { dateWithDay, time }) => `Op ${dateWithDay} om ${time} schreef ${who}:`,
  pl: (who, { dateWithDay, time }) => `${dateWithDay} o ${time} ${who} napisał(a):`,
  ru: (who, { dateWithDay, time }) => `${dateWithDay} в ${time}, ${who}:`,
  ja: (who, { dateWithDay, time }) => `${dateWithDay} ${time} ${who}:`,
  zh: (who, { dateWithDay, time }) => `${who} 于${dateWithDay} ${time}写道：`,
};

const introduction = ({ original, locale }: ReplyFacts) =>
  fromLine(fromLines, locale, { by: original.from, at: new Date(original.receivedAt) });

const blockquote =
  'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"';

function html(facts: ReplyFacts, words: string): string {
  const attribution = `<div dir="ltr" class="gmail_attr">${escaped(introduction(facts))}<br></div>`;
  return `${words}<br><div class="gmail_quote gmail_quote_container">${attribution}<blockquote ${blockquote}>${facts.quoted.html}</blockquote></div>\n`;
}

export const gmail: ClientStyle = {
  messageId: (random) => `CA+${random.slice(0, 40)}@mail.gmail.com`,
  boundary: (random) => `000000000000${random.slice(0, 16)}`,
  subject: withRe,
  headers: () => [],
  text: (facts) => {
    const { words, quoted } = facts;
    return `${wrapped(words.text, 78)}\n\n${wrapped(introduction(facts), 78)}\n\n${quotedLines(quoted.lines)}\n`;
  },
  html: (facts) => html(facts, `<div dir="ltr">${facts.words.html}</div>`),
  spelling: (charset) => ({
    text: { charset, transfer: 'quoted-printable' },
    html: { charset, transfer: 'quoted-printable' },
  }),
  fileNames: 'encodedWord',
  picturesWithHtml: false,
};

/** The same program on a phone. */
export const android: ClientStyle = {
  ...gmail,
  html: (facts) => html(facts, `<div dir="auto">${facts.words.html}</div>`),
};
