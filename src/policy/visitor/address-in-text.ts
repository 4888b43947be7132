import { isSameAddress } from '../../contract/email-address.ts';
import { EmailAddress } from '../../contract/primitives.ts';
import type { Settings } from '../../contract/settings.ts';
import { isOwnAddress } from './own-address.ts';

/** The most @ that are examined: a text with more of them is a list, not somebody's own address. */
const maxMarks = 100;
/** The longest parts before and after the @ of an address (RFC 5321 section 4.5.3.1). */
const longestLocalPart = 64;
const longestHost = 253;
/**
 * What ends an address: white space, characters that no unquoted address has, and scripts that are written without
 * spaces, in which nobody can tell where an address begins. Surrogates stand for the characters of the higher planes.
 */
const isEnd = (sign: string) =>
  /[\s<>()[\],;:"\\@\p{Cs}]|[^\P{P}\p{ASCII}]|[^\P{S}\p{ASCII}]/u.test(sign) || unspaced.test(sign);
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/**
 * Characters that an address may begin with and that people also put around one: `ada@example.com`, *ada@example.com*.
 */
const around = "'`*_~|{}";

/**
 * The email addresses in a message, each once in whatever spelling, at most two, because callers never need more. It
 * reads text from outside in linear time: each @ is examined once, with no more text around it than an address can
 * have.
 */
export function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  let marks = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    marks += 1;
    if (marks > maxMarks) return [];
    const address = addressAround(text, at);
    if (address === null || found.some((other) => isSameAddress(other, address))) continue;
    found.push(address);
    if (found.length === 2) break;
  }
  return found;
}

/**
 * One character more than an address can have is examined, so that the end of something longer is not taken for one.
 */
function addressAround(text: string, at: number): string | null {
  let from = at;
  while (from > 0 && at - from <= longestLocalPart && !isEnd(text[from - 1] as string)) from -= 1;
  let to = at + 1;
  while (to < text.length && to - at <= longestHost + 1 && !isEnd(text[to] as string)) to += 1;
  // A sentence continues after an address: "write to ada@example.com."
  let hasMarksAround = false;
  for (let last = text[to - 1] as string; `.!?/${around}`.includes(last); last = text[to - 1] as string) {
    hasMarksAround ||= around.includes(last);
    to -= 1;
  }
  while (hasMarksAround && from < at && around.includes(text[from] as string)) from += 1;
  return EmailAddress.safeParse(text.slice(from, to)).data ?? null;
}

/**
 * The address that a visitor wrote, if it is the only one and belongs neither to an agent nor to the account (design
 * R1).
 */
export function captured(
  addresses: readonly string[],
  settings: Pick<Settings, 'sender'>,
  agentAddresses: readonly string[],
): string | null {
  const [address] = addresses;
  if (address === undefined || addresses.length > 1) return null;
  const isOurs = isOwnAddress(address, settings) || agentAddresses.some((agent) => isSameAddress(address, agent));
  return isOurs ? null : address;
}
