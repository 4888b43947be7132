import { EmailAddress } from '../contract/primitives.ts';
import type { Settings } from '../contract/settings.ts';

/**
 * The email address that a visitor wrote in a message, if it holds exactly one, and that is neither an agent's nor one
 * of ours (design R1). Null otherwise.
 */
export function addressIn(
  text: string,
  { sender }: Pick<Settings, 'sender'>,
  agentAddresses: readonly string[],
): string | null {
  const candidates = text.match(/[^\s<>()[\]{},;:"'`|\\@]+@[^\s<>()[\]{},;:"'`|\\@]+/gu) ?? [];
  const found = candidates.map(withoutTrailingMarks).filter((one) => EmailAddress.safeParse(one).success);
  const [address] = found;
  if (address === undefined || found.some((other) => !same(other, address))) return null;
  const isOurs =
    same(address, sender?.address) ||
    (typeof sender?.replyDomain === 'string' && same(hostOf(address), sender.replyDomain)) ||
    agentAddresses.some((agent) => same(address, agent));
  return isOurs ? null : address;
}

/** A sentence goes on after an address: "write to ada@example.com." */
const withoutTrailingMarks = (text: string) => text.replace(/[.!?…]+$/u, '');

const hostOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

const same = (a: string, b: string | undefined) => b !== undefined && a.toLowerCase() === b.toLowerCase();
