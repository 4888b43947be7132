import type { Config } from '../config.ts';
import { sendGrid } from '../mail/sendgrid.ts';
import { sendGridAccount } from '../mail/sendgrid-account.ts';
import { listSenders } from '../store/accounts/accounts.ts';
import { connectStore, type Store } from '../store/mongo/store.ts';
import { type Finding, failed, skipped } from './check.ts';
import { checkEventWebhook } from './event-webhook.ts';
import { checkInboundParse, inboundCheck } from './inbound-parse.ts';
import { checkMongoDb } from './mongodb.ts';
import { checkMailServers, type MailServersOf, mailServersInDns, mxCheck, replyDomainsOf } from './reply-domains.ts';
import { type AccountSender, checkSenders, howToSetSender, sendersCheck } from './senders.ts';
import { checkKey } from './sendgrid-key.ts';
import { checkTemporal } from './temporal.ts';
import { sendTestMail, testMail } from './test-mail.ts';

export interface DoctorOptions {
  /** The account whose sender to check; null: all accounts. */
  readonly accountId: string | null;
  /** Where to send a test email; null: none is sent. */
  readonly mailTo: string | null;
  readonly waitMs: number;
  readonly clock: () => number;
  /** Looks up MX records; by default in DNS. */
  readonly mailServersOf?: MailServersOf | undefined;
}

/** Checks everything the service needs, each part independently. Changes nothing; at most it sends a test email. */
export async function examine(config: Config, options: DoctorOptions): Promise<readonly Finding[]> {
  const timeoutMs = config.SENDGRID_TIMEOUT_SECONDS * 1_000;
  const access = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL };
  const read = sendGridAccount(access, timeoutMs);
  const store = connectStore(config.MONGODB_URI, config.MONGODB_DATABASE);
  try {
    const [mongodb, temporal, key, webhook] = await Promise.all([
      checkMongoDb(store, options.clock),
      checkTemporal(config),
      checkKey(read, options.clock),
      checkEventWebhook(read, config),
    ]);
    const isAway = mongodb.some(({ check, state }) => check === 'MongoDB' && state === 'failed');
    const ofAccounts = isAway ? withoutMongoDb : await checkAccounts(store);
    return [...mongodb, ...temporal, ...key, webhook, ...ofAccounts];
  } finally {
    await store.close();
  }

  async function checkAccounts(store: Store): Promise<readonly Finding[]> {
    const senders = await listSenders(store, options.accountId);
    const domains = replyDomainsOf(senders);
    const { mailServersOf = mailServersInDns } = options;
    const [ofSenders, inbound, servers] = await Promise.all([
      checkSenders(read, senders),
      checkInboundParse(read, config, domains),
      checkMailServers(domains, config.SENDGRID_BASE_URL, mailServersOf),
    ]);
    return [ofSenders, inbound, servers, await checkTestMail(store, senders[0] ?? null)];
  }

  async function checkTestMail(store: Store, sender: AccountSender | null): Promise<Finding> {
    const { mailTo: to, waitMs } = options;
    if (to === null)
      return skipped(
        testMail,
        'not sent',
        'afterchat doctor --mail you@example.com sends one and waits for its report',
      );
    if (sender === null) return failed(testMail, 'no account has a sender', howToSetSender);
    return sendTestMail(store, sendGrid({ ...access, timeoutMs }), { to, sender, waitMs });
  }
}

const withoutMongoDb = [sendersCheck, inboundCheck, mxCheck, testMail].map((check) =>
  skipped(check, 'MongoDB, which holds the accounts, is unavailable', 'repair MongoDB first'),
);
