import { postedFields } from '../../src/mail/inbound/posted-fields.ts';
import { postedRecipients } from '../../src/mail/inbound/posted-recipients.ts';
import { readPost } from '../../src/mail/inbound/read-post.ts';
import { sanitizedHtml } from '../../src/mail/inbound/sanitized.ts';
import { contentType, eml, post, read, readParsed } from '../mail/inbound/posts.ts';

/** What reads the emails that visitors send. */
export const emailReaders: Readonly<Record<string, (text: string) => unknown>> = {
  sanitizedHtml,
  'a posted form': (text) =>
    outcome(() => postedFields(post({ [text.slice(0, 1_000)]: text }), `multipart/form-data; ${text}; boundary=xYzZY`)),
  'whom an unreadable post was sent to': (text) => postedRecipients(Buffer.from(text), text),
  'an email': (text) =>
    read(
      eml([text, '', text], {
        From: text,
        Subject: text,
        References: text,
        'Message-ID': text,
        'Content-Type': `text/plain; format=flowed; ${text}`,
        'Content-Disposition': text,
        'DKIM-Signature': text,
        'Auto-Submitted': text,
      }),
      { dkim: `{${text}}`, SPF: text },
    ),
  'an email in parts': (text) => readParsed({ text, html: text, charsets: text, 'attachment-info': text }),
  'a delivery report': (text) =>
    read(
      eml([
        'Content-Type: multipart/report; boundary=b',
        '',
        ...['', text, '--b', 'Content-Type: message/delivery-status', '', text, '', `Final-Recipient: ${text}`, text],
        ...['--b', 'Content-Type: text/calendar', '', `SUMMARY${text}:${text}`, '--b--'],
      ]),
    ),
};

/** What a reader does with text that it refuses counts too. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

/** Emails that would slow down a careless reader, with so many of something. */
export const emails: Readonly<Record<string, (count: number) => readonly string[]>> = {
  parts: (count) => ['Content-Type: multipart/mixed; boundary=b', '', ...Array(count).fill('--b\r\n\r\na')],
  'HTML parts among texts': (count) => [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array(count).fill('--b\r\nContent-Type: text/html\r\n\r\n<b>\r\n--b\r\n\r\na'),
  ],
  'lines like the ends of parts': (count) => [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array(count).fill('--b-'),
  ],
  'parts within parts': (count) =>
    Array.from({ length: count }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`),
  headers: (count) => Array(count).fill('a: b'),
  'folded lines': (count) => ['Subject: a', ...Array(count).fill(' a')],
  'encoded words': (count) => ['To: a', ...Array(count).fill(' =?utf-8?Q?=41?=')],
  parameters: (count) => ['Content-Type: text/plain', ...Array.from({ length: count }, (_, at) => ` ;a*${at}*=%41`)],
  'ids of earlier emails': (count) => ['References: <a@b>', ...Array.from({ length: count }, (_, at) => ` <${at}@b>`)],
  comments: (count) => ['To: a', ...Array(count).fill(' (')],
  'flowed lines': (count) => ['Content-Type: text/plain; format=flowed', '', ...Array(count).fill('a ')],
  'soft line ends': (count) => ['Content-Transfer-Encoding: quoted-printable', '', ...Array(count).fill('=41=')],
  'paddings of base64': (count) => ['Content-Transfer-Encoding: base64', '', ...Array(count).fill('QQ==')],
  elements: (count) => ['Content-Type: text/html', '', ...Array(count).fill('<b></i>')],
};

/** Reads such an email, and shows it. */
export async function readEmail(lines: readonly string[]): Promise<unknown> {
  const body = post({ envelope: '{"to":["a@b.example"],"from":""}', email: eml(lines) });
  try {
    const { html } = await readPost(body, contentType);
    return sanitizedHtml(html ?? '');
  } catch (error) {
    return error;
  }
}

/** How many of something the measured emails have. */
export const most = 480;
