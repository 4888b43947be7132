import { isSameAddress, readAddress, readHost } from '../../contract/email-address.ts';
import type { Settings } from '../../contract/settings.ts';

/** Whether the address is the account's own: its sender's, or one at its reply domain. */
export function isOwnAddress(address: string, { sender }: Pick<Settings, 'sender'>): boolean {
  if (sender === null) return false;
  const host = readAddress(address)?.host;
  const isAtReplyDomain = sender.replyDomain !== null && host !== undefined && host === readHost(sender.replyDomain);
  return isAtReplyDomain || isSameAddress(address, sender.address);
}
