import { cleanText } from './clean.ts';
import { mailHtml } from './html.tsx';
import type { ComposedMail, MailContent } from './mail.ts';
import { companyOf } from './names.ts';
import { entryText, plainText } from './plain-text.ts';
import { entriesOf, type MailView, mailView, readerOf, timesNote } from './view.ts';

/** In bytes of HTML: email programs cut off longer emails (Gmail at 102 kB; design R3). */
export const htmlLimit = 90_000;
/** The least markup around each message's text, in bytes of HTML; each line has at least a break. */
const leastMarkup = 200;
const lineBreak = '<br/>'.length;

/**
 * Composes the email: HTML and a plain text that says the same. Equal content gives equal bytes. If the HTML would be
 * longer than 90 kB, some whole messages are moved to an attached text file, so that nothing is cut off: the oldest
 * first, but in an email about news, context before news.
 */
export async function compose(content: MailContent): Promise<ComposedMail> {
  const { view, html, attached } = await fitting(content);
  const attachments = attachmentsOf(content, attached);
  return { subject: view.subject, html, text: plainText(view), attachments, images: imagesOf(view) };
}

/** The images that the HTML shows. */
function imagesOf({ entries }: MailView): NonNullable<ComposedMail['images']> {
  const files = entries.flatMap((entry) => (entry.kind === 'message' ? entry.files : []));
  return files.flatMap(({ name, image }) => {
    if (image === null) return [];
    const { contentId, type, content } = image;
    return [{ filename: imageName(name, type), type, content, contentId }];
  });
}

/** The preview of `photo.heic` is another kind of image. */
function imageName(name: string, type: string): string {
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}.${type === 'image/jpeg' ? 'jpg' : type.slice('image/'.length)}`;
}

interface Fit {
  readonly view: MailView;
  readonly html: string;
  readonly attached: ReadonlySet<number>;
}

/** The email with as few attached messages as possible; found by bisection, because each try renders the email. */
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

/** The places of the messages, in the order in which they are moved to the attachment. */
function leavingOrder({ messages, choice }: MailContent): readonly number[] {
  const places = [...messages.keys()];
  if (choice === 'transcript') return places;
  const isNews = (place: number) => messages[place]?.isNews === true;
  return [...places.filter((place) => !isNews(place)), ...places.filter(isNews)];
}

/** Avoids rendering what cannot fit, which takes the longest: the texts alone, with the least markup, are too long. */
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
