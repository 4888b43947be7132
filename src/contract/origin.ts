import { getPublicSuffix } from 'tldts';
import { z } from 'zod';
import { fault } from './faults.ts';

/**
 * A pattern for the origins of pages: an origin as browsers write it, or, as in a CSP, all subdomains at any depth but
 * not the domain itself: `https://*.shop.example` (CSP Level 3, section 6.7.2.8).
 */
export const OriginPattern = z
  .string()
  .overwrite((written) => canonicalPattern(written) ?? written)
  .refine((pattern) => canonicalPattern(pattern) !== null, {
    error:
      'must be an origin such as https://shop.example, or https://*.shop.example for its subdomains; not for a public suffix such as co.uk or github.io, under which anyone can register',
    params: fault('wrong-format'),
  })
  .meta({ id: 'OriginPattern', examples: ['https://acme.example', 'https://*.acme.example'], maxLength: 2_000 });

const wildcard = '*.';
/** Replaces the wildcard while the URL is parsed. */
const anyLabel = 'any.';

/**
 * Removes the path and everything else after the origin; null if it is not an origin, or would match everybody's pages.
 */
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
 * Whether anybody can register a domain below it, as with a public suffix (`com`, `co.uk`, `github.io`), or nobody can,
 * as with an IP address.
 */
function isAnybodys(parent: string): boolean {
  const suffix = getPublicSuffix(parent, { allowPrivateDomains: true });
  return suffix === null || suffix === parent || !parent.includes('.');
}

/** In characters (RFC 1035 section 2.3.4). URLs may have longer hosts, but no page comes from one. */
const longestHost = 253;

/**
 * Every pattern that the origin matches, so that stored patterns can be found by an index: one for each label. Patterns
 * that would match everybody's pages are left out: older settings may contain them, but they never had an effect.
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

/** Whether one of the patterns matches the origin. */
export function isAmongOrigins(origin: string, patterns: readonly string[]): boolean {
  const fitting = patternsOf(origin);
  if (patterns.some((pattern) => fitting.includes(pattern))) return true;
  // Older settings contain URLs as they were written.
  return patterns.some((pattern) => URL.canParse(pattern) && new URL(pattern).origin === origin);
}
