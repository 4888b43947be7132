/** The address that answers to an email go to: its token alone says to which conversation they belong. */
export const replyAddressOf = (token: string, replyDomain: string): string =>
  `${localStart}${token}@${replyDomain.toLowerCase()}`;

const localStart = 'reply+';

/** The token and the host of such an address; null if it is another one. */
export function readReplyAddress(address: string): { readonly token: string; readonly host: string } | null {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(0, at)).toLowerCase();
  const token = local.slice(localStart.length);
  if (!local.startsWith(localStart) || !/^[a-z2-7]{26}$/.test(token)) return null;
  return { token, host: address.slice(at + 1).toLowerCase() };
}
