import { cleanText } from './clean.ts';
import { mailHtml } from './html.tsx';
import type { ComposedMail, MailContent } from './mail.ts';
import { companyOf } from './names.ts';
import { entryText, plainText } from './plain-text.ts';
import { entriesOf, type MailView, mailView, readerOf, timesNote } from './view.ts';

/** Mail programs cut a longer mail off (Gmail at 102 kB); bytes of HTML (design R3). */
export const htmlLimit = 90_000;
/** No message has less markup around its text, and no line of it less than a break, in bytes of HTML. */
const leastMarkup = 200;
const lineBreak = '<br/>'.length;

/**
 * Makes a mail of a conversation's content: HTML and a plain text that says the same. Equal content gives equal bytes.
 * Where the HTML would be longer than 90 kB some messages, whole ones, are in an attached text file instead, so that
 * nothing is lost in a cut: the oldest ones, and where the mail is about news first those that are none.
 */
export async function compose(content: MailContent): Promise<ComposedMail> {
  const { view, html, attached } = await fitting(content);
  return { subject: view.subject, html, text: plainText(view), attachments: attachmentsOf(content, attached) };
}

interface Fit {
  readonly view: MailView;
  readonly html: string;
  readonly attached: ReadonlySet<number>;
}

/** The mail with as few messages attached as fit: found by halving, as each try renders the mail. */
async function fitting(content: MailContent): Promise<Fit> {
  const leaving = leavingOrder(content);
  const render = async (count: number): Promise<Fit> => {
    const attached = new Set(leaving.slice(0, count));
    const view = mailView(content, attached);
    return { view, html: await mailHtml(view), attached };
  };
  let [fewest, most] = [content.body === 'notice' ? 0 : leastAttached(content, leaving), content.messages.length];
  let best: Fit | null = null;
  for (let count = fewest; fewest < most; count = Math.floor((fewest + most) / 2)) {
    const fit = await render(count);
    if (Buffer.byteLength(fit.html) <= htmlLimit) [best, most] = [fit, count];
    else fewest = count + 1;
  }
  return best?.attached.size === most ? best : render(most);
}

/** The messages by their places, those that a mail can do without first. */
function leavingOrder({ messages, choice }: MailContent): readonly number[] {
  const places = [...messages.keys()];
  if (choice === 'transcript') return places;
  const isNews = (place: number) => messages[place]?.isNews === true;
  return [...places.filter((place) => !isNews(place)), ...places.filter(isNews)];
}

/** Spares trying what cannot fit, and would take the longest: the texts, with the least of markup, are too long. */
function leastAttached({ messages }: MailContent, leaving: readonly number[]): number {
  let bytes = 0;
  for (let count = leaving.length; count > 0; count -= 1) {
    bytes += leastBytes(messages[leaving[count - 1] ?? 0]?.text ?? '') + leastMarkup;
    if (bytes > htmlLimit) return count;
  }
  return 0;
}

function leastBytes(written: string): number {
  const text = cleanText(written);
  return Buffer.byteLength(text) + (text.split('\n').length - 1) * (lineBreak - 1);
}

function attachmentsOf(content: MailContent, attached: ReadonlySet<number>): ComposedMail['attachments'] {
  if (attached.size === 0) return [];
  const reader = readerOf(content);
  const { words } = reader;
  const entries = entriesOf(content, (place) => attached.has(place), reader).map(entryText);
  const title = words.say('attachmentTitle', { company: companyOf(content) });
  const text = `${[title, timesNote(content, reader), ...entries].join('\n\n')}\n`;
  return [{ filename: words.say('attachmentName'), type: 'text/plain', text }];
}
