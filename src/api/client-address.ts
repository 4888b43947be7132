import { isIPv4, isIPv6 } from 'node:net';
import type { Context } from 'hono';

/**
 * What limits are counted by: the network address that a request came from; for IPv6 its /64, which is what one
 * customer gets (RFC 6177). Behind our own proxy, the last address in X-Forwarded-For, which the proxy wrote; anyone
 * can write the ones before it.
 */
export function clientAddress(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  if (forwarded) return networkOf(forwarded);
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return networkOf(incoming?.socket?.remoteAddress ?? 'unknown');
}

/** No address is longer; this bounds what a limit remembers. */
const longestText = 64;

/** "2001:db8:1:2::/64" for an IPv6 address, an IPv4 address as it is, and the beginning of anything else. */
export function networkOf(text: string): string {
  const address = withoutPort(text.slice(0, longestText)).toLowerCase();
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  // IPv4 addresses written as IPv6 ones, as a socket that listens on both reports them (RFC 4291 section 2.5.5.2).
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** Some proxies write the port too: "192.0.2.1:4711", "[2001:db8::1]:4711". */
function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1).split(']', 1)[0] as string;
  const [host = '', , ...more] = text.split(':');
  return more.length === 0 && isIPv4(host) ? host : text;
}

/** The eight groups of a valid IPv6 address, without its zone. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = (address.split('%', 1)[0] as string).split('::');
  const [before, after] = [numbersOf(head), numbersOf(tail ?? '')];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
