import { isSameAddress } from '../../contract/email-address.ts';
import { EmailAddress } from '../../contract/primitives.ts';
import type { Settings } from '../../contract/settings.ts';
import { isOwnAddress } from './own-address.ts';

/** As many @ as are looked at: a text with more of them is a list, not somebody's own address. */
const maxMarks = 100;
/** The longest that stand before and after the @ of an address (RFC 5321 section 4.5.3.1). */
const longestLocalPart = 64;
const longestHost = 253;
/**
 * What ends an address: white space, marks that no address has unquoted, and scripts that are written without spaces, so
 * that nobody can tell where in them an address begins. Surrogates stand for signs of the higher planes.
 */
const isEnd = (sign: string) =>
  /[\s<>()[\],;:"\\@\p{Cs}]|[^\P{P}\p{ASCII}]|[^\P{S}\p{ASCII}]/u.test(sign) || unspaced.test(sign);
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Marks that an address may begin with, and people put around one: `ada@example.com`, *ada@example.com*. */
const around = "'`*_~|{}";

/**
 * The addresses that mail could go to in a message, each once however it is spelt, at most two: more are never asked
 * about. In linear time, as each @ is looked at once, with no more around it than an address can have: it reads what a
 * stranger wrote.
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

/** One sign more than an address can have is looked at, so that the end of something longer is taken for none. */
function addressAround(text: string, at: number): string | null {
  let from = at;
  while (from > 0 && at - from <= longestLocalPart && !isEnd(text[from - 1] as string)) from -= 1;
  let to = at + 1;
  while (to < text.length && to - at <= longestHost + 1 && !isEnd(text[to] as string)) to += 1;
  // A sentence goes on after an address: "write to ada@example.com."
  let hasMarksAround = false;
  for (let last = text[to - 1] as string; `.!?/${around}`.includes(last); last = text[to - 1] as string) {
    hasMarksAround ||= around.includes(last);
    to -= 1;
  }
  while (hasMarksAround && from < at && around.includes(text[from] as string)) from += 1;
  return EmailAddress.safeParse(text.slice(from, to)).data ?? null;
}

/** The address that a visitor wrote, if it is the only one, and neither an agent's nor one of ours (design R1). */
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
