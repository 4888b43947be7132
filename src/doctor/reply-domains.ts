import { resolveMx } from 'node:dns/promises';
import { type Finding, failed, ok, skipped, wordsOf } from './check.ts';
import type { AccountSender } from './senders.ts';

export const mxCheck = 'reply domains in DNS';
const check = mxCheck;
const patienceMs = 5_000;
/** More are not looked up. */
const maxDomains = 50;

/** The hosts that a domain's MX records name. Rejects with an error that has a `code`, as node:dns does. */
export type MailServersOf = (domain: string) => Promise<readonly string[]>;

/** A domain at which visitors answer emails, and the accounts that use it. */
export interface ReplyDomain {
  readonly domain: string;
  readonly accountIds: readonly string[];
}

export function replyDomainsOf(senders: readonly AccountSender[]): readonly ReplyDomain[] {
  const domains = new Map<string, string[]>();
  for (const { accountId, replyDomain } of senders) {
    if (replyDomain === null) continue;
    const domain = replyDomain.toLowerCase();
    domains.set(domain, [...(domains.get(domain) ?? []), accountId]);
  }
  return [...domains].map(([domain, accountIds]) => ({ domain, accountIds }));
}

export const mailServersInDns: MailServersOf = async (domain) => {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })), patienceMs).unref();
  });
  const records = await Promise.race([resolveMx(domain), late]);
  return records.map(({ exchange }) => exchange);
};

export const noReplyDomain = (name: string): Finding =>
  skipped(
    name,
    'no account has a reply domain, so visitors cannot answer by email',
    'set one that is used for nothing else: PATCH /v1/settings {"sender": {"replyDomain": "reply.acme.example"}}; then run afterchat inbound setup',
  );

/**
 * Whether emails for the reply domains reach SendGrid (setting up Inbound Parse).
 *
 * @param baseUrl SendGrid's, or that of a fake on this machine, which needs no DNS
 */
export async function checkMailServers(
  domains: readonly ReplyDomain[],
  baseUrl: string,
  mailServersOf: MailServersOf,
): Promise<Finding> {
  if (domains.length === 0) return noReplyDomain(check);
  if (isHere(baseUrl))
    return skipped(
      check,
      'DNS was not asked, because SendGrid is a fake on this machine',
      `with the real SendGrid, each domain needs an MX record: ${domains.map(({ domain }) => recordFor(domain)).join(', ')}`,
    );
  const found = await Promise.all(domains.slice(0, maxDomains).map((one) => lookedUp(one, mailServersOf)));
  const wrong = found.find(({ state }) => state === 'failed') ?? found.find(({ state }) => state === 'skipped');
  if (wrong !== undefined) return wrong;
  if (domains.length > maxDomains) return ok(check, `the first ${maxDomains} of ${domains.length} lead to SendGrid`);
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : ok(check, `all ${found.length} lead to SendGrid`);
}

async function lookedUp({ domain }: ReplyDomain, mailServersOf: MailServersOf): Promise<Finding> {
  const create = `create the DNS record ${recordFor(domain)}; replies get lost until then`;
  let servers: readonly string[];
  try {
    servers = await mailServersOf(domain);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === 'ENOTFOUND' || code === 'ENODATA') return failed(check, `${domain} has no MX record`, create);
    const why = typeof code === 'string' ? code : wordsOf(error);
    return skipped(
      check,
      `${domain} could not be looked up (${why})`,
      `check by hand that it has the record ${recordFor(domain)}`,
    );
  }
  if (servers.length === 0) return failed(check, `${domain} has no MX record`, create);
  const others = servers.map((server) => server.toLowerCase()).filter((server) => !isOfSendGrid(server));
  if (others.length === 0) return ok(check, `${domain} leads to SendGrid`);
  return failed(
    check,
    `${domain} leads to ${others.slice(0, 3).join(', ')}, so replies do not reach SendGrid`,
    `give it only the record ${recordFor(domain)}; if other emails are received there, use another reply domain`,
  );
}

const recordFor = (domain: string) => `"${domain} MX 10 mx.sendgrid.net"`;

const isOfSendGrid = (server: string) => `.${server}`.endsWith('.sendgrid.net');

function isHere(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
