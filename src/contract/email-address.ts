import { domainToASCII } from 'node:url';

/**
 * Addresses as mail has them: the Mailbox of RFC 5321 section 4.1.2 with the international ones of RFC 6531 section
 * 3.3, without address literals, and without the comments and names that headers have. Linear in what is given.
 */
export interface MailAddress {
  /** As it goes over the wire: quoted where it has to be. */
  readonly local: string;
  /** In ASCII (Punycode) and lower case. */
  readonly host: string;
}

/** In octets (RFC 5321 section 4.5.3.1; 256 with the angle brackets of a path). */
const longestLocal = 64;
const longestAddress = 254;

/** Carriers that once gave out local parts with dots where none may stand; they have to be quoted. */
const carriersWithOddDots = ['docomo.ne.jp', 'ezweb.ne.jp', 'au.com'];

/** The parts of an address, spaces around it left out; null if it is none. */
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

/** The address in the one way of writing it that is stored and mailed to; null if it is none. */
export function canonicalAddress(text: string): string | null {
  const address = readAddress(text);
  return address && `${address.local}@${address.host}`;
}

/**
 * What two spellings of one address have in common: capitals and the host's script do not tell addresses apart. For
 * comparing, finding and counting, never for mailing to. What is no address is its own, in lower case.
 */
export function addressKey(text: string): string {
  return (canonicalAddress(text) ?? text.trim()).normalize('NFC').toLowerCase();
}

export const isSameAddress = (a: string, b: string): boolean => a === b || addressKey(a) === addressKey(b);

/** The host of an address or a domain's name alone, in ASCII and lower case; null if it is none. */
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

/** A sign of a Dot-string; beyond ASCII whatever can be seen. */
const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]$|^[^\p{ASCII}\p{C}\p{Z}]$/u;
/**
 * What may stand between quotes, by itself or after a backslash. Not what separates addresses in a header, although it
 * may by the RFC: SendGrid takes it for that in names (sendgrid-python issue 291), and nobody's address has it.
 */
const quotable = /^[ -+\-./0-:=?-~]$|^[^\p{ASCII}\p{C}\p{Z}]$/u;

/** As short as it can be written: quoted only if it has to be, escaped only what has to be. */
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

/** What stands between the quotes; null if they do not end where the text does, or there is nothing. */
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
