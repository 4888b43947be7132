import { z } from 'zod';
import { EmailAddress, Id, Locale, page, Timestamp, visibleText, WebUrl } from './primitives.ts';
import { ForwardingChoice, OutsideWindow, QuietHours } from './settings.ts';

const StatusName = z.enum(['online', 'offline', 'invisible']);

/** What an agent may do in the inbox: `agent` has the scope `inbox`, `admin` every scope. */
export const roles = ['agent', 'admin'] as const;
export type Role = (typeof roles)[number];

export const PutAgent = z
  .strictObject({
    name: visibleText(200),
    email: EmailAddress.nullable().optional(),
    avatarUrl: WebUrl.nullable().optional(),
    role: z
      .enum(roles)
      .optional()
      .describe(
        'what they may do once they have signed in: `agent` has the scope `inbox`, `admin` every scope; omitted: as it is, and `agent` for a new one',
      ),
  })
  .meta({ id: 'PutAgent' });

export const PutStatus = z
  .strictObject({
    status: StatusName,
    expiresInSeconds: z
      .int()
      .min(30, 'must be at least 30')
      .max(604_800)
      .nullable()
      .optional()
      .describe('a lease, after which the agent counts as offline; null or omitted: no lease'),
  })
  .meta({ id: 'PutStatus' });

export const AgentStatus = z
  .object({ status: StatusName, since: Timestamp, expiresAt: Timestamp.nullable() })
  .meta({ id: 'AgentStatus' });

export const Agent = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    role: z.enum(roles),
    status: AgentStatus.nullable().meta({ description: 'null until a first status is set' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof Agent>;

const choices = {
  sendWith: z.enum(['enter', 'ctrlEnter']).describe('the key that sends a message'),
  sound: z.boolean().describe('a sound when a visitor writes'),
  desktopNotifications: z
    .boolean()
    .describe("a notification of the browser's when a visitor writes; the browser asks first"),
  notificationPreview: z.boolean().describe("whether the browser's notifications show the beginning of the message"),
  emailNotifications: z
    .boolean()
    .describe('an email when a visitor has waited too long for an answer, if `inbox.notifyAgentsAfterSeconds` is set'),
  awayAfterMinutes: z
    .int()
    .min(1)
    .max(480)
    .nullable()
    .describe('how long the inbox may stand open without being used until its agent counts as offline; null: for ever'),
  locale: Locale.nullable().describe("the language of the inbox; null: the browser's"),
  colorScheme: z.enum(['system', 'light', 'dark']),
};

/** How an agent likes to work in the inbox. */
export const Preferences = z.object(choices).meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

/** This is the only place for the defaults. */
export const usualPreferences: Preferences = {
  sendWith: 'enter',
  sound: true,
  desktopNotifications: false,
  notificationPreview: true,
  emailNotifications: true,
  awayAfterMinutes: 30,
  locale: null,
  colorScheme: 'system',
};

export const PatchPreferences = z.strictObject(choices).partial().meta({ id: 'PatchPreferences' });
export type PatchPreferences = z.infer<typeof PatchPreferences>;

export const Me = z
  .object({
    agent: Agent,
    account: z.object({
      id: Id,
      name: z.string(),
      siteKey: z.string(),
      siteUrl: z.string().nullable(),
      locale: z.string(),
      timeZone: z.string().describe('of visitors whose own is not known'),
      forwarding: z
        .object({
          emailForwarding: ForwardingChoice,
          afterLeavingSeconds: z.int(),
          paused: z.boolean(),
          quietHours: QuietHours.nullable(),
          outsideWindow: OutsideWindow,
        })
        .describe('the settings that say what will become of a reply; only admins may read all settings'),
    }),
    preferences: Preferences,
  })
  .meta({ id: 'Me' });

export const AgentPage = page(Agent).meta({ id: 'AgentPage' });

export const AgentSession = z
  .object({
    token: z.string().describe('sent as `Authorization: Bearer <token>`, like a key'),
    inboxUrl: z
      .string()
      .describe('where agents work in the browser; they sign in there themselves. A path if PUBLIC_URL is not set'),
    expiresAt: Timestamp,
  })
  .meta({ id: 'AgentSession' });
