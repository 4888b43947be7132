import ipaddr from 'ipaddr.js';

/** Public by their numbers, but clouds answer there for their own machines' metadata or services (Azure's wire server). */
const ofClouds = ['168.63.129.16'];

/**
 * Whether an address is one on the public internet: not private, loopback, link-local (where clouds keep metadata),
 * shared, reserved, a multicast, or a form of IPv6 that leads to an IPv4 address (IANA, special-purpose registries).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address written as IPv6 (::ffff:10.0.0.1) counts as what it is.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || ofClouds.includes(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

/** All of IPv6 that is handed out (RFC 4291 and IANA). */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

export const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
