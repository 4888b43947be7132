import { Hono } from 'hono';
import { authenticatedDomains, type Senders, verifiedSenders } from './senders.ts';
import { sendGridErrors } from './sendgrid-errors.ts';

export interface SettingsDeps {
  /** Where reports go; null: the account has no Event Webhook. */
  readonly webhookUrl: string | null;
  /** Of the signing key, as SendGrid shows it. */
  readonly publicKey: string;
  readonly senders: () => Senders;
}

const webhookId = 'the-only-one';

/** What the account is set to, read-only as far as a check of a deployment asks. */
export const settingsRoutes = ({ webhookUrl, publicKey, senders }: SettingsDeps) => {
  const webhook = { ...webhookSettings, url: webhookUrl ?? '', enabled: webhookUrl !== null, public_key: publicKey };
  return new Hono()
    .get('/user/webhooks/event/settings', (c) => c.json(webhook))
    .get('/user/webhooks/event/settings/all', (c) => c.json({ max_allowed: 1, webhooks: [webhook] }))
    .get('/user/webhooks/event/settings/signed', (c) => c.json({ id: webhookId, public_key: publicKey }))
    .get('/user/webhooks/event/settings/signed/:id', (c) => {
      if (c.req.param('id') !== webhookId) return c.json(sendGridErrors('not found', 'id'), 404);
      return c.json({ id: webhookId, public_key: publicKey });
    })
    .get('/whitelabel/domains', (c) => c.json(authenticatedDomains(senders(), c.req.query('domain') ?? null)))
    .get('/verified_senders', (c) => c.json(verifiedSenders(senders())));
};

/** The reports that this server makes are on, those of tracking and of groups off. */
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
