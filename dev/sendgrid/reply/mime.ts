import { type Charset, encodedIn } from './charset.ts';

/** Its value is ASCII already; it is folded when it is written. */
export type Header = readonly [name: string, value: string];

/** An email, or a part of one. */
export interface Part {
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

export type Transfer = '7bit' | '8bit' | 'quoted-printable' | 'base64';

/** How a text is written. */
export interface Spelling {
  readonly charset: Charset;
  readonly transfer: Transfer;
  /** RFC 3676. */
  readonly flowed?: 'flowed' | 'delsp' | undefined;
}

const maxLine = 76;

/** Throws a RangeError if the charset lacks a character of the text. */
export function textPart(
  type: 'text/plain' | 'text/html',
  text: string,
  { charset, transfer, flowed }: Spelling,
): Part {
  const bytes = encodedIn(charset, text.replaceAll(/\r?\n/g, '\r\n'));
  if (bytes === null) throw new RangeError(`${charset} lacks a character of the text`);
  const format = flowed === undefined ? '' : flowed === 'delsp' ? '; format=flowed; delsp=yes' : '; format=flowed';
  const headers: Header[] = [
    ['Content-Type', `${type}; charset="${charset.toUpperCase()}"${format}`],
    ['Content-Transfer-Encoding', transfer],
  ];
  return { headers, body: transferred(bytes, transfer) };
}

export interface File {
  readonly filename: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Of what the HTML shows; null for an attachment. */
  readonly contentId: string | null;
}

/** @param names how a name beyond ASCII is written: as the standard says, or as some write it all the same */
export function filePart({ filename, type, bytes, contentId }: File, names: 'rfc2231' | 'encodedWord'): Part {
  const isPlain = /^[\x20-\x7e]*$/.test(filename) && !/["\\]/.test(filename);
  const inWords = isPlain ? `"${filename}"` : `"${encodedWords(filename, 'utf-8')}"`;
  const extended = `UTF-8''${encodeURIComponent(filename).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
  const named = (key: string) => (isPlain || names === 'encodedWord' ? `${key}=${inWords}` : `${key}*=${extended}`);
  const disposition = contentId === null ? 'attachment' : 'inline';
  const headers: Header[] = [
    ['Content-Type', `${type}; ${named('name')}`],
    ['Content-Disposition', `${disposition}; ${named('filename')}`],
    ['Content-Transfer-Encoding', 'base64'],
    ...(contentId === null ? [] : [['Content-ID', `<${contentId}>`] as const]),
  ];
  return { headers, body: transferred(bytes, 'base64') };
}

/** A part that holds an email, or the headers of one. */
export const embeddedPart = (type: string, bytes: Buffer, more: readonly Header[] = []): Part => ({
  headers: [['Content-Type', type], ...more],
  body: bytes,
});

/** @param kind such as `alternative`, with further parameters: `report; report-type=delivery-status` */
export function multipart(kind: string, boundary: string, parts: readonly Part[]): Part {
  const written = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), bytesOf(part), Buffer.from('\r\n')]);
  const [subtype, ...parameters] = kind.split('; ');
  const type = [`multipart/${subtype}`, ...parameters, `boundary="${boundary}"`].join('; ');
  return { headers: [['Content-Type', type]], body: Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]) };
}

/** With further headers in front, a part becomes an email. */
export function bytesOf({ headers, body }: Part, before: readonly Header[] = []): Buffer {
  const head = [...before, ...headers].map(([name, value]) => `${folded(`${name}: ${value}`)}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]);
}

/** RFC 2047: words of at most 75 characters, none of which cuts a character. Plain ASCII is left as it is. */
export function encodedWords(text: string, charset: Charset): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const used = encodedIn(charset, text) === null ? 'utf-8' : charset;
  const word = (piece: string) =>
    `=?${used.toUpperCase()}?B?${(encodedIn(used, piece) ?? Buffer.alloc(0)).toString('base64')}?=`;
  const words: string[] = [];
  let piece = '';
  for (const character of text) {
    if (word(piece + character).length > 75) {
      words.push(word(piece));
      piece = '';
    }
    piece += character;
  }
  return [...words, word(piece)].join(' ');
}

/** A mailbox for From and To. */
export function mailboxOf({ email, name }: { email: string; name: string | null }, charset: Charset): string {
  if (name === null || name === '') return `<${email}>`;
  if (!/^[\x20-\x7e]*$/.test(name)) return `${encodedWords(name, charset)} <${email}>`;
  return `${/^[\w ]*$/.test(name) ? name : JSON.stringify(name)} <${email}>`;
}

function folded(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > maxLine) {
    const space = rest.lastIndexOf(' ', maxLine);
    const at = space > rest.indexOf(':') + 1 && space > 0 ? space : rest.indexOf(' ', maxLine);
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join('\r\n');
}

/** RFC 2045 section 6.8. */
const inLines = (base64: string) =>
  Array.from({ length: Math.ceil(base64.length / 76) }, (_, line) => base64.slice(line * 76, (line + 1) * 76));

function transferred(bytes: Buffer, transfer: Transfer): Buffer {
  switch (transfer) {
    case '7bit':
    case '8bit':
      return bytes;
    case 'base64':
      return Buffer.from(inLines(bytes.toString('base64')).join('\r\n'));
    case 'quoted-printable':
      return Buffer.from(quotedPrintable(bytes));
    default:
      return transfer satisfies never;
  }
}

/** RFC 2045 section 6.7. */
function quotedPrintable(bytes: Buffer): string {
  const lines = bytes.toString('latin1').split('\r\n');
  return lines
    .map((line) => {
      const out = [''];
      for (const [index, character] of [...line].entries()) {
        const isLast = index === line.length - 1;
        const isPlain = /[!-<>-~]/.test(character) || (/[ \t]/.test(character) && !isLast);
        const written = isPlain ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
        if ((out.at(-1) ?? '').length + written.length > maxLine - 1) out.push('');
        out[out.length - 1] += written;
      }
      return out.join('=\r\n');
    })
    .join('\r\n');
}
