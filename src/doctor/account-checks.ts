import type { Config } from '../config.ts';
import { sendGridAccount } from '../mail/sendgrid-account.ts';
import type { Finding } from './check.ts';
import { checkInboundParse } from './inbound-parse.ts';
import { checkMailServers, mailServersInDns, replyDomainsOf } from './reply-domains.ts';
import { type AccountSender, checkSenders } from './senders.ts';

/** Answers within this time, whatever the provider does, in milliseconds. */
const patienceMs = 8_000;

/** What concerns one account of all that the doctor checks: its sender and its reply domain. */
export function accountChecks(config: Config): (sender: AccountSender) => Promise<readonly Finding[]> {
  const access = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL };
  const read = sendGridAccount(access, Math.min(patienceMs, config.SENDGRID_TIMEOUT_SECONDS * 1_000));
  return (sender) => {
    const domains = replyDomainsOf([sender]);
    return Promise.all([
      checkSenders(read, [sender]),
      checkInboundParse(read, config, domains),
      checkMailServers(domains, config.SENDGRID_BASE_URL, mailServersInDns),
    ]);
  };
}
