import { mailHtml } from './html.tsx';
import type { ComposedMail, MailContent } from './mail.ts';
import { companyOf } from './names.ts';
import { entryText, plainText } from './plain-text.ts';
import { entriesOf, type MailView, mailView, readerOf, timesNote } from './view.ts';

/** Mail programs cut a longer mail off (Gmail at 102 kB); bytes of HTML (design R3). */
export const htmlLimit = 90_000;

/**
 * Makes a mail of a conversation's content: HTML and a plain text that says the same. Equal content gives equal bytes.
 * Where the HTML would be longer than 90 kB the oldest messages, whole ones, are in an attached text file instead, so
 * that nothing is lost in a cut.
 */
export async function compose(content: MailContent): Promise<ComposedMail> {
  const { view, html, attached } = await fitting(content);
  return { subject: view.subject, html, text: plainText(view), attachments: attachmentsOf(content, attached) };
}

interface Fit {
  readonly view: MailView;
  readonly html: string;
  readonly attached: number;
}

/** The mail with as few messages attached as fit: found by halving, as each try renders the mail. */
async function fitting(content: MailContent): Promise<Fit> {
  const render = async (attached: number): Promise<Fit> => {
    const view = mailView(content, attached);
    return { view, html: await mailHtml(view), attached };
  };
  let [fewest, most] = [content.body === 'notice' ? 0 : leastAttached(content), content.messages.length];
  let best: Fit | null = null;
  for (let attached = fewest; fewest < most; attached = Math.floor((fewest + most) / 2)) {
    const fit = await render(attached);
    if (Buffer.byteLength(fit.html) <= htmlLimit) [best, most] = [fit, attached];
    else fewest = attached + 1;
  }
  return best?.attached === most ? best : render(most);
}

/** Spares trying what cannot fit: the texts alone, without any markup, are too long. */
function leastAttached({ messages }: MailContent): number {
  let bytes = 0;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    bytes += messages[index]?.text.length ?? 0;
    if (bytes > htmlLimit) return index + 1;
  }
  return 0;
}

function attachmentsOf(content: MailContent, attached: number): ComposedMail['attachments'] {
  if (attached === 0) return [];
  const reader = readerOf(content);
  const { words } = reader;
  const entries = entriesOf(content, content.messages.slice(0, attached), reader).map(entryText);
  const title = words.say('attachmentTitle', { company: companyOf(content) });
  const text = `${[title, timesNote(content, reader), ...entries].join('\n\n')}\n`;
  return [{ filename: words.say('attachmentName'), type: 'text/plain', text }];
}
