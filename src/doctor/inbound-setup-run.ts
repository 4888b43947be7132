import type { Config } from '../config.ts';
import { type CallAccount, sendGridCall } from '../mail/sendgrid-account.ts';
import { listSenders } from '../store/accounts/accounts.ts';
import { connectStore } from '../store/mongo/store.ts';
import { neededScope, postedUrls, readInboundParse } from './inbound-account.ts';
import { performStep, planSetup, policyFor, type SetupPlan } from './inbound-setup.ts';
import { replyDomainsOf } from './reply-domains.ts';
import { notRead } from './sendgrid-key.ts';

export type FoundPlan =
  | { readonly kind: 'plan'; readonly plan: SetupPlan; readonly domains: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * What has to be done at SendGrid for the reply domains of the accounts. Changes nothing.
 *
 * @param accountId null: all accounts
 */
export async function planFor(config: Config, accountId: string | null): Promise<FoundPlan> {
  const refused = (why: string): FoundPlan => ({ kind: 'refused', why });
  const [url] = postedUrls(config) ?? [];
  if (config.PUBLIC_URL === undefined) return refused('set PUBLIC_URL, the address at which SendGrid reaches the API');
  if (url === undefined)
    return refused(
      'set INBOUND_PARSE_SECRET to a long random word for the API and for this command, and restart the API',
    );
  const store = connectStore(config.MONGODB_URI, config.MONGODB_DATABASE);
  const senders = await listSenders(store, accountId).finally(() => store.close());
  const domains = replyDomainsOf(senders).map(({ domain }) => domain);
  if (domains.length === 0)
    return refused(
      'no account has a reply domain: PATCH /v1/settings {"sender": {"replyDomain": "reply.acme.example"}}',
    );
  const call = callOf(config);
  const found = await readInboundParse((path) => call('GET', path));
  if ('status' in found) {
    const { says, todo } = notRead('SendGrid replies', found, neededScope);
    return refused(`${says}: ${todo}`);
  }
  return { kind: 'plan', plan: planSetup({ ...found, domains, url, keys: config.INBOUND_PARSE_PUBLIC_KEYS }), domains };
}

/** Does what the plan says. Throws SetupError at the first step that SendGrid refuses; run again, it does the rest. */
export async function perform(config: Config, plan: SetupPlan): Promise<{ readonly publicKey: string }> {
  const call = callOf(config);
  const policy = await policyFor(plan, call);
  if (!plan.keyComesFirst) for (const step of plan.steps) await performStep(step, plan.url, policy, call);
  return { publicKey: policy.signature?.public_key ?? '' };
}

function callOf(config: Config): CallAccount {
  const access = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL };
  return sendGridCall(access, config.SENDGRID_TIMEOUT_SECONDS * 1_000);
}
