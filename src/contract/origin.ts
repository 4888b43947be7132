import { getPublicSuffix } from 'tldts';
import { z } from 'zod';

/**
 * Which pages are meant: an origin as browsers name it, or as in CSP all that have it as their parent domain, however
 * deep, but not that itself: `https://*.shop.example` (CSP Level 3, section 6.7.2.8).
 */
export const OriginPattern = z
  .string()
  .overwrite((written) => canonicalPattern(written) ?? written)
  .refine(
    (pattern) => canonicalPattern(pattern) !== null,
    'must be an origin such as https://shop.example, or https://*.shop.example for its subdomains; not for a public suffix such as co.uk or github.io, under which anyone can register',
  )
  .meta({ id: 'OriginPattern', examples: ['https://acme.example', 'https://*.acme.example'], maxLength: 2_000 });

const wildcard = '*.';
/** Stands for it while a URL is read. */
const anyLabel = 'any.';

/** Drops the path and whatever else a URL has; null if it is no origin or would match everybody's. */
function canonicalPattern(written: string): string | null {
  const isWildcard = /^https?:\/\/\*\./i.test(written.slice(0, 10));
  const read = isWildcard ? written.replace(wildcard, anyLabel) : written;
  if (written.length > 2_000 || read.includes('*') || !/^https?:\/\//i.test(read) || !URL.canParse(read)) return null;
  const { origin, hostname } = new URL(read);
  if (!isWildcard) return origin;
  const parent = hostname.slice(anyLabel.length);
  return isAnybodys(parent) ? null : origin.replace(anyLabel, wildcard);
}

/**
 * Under a public suffix (`com`, `co.uk`, `github.io`) anybody can have a domain; an address of a machine has none under
 * it.
 */
function isAnybodys(parent: string): boolean {
  const suffix = getPublicSuffix(parent, { allowPrivateDomains: true });
  return suffix === null || suffix === parent || !parent.includes('.');
}

/** In octets, as a text (RFC 1035 section 2.3.4). URLs take more, of which no page can come. */
const longestHost = 253;

/**
 * Every pattern that the origin fits, so that one that is stored can be looked up by an index: one for each label. Not
 * those that would be everybody's: settings of before may hold them, and they meant nothing then.
 */
export function patternsOf(origin: string): readonly string[] {
  if (origin.length > 2_000 || !URL.canParse(origin)) return [];
  const { protocol, hostname, port } = new URL(origin);
  if (hostname.length > longestHost) return [];
  const labels = hostname.split('.');
  const parents = labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
  const suffix = getPublicSuffix(hostname, { allowPrivateDomains: true }) ?? hostname;
  const owned = parents.filter((parent) => parent.length > suffix.length && parent.includes('.'));
  const end = port === '' ? '' : `:${port}`;
  return [origin, ...owned.map((parent) => `${protocol}//${wildcard}${parent}${end}`)];
}

/** Whether pages of this origin are among those that are meant. */
export function isAmongOrigins(origin: string, patterns: readonly string[]): boolean {
  const fitting = patternsOf(origin);
  if (patterns.some((pattern) => fitting.includes(pattern))) return true;
  // Settings of before hold addresses as they were written.
  return patterns.some((pattern) => URL.canParse(pattern) && new URL(pattern).origin === origin);
}
