import { isIP } from 'node:net';
import { isLoopback, isPublicAddress } from './public-address.ts';

/** Whether endpoints on this machine may be posted to, and without TLS: in development only. */
export interface EndpointRules {
  readonly allowLoopback: boolean;
}

export const mayConnectTo = (address: string, { allowLoopback }: EndpointRules): boolean =>
  isPublicAddress(address) || (allowLoopback && isLoopback(address));

/** A host as addresses are compared: without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string =>
  hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;

/**
 * What is wrong with an endpoint's URL as it is written, in words; null if nothing is. Where its name leads is judged
 * with every connection, because it may change.
 */
export function wrongWith(url: string, rules: EndpointRules): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return 'must be an https URL';
  if (parsed.username !== '' || parsed.password !== '') return 'must not have a user name or password';
  const host = hostOf(parsed);
  const isLocalName = /(?:^|\.)localhost\.?$/i.test(host);
  if (isIP(host) !== 0 ? !mayConnectTo(host, rules) : isLocalName && !rules.allowLoopback)
    return 'must lead to the public internet';
  const isOnThisMachine = isLocalName || isLoopback(host);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && rules.allowLoopback && isOnThisMachine))
    return 'must be an https URL';
  return null;
}
