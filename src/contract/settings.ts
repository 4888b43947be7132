import { z } from 'zod';
import { fault } from './faults.ts';
import { OriginPattern } from './origin.ts';
import { EmailAddress, Locale, TimeZone, text, WebUrl } from './primitives.ts';

const seconds = (fallback: number) => z.int().min(0).max(604_800).default(fallback);

/** Which part of a conversation is emailed to a visitor who has left (design R3). */
export const ForwardingChoice = z
  .enum(['nothing', 'unreadReplies', 'transcript'])
  .describe(
    'what is emailed to a visitor who has left: nothing, the replies they have not read, or the whole conversation',
  );
export type ForwardingChoice = z.infer<typeof ForwardingChoice>;

/** How the contact form is shown to visitors whose address is not known. */
export const FormRule = z.enum(['off', 'optional', 'required']);

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00')
  .meta({ examples: ['22:00'] });

/** When no email goes out, by the visitor's clock; `to` may be on the next day (design R4, quiet hours). */
export const QuietHours = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from !== to, { path: ['to'], error: 'must not be the same as from' });
export type QuietHours = z.infer<typeof QuietHours>;

const Timing = z.strictObject({
  afterLeavingSeconds: seconds(300).describe('an email is due this long after the visitor has left'),
  afterInactivitySeconds: seconds(1_800).describe('or this long after their last activity'),
  settleSeconds: seconds(60).describe(
    'but not before the agent has been silent for this long, so that several replies make one email',
  ),
  settleMaxSeconds: seconds(300).describe('settling lasts at most this long; not less than settleSeconds'),
  silenceSeconds: seconds(90).describe('a visitor who sends no heartbeat for this long has left'),
  agentsAwayGraceSeconds: seconds(10).describe(
    'an email is due once all agents have been offline or invisible for this long, so that an unstable connection triggers no email',
  ),
  quietHours: QuietHours.nullable()
    .default(null)
    .describe(
      "emails that would go out in these hours of the visitor's time zone wait for their end, unless an agent sends them now; null: there are none",
    ),
});

const Content = z.strictObject({
  contextMessages: z
    .int()
    .min(0)
    .max(100)
    .default(4)
    .describe('how many earlier messages are shown before the first new one'),
  shortConversationMessages: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('a conversation with at most this many messages is emailed as a whole'),
  forwardWithinDays: z.int().min(1).max(365).default(30).describe('replies older than this are never emailed'),
  body: z
    .enum(['full', 'notice'])
    .default('full')
    .describe('full: the messages themselves; notice: only a notice that there are new ones'),
});

const ContactForm = z.strictObject({
  online: FormRule.default('optional').describe('while an agent is online'),
  offline: FormRule.default('optional').describe(
    'while all agents are offline or invisible; required holds messages until the form is filled in',
  ),
});

const Identity = z.strictObject({
  captureEmailFromMessages: z
    .boolean()
    .default(true)
    .describe('use an email address that the visitor writes in a message'),
});

const DeliverySettings = z.strictObject({
  paused: z
    .boolean()
    .default(false)
    .describe(
      'while this is true, nothing is sent to visitors or agents, neither emails nor messages on Messenger and Instagram',
    ),
  retryForSeconds: seconds(3_600).describe('a failing email is retried for this long, then parked'),
  awaitReportSeconds: seconds(1_800).describe(
    "how long an email whose outcome is unknown waits for the provider's report",
  ),
  onUnknown: z.enum(['resend', 'park']).default('resend').describe('what happens to it after that'),
  maxMailsPerHour: z.int().min(1).max(1_000).default(10).describe('the most emails per hour to one conversation'),
  otherSender: z
    .enum(['flag', 'reject'])
    .default('flag')
    .describe(
      "what happens to a reply by email from an address other than the visitor's: flag shows it as a flagged message, reject makes it a dead letter",
    ),
});

export const OutsideWindow = z.enum(['notSent', 'email']);

const Channels = z.strictObject({
  outsideWindow: OutsideWindow.default('notSent').describe(
    "what happens to an agent's reply on Messenger or Instagram once the platform allows no answer: notSent keeps it until the visitor writes again; email emails it, if the visitor's address is known",
  ),
});

const Sender = z.strictObject({
  name: text(1, 80),
  address: EmailAddress,
  replyDomain: z
    .string()
    .max(253)
    .regex(
      /^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/,
      'must be a domain name such as reply.acme.example',
    )
    .nullable()
    .default(null)
    .describe(
      'a domain of yours at which the visitor answers by email; without one, emails say that answers are not read',
    ),
});

/** At most as many as one message may have at all (docs/limits.md). */
export const maxAttachments = 10;
export const maxAttachmentBytes = 20 * 1_024 * 1_024;

const Attachments = z.strictObject({
  maxFiles: z.int().min(0).max(maxAttachments).default(maxAttachments).describe('how many files a message may have'),
  maxBytes: z
    .int()
    .min(0)
    .max(maxAttachmentBytes)
    .default(maxAttachmentBytes)
    .describe('how many bytes they may have in all'),
});

const Origins = z.array(OriginPattern).max(50).default([]);

const Inbox = z.strictObject({
  allowedOrigins: Origins.describe(
    "the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins",
  ),
  notifyAgentsAfterSeconds: z
    .int()
    .min(1)
    .max(604_800)
    .nullable()
    .default(null)
    .describe(
      'agents are emailed once a visitor has waited this long for an answer: the assignee, else those who are online, else all; null: nobody is',
    ),
});

const Brand = z.strictObject({
  siteUrl: WebUrl.nullable()
    .default(null)
    .describe('where emails link to if the conversation has no page, or one on another site'),
  allowedOrigins: Origins.describe(
    'the sites that may embed the chat and whose pages emails may link to: https://acme.example, or https://*.acme.example for all its subdomains',
  ),
  logoUrl: WebUrl.nullable().default(null),
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour such as #0b7a75')
    .default('#0b7a75')
    .describe("the colour of the email's button"),
});

const days = (byDefault: number) => z.int().min(1).max(3_650).default(byDefault);

const Retention = z.strictObject({
  sentMailDays: days(90).describe(
    'for how many days the text of an email is kept as it was sent; longer while it may still be sent or repeated',
  ),
  rawInboundDays: days(90).describe(
    "for how many days a visitor's email is kept as it arrived; the message that it became stays",
  ),
  auditDays: days(365).describe('for how many days it is kept who did what; of the records that are made from now on'),
});

/** An account's settings. This is the only place for their defaults (api.md Settings). */
export const Settings = z
  .strictObject({
    emailForwarding: ForwardingChoice.default('unreadReplies'),
    timing: Timing.prefault({}).describe('when an email is due'),
    content: Content.prefault({}).describe('what an email contains'),
    contactForm: ContactForm.prefault({}).describe('whether visitors without an address are asked for one'),
    identity: Identity.prefault({}).describe('how visitors are identified'),
    delivery: DeliverySettings.prefault({}).describe('how emails are sent, and what happens when that fails'),
    channels: Channels.prefault({}).describe('answers on Messenger and Instagram'),
    sender: Sender.nullable().default(null).describe('who emails are from; required unless emailForwarding is nothing'),
    attachments: Attachments.prefault({}).describe('the files of messages'),
    brand: Brand.prefault({}).describe('your site, and how emails look'),
    inbox: Inbox.prefault({}).describe('the pages on which agents work'),
    retention: Retention.prefault({}).describe('for how long emails are kept in full'),
    timeZone: TimeZone.default('UTC').describe(
      'the time zone of visitors whose own is not known, for quiet hours and the times in their emails',
    ),
    locale: Locale.default('en').describe('the language of emails to visitors whose own is not known'),
  })
  .refine((settings) => settings.timing.settleMaxSeconds >= settings.timing.settleSeconds, {
    path: ['timing', 'settleMaxSeconds'],
    error: 'must not be less than settleSeconds',
  })
  .refine((settings) => settings.emailForwarding === 'nothing' || settings.sender !== null, {
    path: ['sender'],
    error: 'is required unless emailForwarding is nothing: set sender {name, address}',
    params: fault('missing'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

/** What an account has that has chosen nothing. */
export const defaultSettings = Settings.parse({ emailForwarding: 'nothing' });

const whole = new WeakMap<Settings, Settings>();

/**
 * Stored settings, completed with the defaults of settings added since and without those that no longer exist. Worked
 * out once for each object, because one look or change asks for it several times.
 */
export function wholeSettings(stored: Settings): Settings {
  const known = whole.get(stored) ?? completed(stored);
  whole.set(stored, known);
  return known;
}

function completed(stored: Settings): Settings {
  const groups = Object.entries(defaultSettings).map(([group, ofGroup]) => {
    const given = stored[group as keyof Settings];
    if (typeof given !== 'object' || given === null || ofGroup === null) return [group, given ?? ofGroup];
    const kept = Object.entries(given).filter(([field]) => field in (ofGroup as object));
    return [group, { ...(ofGroup as object), ...Object.fromEntries(kept) }];
  });
  return Object.fromEntries(groups) as Settings;
}

/** The answer to a change. GET answers without warnings, so that its answer can be sent back as a patch. */
export const ChangedSettings = z
  .strictObject({
    ...Settings.shape,
    warnings: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .describe('settings that are valid but probably not what you want; absent if there are none'),
  })
  .meta({ id: 'ChangedSettings' });
export type ChangedSettings = z.infer<typeof ChangedSettings>;

/** Deeper than any setting, and still cheap to walk. */
const deepest = 8;

const partOfSettings = z.unknown().refine((value) => !isNested(value, deepest), 'is nested too deeply');

/** The body of PATCH: an RFC 7396 merge patch, validated as settings once it is applied. */
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
