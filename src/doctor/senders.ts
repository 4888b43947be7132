import { z } from 'zod';
import { addressKey, readHost } from '../contract/email-address.ts';
import type { ReadAccount } from '../mail/sendgrid-account.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { notRead } from './sendgrid-key.ts';

export interface AccountSender {
  readonly accountId: string;
  readonly address: string;
  readonly replyDomain: string | null;
}

export const sendersCheck = 'SendGrid senders';
export const howToSetSender = 'set one: PATCH /v1/settings {"sender": {"name": …, "address": …}}';
const check = sendersCheck;
const maxNamed = 5;

const Domains = z.array(z.object({ domain: z.string(), valid: z.boolean() }));
const VerifiedSenders = z.object({ results: z.array(z.object({ from_email: z.string(), verified: z.boolean() })) });

/**
 * Whether the accounts' sender addresses may be used: the domain is authenticated, or the address itself is verified.
 */
export async function checkSenders(read: ReadAccount, senders: readonly AccountSender[]): Promise<Finding> {
  if (senders.length === 0) return skipped(check, 'no account has a sender', howToSetSender);
  const domains = [...new Set(senders.map(({ address }) => domainOf(address)))];
  const authenticated = new Set<string>();
  for (const domain of domains) {
    const answer = await read(`/v3/whitelabel/domains?domain=${encodeURIComponent(domain)}`);
    const found = Domains.safeParse(answer.body);
    if (answer.status !== 200 || !found.success) return notRead(check, answer, 'whitelabel.read');
    if (found.data.some((one) => one.valid && readHost(one.domain) === domain)) authenticated.add(domain);
  }
  const others = senders.filter(({ address }) => !authenticated.has(domainOf(address)));
  if (others.length === 0) return ok(check, `${senders.length} on an authenticated domain`);
  const answer = await read('/v3/verified_senders');
  const found = VerifiedSenders.safeParse(answer.body);
  if (answer.status !== 200 || !found.success) return notRead(check, answer, 'read access to Sender Authentication');
  const verified = new Set(found.data.results.flatMap((one) => (one.verified ? [addressKey(one.from_email)] : [])));
  const refused = others.filter(({ address }) => !verified.has(addressKey(address)));
  if (refused.length === 0) return ok(check, `${senders.length} verified or on an authenticated domain`);
  const named = refused.slice(0, maxNamed).map(({ accountId, address }) => `${address} (account ${accountId})`);
  const more = refused.length > maxNamed ? ` and ${refused.length - maxNamed} more` : '';
  return failed(
    check,
    `not authenticated: ${named.join(', ')}${more}`,
    'authenticate the domain in SendGrid (Settings > Sender Authentication), or change the setting sender.address',
  );
}

function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return readHost(domain) ?? domain;
}
