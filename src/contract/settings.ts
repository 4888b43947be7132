import { z } from 'zod';
import { EmailAddress, Locale, text, WebUrl } from './primitives.ts';

const seconds = (fallback: number) => z.int().min(0).max(604_800).default(fallback);

/** What of a conversation is mailed to a visitor who left (design R3). */
export const ForwardingChoice = z.enum(['nothing', 'unreadReplies', 'transcript']);
export type ForwardingChoice = z.infer<typeof ForwardingChoice>;

const FormRule = z.enum(['off', 'optional', 'required']);

const Timing = z.strictObject({
  afterLeavingSeconds: seconds(300),
  afterInactivitySeconds: seconds(1_800),
  settleSeconds: seconds(60),
  settleMaxSeconds: seconds(300),
  silenceSeconds: seconds(90),
});

const Content = z.strictObject({
  contextMessages: z.int().min(0).max(100).default(4),
  shortConversationMessages: z.int().min(0).max(100).default(10),
  forwardWithinDays: z.int().min(1).max(365).default(30),
  body: z.enum(['full', 'notice']).default('full'),
});

const ContactForm = z.strictObject({ online: FormRule.default('optional'), offline: FormRule.default('optional') });

const Identity = z.strictObject({ captureEmailFromMessages: z.boolean().default(true) });

const DeliverySettings = z.strictObject({
  paused: z.boolean().default(false),
  retryForSeconds: seconds(3_600),
  awaitReportSeconds: seconds(1_800),
  onUnknown: z.enum(['resend', 'park']).default('resend'),
  maxMailsPerHour: z.int().min(1).max(1_000).default(10),
  otherSender: z.enum(['flag', 'reject']).default('flag'),
});

const Sender = z.strictObject({
  name: text(1, 80),
  address: EmailAddress,
  replyDomain: z
    .string()
    .max(253)
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i, 'must be a domain name such as reply.acme.example')
    .nullable()
    .default(null),
});

const Brand = z.strictObject({
  siteUrl: WebUrl.nullable().default(null),
  allowedOrigins: z.array(WebUrl).max(50).default([]),
  logoUrl: WebUrl.nullable().default(null),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b7a75')
    .default('#0b7a75'),
});

const Retention = z.strictObject({
  sentMailDays: z.int().min(1).max(3_650).default(90),
  rawInboundDays: z.int().min(1).max(3_650).default(90),
});

/** An account's settings, whole and with every default in its one place (api.md Settings). */
export const Settings = z
  .strictObject({
    emailForwarding: ForwardingChoice.default('unreadReplies'),
    timing: Timing.prefault({}),
    content: Content.prefault({}),
    contactForm: ContactForm.prefault({}),
    identity: Identity.prefault({}),
    delivery: DeliverySettings.prefault({}),
    sender: Sender.nullable().default(null),
    brand: Brand.prefault({}),
    retention: Retention.prefault({}),
    locale: Locale.default('en'),
  })
  .refine((settings) => settings.timing.settleMaxSeconds >= settings.timing.settleSeconds, {
    path: ['timing', 'settleMaxSeconds'],
    error: 'must not be less than settleSeconds',
  })
  .refine((settings) => settings.emailForwarding === 'nothing' || settings.sender !== null, {
    path: ['sender'],
    error: 'is needed before emailForwarding can be anything but nothing: set sender {name, address}',
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

/** Deeper than any setting stands, and harmless to walk down. */
const deepest = 8;

const partOfSettings = z.unknown().refine((value) => !isNested(value, deepest), 'is nested too deeply');

/** What PATCH takes: an RFC 7396 merge patch, read as settings once it is applied. */
export const SettingsPatch = z
  .strictObject(
    Object.fromEntries(Object.keys(Settings.shape).map((group) => [group, partOfSettings.optional()])) as {
      [Group in keyof Settings]: z.ZodOptional<z.ZodUnknown>;
    },
  )
  .meta({ id: 'SettingsPatch', description: 'an RFC 7396 merge patch' });

function isNested(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isNested(part, levels - 1));
}
