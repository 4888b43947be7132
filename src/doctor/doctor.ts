import type { Config } from '../config.ts';
import { sendGrid } from '../mail/sendgrid.ts';
import { sendGridAccount } from '../mail/sendgrid-account.ts';
import { listSenders } from '../store/accounts/accounts.ts';
import { connectStore, type Store } from '../store/mongo/store.ts';
import { type Finding, failed, skipped } from './check.ts';
import { checkEventWebhook } from './event-webhook.ts';
import { checkMongoDb } from './mongodb.ts';
import { type AccountSender, checkSenders, howToSetSender, sendersCheck } from './senders.ts';
import { checkKey } from './sendgrid-key.ts';
import { checkTemporal } from './temporal.ts';
import { sendTestMail, testMail } from './test-mail.ts';

export interface DoctorOptions {
  /** Whose sender to check; every account's with null. */
  readonly accountId: string | null;
  /** Where a test mail goes; none is sent with null. */
  readonly mailTo: string | null;
  readonly waitMs: number;
  readonly clock: () => number;
}

/** Looks at all that the service needs, each part whatever the others say. Changes nothing but for a test mail. */
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
    return [await checkSenders(read, senders), await checkTheWay(store, senders[0] ?? null)];
  }

  async function checkTheWay(store: Store, sender: AccountSender | null): Promise<Finding> {
    const { mailTo: to, waitMs } = options;
    if (to === null)
      return skipped(testMail, 'not sent', 'afterchat doctor --mail you@example.com sends one and awaits its report');
    if (sender === null) return failed(testMail, 'no account has a sender', howToSetSender);
    return sendTestMail(store, sendGrid({ ...access, timeoutMs }), { to, sender, waitMs });
  }
}

const withoutMongoDb = [sendersCheck, testMail].map((check) =>
  skipped(check, 'MongoDB is away, which holds the accounts', 'see to MongoDB first'),
);
