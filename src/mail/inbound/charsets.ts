import { decodeWords } from 'postal-mime';

/** Labels that email programs write and the Encoding Standard does not list. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    utf8mb4: 'utf-8',
    cp65001: 'utf-8',
    cp932: 'shift_jis',
    cp936: 'gbk',
    ms936: 'gbk',
    cp949: 'euc-kr',
    ms949: 'euc-kr',
    cp950: 'big5',
    eucjp: 'euc-jp',
    euckr: 'euc-kr',
    uhc: 'euc-kr',
    'windows-31j': 'shift_jis',
    'iso-2022-jp-1': 'iso-2022-jp',
    'iso-2022-jp-2': 'iso-2022-jp',
    'iso-2022-jp-ms': 'iso-2022-jp',
    cp50220: 'iso-2022-jp',
    cp50221: 'iso-2022-jp',
  }),
);

/** Labels that say nothing: what follows them is of any charset as soon as it is not ASCII. */
const saysNothing = new Set(['', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'unknown-8bit', '8bit', 'default', 'unknown']);

/**
 * The text that these bytes are, in the charset with this label (WHATWG Encoding Standard, and what email programs
 * write). A byte order mark outweighs the label. Without a label, or with one that nobody knows: UTF-8 if they are that,
 * else Windows-1252, the most usual of what is not declared. Throws nothing; takes linear time.
 */
export function decodedText(bytes: Uint8Array, label: string | null): string {
  const charset = labelOf(bytes, label);
  if (charset !== null && charset !== 'utf-8') return decodedAs(charset, bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    return charset === 'utf-8' && isMostlyRead(text) ? text : decodedAs('windows-1252', bytes);
  }
}

/** A header's text with its encoded words decoded (RFC 2047). */
export const decodedWords = (value: string): string => withoutC1(decodeWords(value));

function decodedAs(charset: string, bytes: Uint8Array): string {
  const text = new TextDecoder(charset).decode(bytes);
  return charset === 'windows-1252' ? withoutC1(text) : text;
}

/** What Windows-1252 has in place of the controls from 0x80 to 0x9F. */
const ofWindows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/** Some versions of Node decode Windows-1252 as if it were ISO-8859-1 (nodejs/node issue 56542). */
export const withoutC1 = (text: string): string =>
  text.replace(/[\u0080-\u009F]/g, (sign) => ofWindows1252[sign.charCodeAt(0) - 0x80] ?? sign);

/** The charset's name in the Encoding Standard; null if nothing known is declared. */
function labelOf(bytes: Uint8Array, label: string | null): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  const known = knownLabel(label ?? '');
  return known === 'utf-16le' && label?.trim().toLowerCase() === 'utf-16' ? byteOrder(bytes) : known;
}

function knownLabel(label: string): string | null {
  const written = label
    .slice(0, 100)
    .replace(/["'\s]/g, '')
    .toLowerCase();
  if (saysNothing.has(written)) return null;
  const plain = written.replace(/^(?:x-|cs)/, '').replaceAll('_', '-');
  const hyphened = plain.replace(/^(windows|iso|cp|ibm|koi8)-?(?=[\dru])/, '$1-');
  for (const candidate of [aliases.get(written), aliases.get(plain), written, plain, hyphened]) {
    if (candidate === undefined) continue;
    try {
      return new TextDecoder(candidate).encoding;
    } catch {
      // It is no label; the next one may be.
    }
  }
  return null;
}

/** Without a mark, `utf-16` may be either (RFC 2781 section 4.3). Most texts contain spaces and line ends. */
function byteOrder(bytes: Uint8Array): 'utf-16be' | 'utf-16le' {
  const zeros = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0) zeros[at % 2]! += 1;
  return zeros[0]! > zeros[1]! ? 'utf-16be' : 'utf-16le';
}

/** Whether more signs beyond ASCII were read than not: then it is UTF-8 with a fault, and not another charset. */
function isMostlyRead(text: string): boolean {
  let [read, unread] = [0, 0];
  for (const sign of text) {
    if (sign === '\uFFFD') unread += 1;
    else if (sign > '\u007F') read += 1;
  }
  return read > unread;
}
