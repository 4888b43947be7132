import { isSameAddress, readAddress, readHost } from '../../contract/email-address.ts';
import type { Settings } from '../../contract/settings.ts';

/** Whether mail to the address comes back to the account itself: its sender's, or one at its reply domain. */
export function isOwnAddress(address: string, { sender }: Pick<Settings, 'sender'>): boolean {
  if (sender === null) return false;
  const host = readAddress(address)?.host;
  const isAtReplyDomain = sender.replyDomain !== null && host !== undefined && host === readHost(sender.replyDomain);
  return isAtReplyDomain || isSameAddress(address, sender.address);
}
