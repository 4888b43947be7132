import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type Config, withoutTrailingSlashes } from '../config.ts';
import type { ReadAccount } from '../mail/sendgrid-account.ts';
import { readWebhookKeys } from '../mail/webhook-signature.ts';
import { type Finding, failed, ok } from './check.ts';
import { notRead } from './sendgrid-key.ts';

const check = 'SendGrid reports';
const where = 'in SendGrid: Settings > Mail Settings > Event Webhooks';

/** The reports that a delivery's status follows; `deferred` is only informative. */
const needed = ['processed', 'delivered', 'deferred', 'bounce', 'dropped', 'spam_report'] as const;

const flag = z.boolean().default(false);
const Webhook = z.object({
  enabled: flag,
  url: z.string().default(''),
  public_key: z.string().nullish(),
  ...(Object.fromEntries(needed.map((event) => [event, flag])) as Record<(typeof needed)[number], typeof flag>),
});
const Webhooks = z.object({ webhooks: z.array(Webhook) });

type WebhookConfig = Pick<Config, 'PUBLIC_URL' | 'SENDGRID_WEBHOOK_PUBLIC_KEYS'>;

/** Whether SendGrid posts all needed reports to this API, signed with a key that it knows. */
export async function checkEventWebhook(read: ReadAccount, config: WebhookConfig): Promise<Finding> {
  const { PUBLIC_URL, SENDGRID_WEBHOOK_PUBLIC_KEYS: keys } = config;
  if (PUBLIC_URL === undefined)
    return failed(
      check,
      'the public address of the API is not known',
      'set PUBLIC_URL, such as https://chat.acme.example',
    );
  const url = `${PUBLIC_URL}/webhooks/sendgrid/events`;
  const answer = await read('/v3/user/webhooks/event/settings/all');
  const found = Webhooks.safeParse(answer.body);
  if (answer.status !== 200 || !found.success) return notRead(check, answer, 'user.webhooks.event.settings.read');
  const webhook = found.data.webhooks.find((one) => one.enabled && withoutTrailingSlashes(one.url) === url);
  if (webhook === undefined) return failed(check, `none are posted to ${url}`, `add and enable this address ${where}`);
  const off = needed.filter((event) => !webhook[event]);
  if (off.length > 0) return failed(check, `not posted: ${off.join(', ')}`, `turn these events on ${where}`);
  if (!webhook.public_key)
    return failed(check, 'they are not signed, so the API refuses them', `enable signature verification ${where}`);
  if (!isKnown(webhook.public_key, keys))
    return failed(
      check,
      'they are signed with a key that the API does not know, so it refuses them',
      `set SENDGRID_WEBHOOK_PUBLIC_KEYS to the verification key shown ${where}, and restart the API`,
    );
  return ok(check, `posted to ${url}, signed`);
}

function isKnown(shown: string, known: readonly KeyObject[]): boolean {
  const keys = readWebhookKeys(shown) ?? [];
  return keys.some((key) => known.some((one) => one.equals(key)));
}
