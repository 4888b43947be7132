import { type Config, channelKeysOf, graphOf } from '../config.ts';
import { sendGrid } from '../mail/sendgrid.ts';
import { sendGridAccount } from '../mail/sendgrid-account.ts';
import { listSenders } from '../store/accounts/accounts.ts';
import { connectionsAfter, listConnections, maxConnections, opened } from '../store/accounts/channel-connections.ts';
import { connectStore, type Store } from '../store/mongo/store.ts';
import { type Finding, failed, skipped } from './check.ts';
import { checkEventWebhook } from './event-webhook.ts';
import { checkInboundParse, inboundCheck } from './inbound-parse.ts';
import { askPages } from './meta-pages.ts';
import { checkMetaPermissions } from './meta-permissions.ts';
import { checkMetaTokens } from './meta-tokens.ts';
import { checkMetaVersion } from './meta-version.ts';
import { checkMetaWebhooks } from './meta-webhooks.ts';
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
    const ofMeta = await checkMeta(store);
    return [ofSenders, inbound, servers, ...ofMeta, await checkTestMail(store, senders[0] ?? null)];
  }

  /** Nothing for an installation without connections. */
  async function checkMeta(store: Store): Promise<readonly Finding[]> {
    const { accountId } = options;
    const connections = await (accountId === null
      ? connectionsAfter(store, null, maxConnections)
      : listConnections(store, accountId));
    if (connections.length === 0) return [];
    const keys = channelKeysOf(config);
    const pages = await askPages(
      graphOf(config),
      connections.map((one) => opened(keys, one)),
    );
    return [
      checkMetaTokens(pages),
      checkMetaPermissions(pages),
      checkMetaWebhooks(pages, config),
      checkMetaVersion(pages),
    ];
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
