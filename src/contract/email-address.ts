import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * Email addresses as envelopes contain them: the Mailbox of RFC 5321 section 4.1.2, with the international ones of RFC
 * 6531 section 3.3, but without address literals and without the comments and names of headers. Takes linear time.
 */
export interface MailAddress {
  /** As it is sent: quoted if it has to be. */
  readonly local: string;
  /** In ASCII (Punycode) and lower case. */
  readonly host: string;
}

/** In octets (RFC 5321 section 4.5.3.1; 256 with the angle brackets of a path). */
const longestLocal = 64;
const longestAddress = 254;

/** Carriers that once assigned local parts with dots in places where they are not allowed; these have to be quoted. */
const carriersWithOddDots = ['docomo.ne.jp', 'ezweb.ne.jp', 'au.com'];

/** The parts of an address, without surrounding spaces; null if it is not an address. */
export function readAddress(text: string): MailAddress | null {
  if (text.length > 2 * longestAddress) return null;
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  if (at < 1) return null;
  const host = readHost(trimmed.slice(at + 1));
  const local = host === null ? null : readLocal(trimmed.slice(0, at), carriersWithOddDots.includes(host));
  if (host === null || local === null) return null;
  const localOctets = Buffer.byteLength(local);
  return localOctets > longestLocal || localOctets + 1 + host.length > longestAddress ? null : { local, host };
}

/** The canonical form of an address, which is stored and used for sending; null if it is not an address. */
export function canonicalAddress(text: string): string | null {
  const address = readAddress(text);
  return address && `${address.local}@${address.host}`;
}

/**
 * The same for all spellings of an address, which may differ in case and in the host's script. For comparing, finding
 * and counting, never for sending. If it is not an address, the text in lower case.
 */
export function addressKey(text: string): string {
  return (canonicalAddress(text) ?? text.trim()).normalize('NFC').toLowerCase();
}

/** An address key with its host in the script that people write it in. */
export function unicodeAddress(key: string): string {
  const at = key.lastIndexOf('@');
  return `${key.slice(0, at + 1)}${domainToUnicode(key.slice(at + 1))}`;
}

export const isSameAddress = (a: string, b: string): boolean => a === b || addressKey(a) === addressKey(b);

/** The host of an address, or a domain name, in ASCII and lower case; null if it is not one. */
export function readHost(text: string): string | null {
  if (text.length > longestAddress || /[^A-Za-z0-9.\-\u0080-\u{10FFFF}]/u.test(text)) return null;
  const host = domainToASCII(text);
  const labels = host.split('.');
  const isHost = labels.length > 1 && host.length <= 253 && labels.every(isLabel) && /[a-z]/.test(labels.at(-1) ?? '');
  return isHost ? host : null;
}

function isLabel(label: string): boolean {
  return label.length <= 63 && /^[a-z0-9-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-');
}

/** A character of a Dot-string; beyond ASCII, any visible one. */
const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]$|^[^\p{ASCII}\p{C}\p{Z}]$/u;
/**
 * The characters that are allowed between quotes, alone or after a backslash. Not those that separate addresses in a
 * header, although the RFC allows them: SendGrid takes them for separators (sendgrid-python issue 291), and no address
 * has them.
 */
const quotable = /^[ -+\-./0-:=?-~]$|^[^\p{ASCII}\p{C}\p{Z}]$/u;

/** The shortest form: quoted only if necessary, with only the necessary escapes. */
function readLocal(text: string, mayHaveOddDots: boolean): string | null {
  if (text.startsWith('"')) {
    const content = unquoted(text);
    return content === null || isDotString(content) ? content : `"${content.replace(/["\\]/g, '\\$&')}"`;
  }
  if (isDotString(text)) return text;
  return mayHaveOddDots && isDotString(text.replaceAll('.', '')) ? `"${text}"` : null;
}

const isDotString = (text: string) =>
  text.split('.').every((part) => part !== '' && [...part].every((sign) => atom.test(sign)));

/** The text between the quotes; null if they do not end where the text does, or if they are empty. */
function unquoted(text: string): string | null {
  const signs = [...text];
  let content = '';
  for (let index = 1; index < signs.length; index += 1) {
    if (signs[index] === '"') return index === signs.length - 1 && content !== '' ? content : null;
    if (signs[index] === '\\') index += 1;
    const sign = signs[index] ?? '';
    if (!quotable.test(sign)) return null;
    content += sign;
  }
  return null;
}
