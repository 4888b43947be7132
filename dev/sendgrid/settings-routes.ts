import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Account } from './account.ts';
import { type ParseDeps, parseRoutes } from './inbound/parse-routes.ts';
import { authenticatedDomains, type Senders, verifiedSenders } from './senders.ts';
import { sendGridErrors } from './sendgrid-errors.ts';

export interface SettingsDeps {
  /** Where reports go; null: the account has no Event Webhook. */
  readonly webhookUrl: string | null;
  /** The public key of the reports, as SendGrid shows it. */
  readonly publicKey: string;
  readonly senders: () => Senders;
  readonly account: () => Account;
  readonly parse: ParseDeps;
}

const webhookId = 'the-only-one';

/** The account's settings as far as the check of a deployment needs them; only those of Inbound Parse can be changed. */
export const settingsRoutes = ({ webhookUrl, publicKey, senders, account, parse }: SettingsDeps) => {
  const shownKey = () => (account().signsReports ? publicKey : '');
  const webhook = () => ({
    ...webhookSettings,
    url: webhookUrl ?? '',
    enabled: webhookUrl !== null,
    public_key: shownKey(),
  });
  const withScope = (scope: string | ((method: string) => string)) =>
    createMiddleware(async (c, next) => {
      if (!account().scopes.includes(typeof scope === 'string' ? scope : scope(c.req.method)))
        return c.json(sendGridErrors('access forbidden'), 403);
      return next();
    });
  return new Hono()
    .use('/user/webhooks/event/*', withScope('user.webhooks.event.settings.read'))
    .use('/whitelabel/*', withScope('whitelabel.read'))
    .use('/user/webhooks/parse/*', withScope(parseScope))
    .use('/user/webhooks/security/*', withScope(parseScope))
    .get('/scopes', (c) => c.json({ scopes: account().scopes }))
    .get('/user/webhooks/event/settings', (c) => c.json(webhook()))
    .get('/user/webhooks/event/settings/all', (c) => c.json({ max_allowed: 1, webhooks: [webhook()] }))
    .get('/user/webhooks/event/settings/signed', (c) => c.json({ id: webhookId, public_key: shownKey() }))
    .get('/user/webhooks/event/settings/signed/:id', (c) => {
      if (c.req.param('id') !== webhookId) return c.json(sendGridErrors('not found', 'id'), 404);
      return c.json({ id: webhookId, public_key: shownKey() });
    })
    .get('/whitelabel/domains', (c) => c.json(authenticatedDomains(senders(), c.req.query('domain') ?? null)))
    .get('/verified_senders', (c) => c.json(verifiedSenders(senders())))
    .route('/', parseRoutes(parse));
};

const parseScope = (method: string): string => {
  const rights: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'update', DELETE: 'delete' };
  return `user.webhooks.parse.settings.${rights[method] ?? 'read'}`;
};

/** The reports that this server makes are on; those of tracking and groups are off. */
const webhookSettings = {
  id: webhookId,
  friendly_name: 'afterchat',
  processed: true,
  delivered: true,
  deferred: true,
  bounce: true,
  dropped: true,
  spam_report: true,
  unsubscribe: false,
  group_unsubscribe: false,
  group_resubscribe: false,
  open: false,
  click: false,
  account_status_change: false,
};
