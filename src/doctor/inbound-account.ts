import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { AccountAnswer } from '../mail/sendgrid-account.ts';
import { readWebhookKeys } from '../mail/webhook-signature.ts';

/** What SendGrid says about a host whose emails are posted (`/v3/user/webhooks/parse/settings`). */
const ParseSetting = z.object({
  hostname: z.string(),
  url: z.string().default(''),
  send_raw: z.boolean().default(false),
  spam_check: z.boolean().default(false),
  /** Not in the published description; null where it is not shown. */
  security_policy: z
    .string()
    .nullish()
    .transform((id) => id || null),
});
export type ParseSetting = z.infer<typeof ParseSetting>;

const Policy = z.object({
  id: z.string(),
  name: z.string().default(''),
  signature: z.object({ public_key: z.string().default('') }).nullish(),
});
export type SecurityPolicy = z.infer<typeof Policy>;
export const CreatedPolicy = z.object({ policy: Policy });

const Settings = z.object({ result: z.array(ParseSetting) });
const Policies = z.object({ policies: z.array(Policy).nullish() });

export const neededScope = 'user.webhooks.parse.settings.read';

export interface InboundParse {
  readonly settings: readonly ParseSetting[];
  readonly policies: readonly SecurityPolicy[];
}

/** What is set up for emails that come in; or the answer that does not say so. */
export async function readInboundParse(
  read: (url: string) => Promise<AccountAnswer>,
): Promise<InboundParse | AccountAnswer> {
  const [settings, policies] = [
    await read('/v3/user/webhooks/parse/settings'),
    await read('/v3/user/webhooks/security/policies'),
  ];
  const parsed = { settings: Settings.safeParse(settings.body), policies: Policies.safeParse(policies.body) };
  if (settings.status !== 200 || !parsed.settings.success) return settings;
  if (policies.status !== 200 || !parsed.policies.success) return policies;
  return { settings: parsed.settings.data.result, policies: parsed.policies.data.policies ?? [] };
}

export type InboundConfig = Pick<Config, 'PUBLIC_URL' | 'INBOUND_PARSE_SECRET' | 'INBOUND_PARSE_PUBLIC_KEYS'>;

/** Where emails are to be posted, one for each secret; null if the environment does not say. */
export function postedUrls({
  PUBLIC_URL: base,
  INBOUND_PARSE_SECRET: secrets,
}: InboundConfig): readonly string[] | null {
  if (base === undefined || secrets.length === 0) return null;
  return secrets.map((secret) => `${base}/webhooks/sendgrid/inbound/${secret}`);
}

/** What to say of an address whose last part may be a secret. */
export const withoutSecret = (url: string) => `${url.slice(0, url.lastIndexOf('/') + 1)}…`;

/** The policy's key, if it signs; null if it does not, or if its key cannot be read. */
export function keyOfPolicy({ signature }: SecurityPolicy): KeyObject | null {
  return readWebhookKeys(signature?.public_key ?? '')?.[0] ?? null;
}

export function isKnown(policy: SecurityPolicy, known: readonly KeyObject[]): boolean {
  const key = keyOfPolicy(policy);
  return key !== null && known.some((one) => one.equals(key));
}
