import { z } from 'zod';
import { OriginPattern } from './origin.ts';
import { EmailAddress, Locale, text, WebUrl } from './primitives.ts';

const seconds = (fallback: number) => z.int().min(0).max(604_800).default(fallback);

/** What of a conversation is mailed to a visitor who left (design R3). */
export const ForwardingChoice = z
  .enum(['nothing', 'unreadReplies', 'transcript'])
  .describe('what is mailed to a visitor who left: nothing, the replies they have not read, or the whole conversation');
export type ForwardingChoice = z.infer<typeof ForwardingChoice>;

/** What the contact form is to a visitor whose address is not known. */
export const FormRule = z.enum(['off', 'optional', 'required']);

const Timing = z.strictObject({
  afterLeavingSeconds: seconds(300).describe('mail is due so long after the visitor left'),
  afterInactivitySeconds: seconds(1_800).describe('or so long after their last activity'),
  settleSeconds: seconds(60).describe(
    'but not before the agent has been silent so long, for several replies make one mail',
  ),
  settleMaxSeconds: seconds(300).describe('at most so long; not less than settleSeconds'),
  silenceSeconds: seconds(90).describe('a visitor without a heartbeat for so long has left'),
  agentsAwayGraceSeconds: seconds(10).describe(
    'mail is due once all agents were offline or invisible for so long: one whose connection comes and goes mails nobody',
  ),
});

const Content = z.strictObject({
  contextMessages: z.int().min(0).max(100).default(4).describe('messages shown before the first new one'),
  shortConversationMessages: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('a conversation of at most so many is mailed whole'),
  forwardWithinDays: z.int().min(1).max(365).default(30).describe('a reply older than that is never mailed'),
  body: z.enum(['full', 'notice']).default('full').describe('the messages themselves, or only a notice of them'),
});

const ContactForm = z.strictObject({
  online: FormRule.default('optional').describe('while an agent is online'),
  offline: FormRule.default('optional').describe(
    'while all agents are offline or invisible; required holds messages until it is filled in',
  ),
});

const Identity = z.strictObject({
  captureEmailFromMessages: z.boolean().default(true).describe('take an address that the visitor writes in a message'),
});

/** What is promised elsewhere and not built: taken, it would do nothing, and nobody would know. */
function toCome(fields: Readonly<Record<string, string>>): z.core.$ZodErrorMap {
  return (issue) => {
    const known = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => fields[key]) : [];
    return known.every((why) => why !== undefined) ? known[0] : undefined;
  };
}

const DeliverySettings = z.strictObject(
  {
    paused: z.boolean().default(false).describe('mail waits until it is taken back'),
    retryForSeconds: seconds(3_600).describe('a mail that fails is tried again for so long, then parked'),
    awaitReportSeconds: seconds(1_800).describe("a send of unknown end waits so long for the provider's report"),
    onUnknown: z.enum(['resend', 'park']).default('resend').describe('what then becomes of it'),
    maxMailsPerHour: z.int().min(1).max(1_000).default(10).describe('at most so many to one conversation'),
  },
  { error: toCome({ otherSender: 'is not available yet: replies by mail are not read' }) },
);

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
    .describe('the domain whose mail comes back here'),
});

const Origins = z.array(OriginPattern).max(50).default([]);

const Inbox = z.strictObject({
  allowedOrigins: Origins.describe(
    "the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins",
  ),
});

const Brand = z.strictObject({
  siteUrl: WebUrl.nullable()
    .default(null)
    .describe('where a mail leads when the conversation has no page, or one elsewhere'),
  allowedOrigins: Origins.describe(
    'the sites that may embed the chat, and to whose pages a mail may lead: https://acme.example, or https://*.acme.example for all below it',
  ),
  logoUrl: WebUrl.nullable().default(null),
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour such as #0b7a75')
    .default('#0b7a75')
    .describe("of the mail's button"),
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
    sender: Sender.nullable()
      .default(null)
      .describe('in whose name mails go out; needed unless emailForwarding is nothing'),
    brand: Brand.prefault({}),
    inbox: Inbox.prefault({}),
    locale: Locale.default('en').describe('of mails to visitors whose own is not known'),
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

const defaults = Settings.parse({ emailForwarding: 'nothing' });

/** An account's settings as they were stored: with the default of each that was added since, without those that are gone. */
export function wholeSettings(stored: Settings): Settings {
  const groups = Object.entries(defaults).map(([group, ofGroup]) => {
    const given = stored[group as keyof Settings];
    if (typeof given !== 'object' || given === null || ofGroup === null) return [group, given ?? ofGroup];
    const kept = Object.entries(given).filter(([field]) => field in (ofGroup as object));
    return [group, { ...(ofGroup as object), ...Object.fromEntries(kept) }];
  });
  return Object.fromEntries(groups) as Settings;
}

/** What a change answers. GET has no warnings: its answer can be sent back as a patch. */
export const ChangedSettings = z
  .strictObject({
    ...Settings.shape,
    warnings: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .describe('what may be set so, and yet is hardly what you want; left out if there is nothing'),
  })
  .meta({ id: 'ChangedSettings' });
export type ChangedSettings = z.infer<typeof ChangedSettings>;

/** Deeper than any setting stands, and harmless to walk down. */
const deepest = 8;

const partOfSettings = z.unknown().refine((value) => !isNested(value, deepest), 'is nested too deeply');

/** What PATCH takes: an RFC 7396 merge patch, read as settings once it is applied. */
export const SettingsPatch = z
  .strictObject(
    Object.fromEntries(Object.keys(Settings.shape).map((group) => [group, partOfSettings.optional()])) as {
      [Group in keyof Settings]: z.ZodOptional<z.ZodUnknown>;
    },
    { error: toCome({ retention: 'is not available yet: nothing is deleted by its age' }) },
  )
  .meta({ id: 'SettingsPatch', description: 'an RFC 7396 merge patch' });

function isNested(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isNested(part, levels - 1));
}
