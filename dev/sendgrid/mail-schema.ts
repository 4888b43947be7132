import { z } from 'zod';
import { readAddress } from '../../src/contract/email-address.ts';

/** An address as SendGrid accepts it: a local part must be quoted where that is necessary. */
const Address = z.strictObject({
  email: z.string().refine(isAddress, 'Does not contain a valid address.').meta({ format: 'email' }),
  name: z.string().optional(),
});

function isAddress(text: string): boolean {
  const address = readAddress(text);
  return address !== null && text === text.trim() && (text.startsWith('"') || !address.local.startsWith('"'));
}

const Texts = z.record(z.string(), z.string());
const Switch = z.strictObject({ enable: z.boolean().optional() });

/** Without `;` and line ends, which would begin further parameters or headers in the MIME part. */
const MediaType = z
  .string()
  .min(1)
  .refine((type) => /^[^;\r\n]*$/.test(type), "The type cannot contain ';' or CRLF characters.");

const Personalization = z.strictObject({
  from: Address.optional(),
  to: z
    .array(Address)
    .min(
      1,
      'The to array is required for all personalization objects, and must have at least one email object with a valid email address.',
    ),
  cc: z.array(Address).max(1_000).optional(),
  bcc: z.array(Address).max(1_000).optional(),
  subject: z.string().min(1).optional(),
  headers: Texts.optional(),
  substitutions: Texts.optional(),
  dynamic_template_data: z.record(z.string(), z.unknown()).optional(),
  custom_args: Texts.optional(),
  send_at: z.int().optional(),
});

const Attachment = z.strictObject({
  content: z
    .string()
    .min(1)
    .refine((content) => /^[A-Za-z0-9+/]*={0,2}$/.test(content), 'The attachment content must be base64 encoded.'),
  type: MediaType.optional(),
  filename: z.string(),
  disposition: z.enum(['inline', 'attachment']).optional(),
  content_id: z.string().optional(),
});

const MailSettings = z.strictObject({
  bypass_list_management: Switch.optional(),
  bypass_spam_management: Switch.optional(),
  bypass_bounce_management: Switch.optional(),
  bypass_unsubscribe_management: Switch.optional(),
  footer: Switch.extend({ text: z.string().optional(), html: z.string().optional() }).optional(),
  sandbox_mode: Switch.optional(),
});

const TrackingSettings = z.strictObject({
  click_tracking: Switch.extend({ enable_text: z.boolean().optional() }).optional(),
  open_tracking: Switch.extend({ substitution_tag: z.string().optional() }).optional(),
  subscription_tracking: Switch.extend({
    text: z.string().optional(),
    html: z.string().optional(),
    substitution_tag: z.string().optional(),
  }).optional(),
  ganalytics: Switch.extend({
    utm_source: z.string().optional(),
    utm_medium: z.string().optional(),
    utm_term: z.string().optional(),
    utm_content: z.string().optional(),
    utm_campaign: z.string().optional(),
  }).optional(),
});

/** The fields of a mail send and their own limits; rules between fields are in mail-rules.ts. */
export const MailFields = z.strictObject({
  personalizations: z.array(Personalization).min(1, 'You must have at least one personalization.').max(1_000),
  from: Address,
  reply_to: Address.optional(),
  reply_to_list: z.array(Address).max(1_000).meta({ uniqueItems: true }).optional(),
  subject: z.string().min(1).optional(),
  content: z.array(z.strictObject({ type: MediaType, value: z.string().min(1) })).optional(),
  attachments: z.array(Attachment).optional(),
  template_id: z.string().optional(),
  headers: Texts.optional(),
  categories: z.array(z.string().max(255)).max(10).meta({ uniqueItems: true }).optional(),
  custom_args: Texts.optional(),
  send_at: z.int().optional(),
  batch_id: z.string().optional(),
  asm: z.strictObject({ group_id: z.int(), groups_to_display: z.array(z.int()).max(25).optional() }).optional(),
  ip_pool_name: z.string().min(2).max(64).optional(),
  mail_settings: MailSettings.optional(),
  tracking_settings: TrackingSettings.optional(),
});
