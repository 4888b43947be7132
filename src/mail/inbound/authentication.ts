import { getDomain } from 'tldts';
import { readAddress, readHost } from '../../contract/email-address.ts';
import type { Author } from './from.ts';
import type { Header } from './part.ts';

/** What the provider found out about an email, as it says it. */
export interface Checks {
  /** As in `{@a.com : pass, @b.com : fail}`; null if it does not say. */
  readonly dkim: string | null;
  /** Of the envelope's sender, as in `pass` (RFC 7208 section 2.6); null if it does not say. */
  readonly spf: string | null;
  readonly envelopeFrom: string | null;
}

/** Of the provider's list of results, in characters. */
const longestResults = 10_000;

/**
 * Whether the author's domain vouches for the email, as DMARC has it (RFC 7489 section 3.1, relaxed): a DKIM signature
 * that passes, or SPF, for the same organisational domain. Anybody passes for a domain of their own. If there are
 * several authors, or several From headers, all must be of that domain, because email programs show any of them.
 */
export function isAuthenticated(authors: readonly Author[], headers: readonly Header[], checks: Checks): boolean {
  const [domain, ...others] = new Set(authors.map(({ address }) => organisationalDomain(readAddress(address)?.host)));
  if (domain === undefined || domain === null || others.length > 0) return false;
  return passingDomains(headers, checks).some((passing) => organisationalDomain(passing) === domain);
}

function passingDomains(headers: readonly Header[], { dkim, spf, envelopeFrom }: Checks): readonly string[] {
  const ofSpf = spf?.trim().toLowerCase() === 'pass' ? (readAddress(envelopeFrom ?? '')?.host ?? null) : null;
  const ofDkim = headers.every(isPlainSignature) ? passingSignatures(dkim ?? '') : [];
  return ofSpf === null ? ofDkim : [...ofDkim, ofSpf];
}

/** None if any of it reads otherwise: the domains in it are written by the sender. */
function passingSignatures(dkim: string): readonly string[] {
  const list = dkim.trim();
  if (list.length > longestResults || !list.startsWith('{') || !list.endsWith('}')) return [];
  const results = list.slice(1, -1).split(',').map(resultOf);
  if (results.includes(null)) return [];
  return results.flatMap((result) => (result?.verdict === 'pass' ? result.domain : []));
}

/** As in `@a.com : pass`. */
function resultOf(text: string): { readonly domain: string; readonly verdict: string } | null {
  const [identity = '', verdict = '', ...more] = text.split(':');
  const [, domain = '', ...others] = identity.trim().split('@');
  const host = readHost(domain);
  return host === null || more.length + others.length > 0
    ? null
    : { domain: host, verdict: verdict.trim().toLowerCase() };
}

/** Whether the domain that signed is a domain, and not text that would read like another result in the provider's list. */
function isPlainSignature({ key, value }: Header): boolean {
  if (key !== 'dkim-signature' && key !== 'domainkey-signature') return true;
  return value.split(';').every((tag) => {
    const [name = '', ...rest] = tag.replace(/\s+/g, '').split('=');
    const domain = rest.join('=');
    if (name === 'd') return readHost(domain) !== null;
    return name !== 'i' || readHost(domain.slice(domain.lastIndexOf('@') + 1)) !== null;
  });
}

/**
 * The domain that somebody registered (RFC 7489 section 3.2). Public suffixes that are private, as github.io, count:
 * each domain below them is somebody else's.
 */
function organisationalDomain(host: string | undefined): string | null {
  if (host === undefined) return null;
  return getDomain(host, { allowPrivateDomains: true, extractHostname: false }) ?? host;
}
