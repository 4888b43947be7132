import { z } from 'zod';
import { PersonName, Timestamp } from './primitives.ts';

/** The channels of Meta's platforms, on which visitors are answered in their own account. */
export const MetaChannelKind = z.enum(['messenger', 'instagram']);
export type MetaChannelKind = z.infer<typeof MetaChannelKind>;

/**
 * Through which of Meta's logins a page was connected. The hosts, the ids and the lives of tokens differ: by Facebook
 * login a page's token goes to graph.facebook.com and does not expire; by Instagram login an Instagram account's token
 * goes to graph.instagram.com and lives for 60 days.
 */
export const ChannelLogin = z.enum(['facebook', 'instagram']);
export type ChannelLogin = z.infer<typeof ChannelLogin>;

/** Ids of pages, Instagram accounts and their visitors are numbers too large for JSON's. */
export const PlatformId = z
  .string()
  .regex(/^\d{1,24}$/, 'must be the number that Meta shows as the ID, of at most 24 digits')
  .meta({ id: 'PlatformId', examples: ['104857600000001'] });

/**
 * The conversation of a channel's visitor, who is known by an id that holds for this page alone: the same visitor always
 * comes back to the same conversation. Both ids are digits, so no two of them make the same text.
 */
export function channelConversationId(kind: MetaChannelKind, pageId: string, recipientId: string): string {
  return `${kind}.${pageId}.${recipientId}`;
}

/**
 * That of the same visitor after an earlier one was erased, whose id is never used again.
 * @param number 1 for the first, 999 at most
 */
export const laterConversationId = (first: string, number: number): string =>
  number === 1 ? first : `${first}~${number}`;

/** How a connection fares, and what a person has to do. */
export const channelStatuses = {
  ok: 'messages are sent',
  unchecked:
    'it is stored, but Meta could not be asked about the token yet; it is asked again when this is read, and every day',
  tokenDead: 'Meta refuses the token, so nothing is sent until it is replaced',
  restricted: "Meta restricts the page, so nothing is sent; see the page's support inbox at Meta",
} as const;
export type ChannelStatus = keyof typeof channelStatuses;
const statusNames = Object.keys(channelStatuses) as [ChannelStatus, ...ChannelStatus[]];

export const PutChannel = z
  .strictObject({
    login: ChannelLogin.describe('how it was connected at Meta; Messenger only through facebook'),
    accessToken: z
      .string()
      .regex(/^[\x21-\x7e]{1,1000}$/, 'must be the token as Meta shows it, without spaces, of at most 1000 characters')
      .meta({ writeOnly: true })
      .describe(
        "the page's token (login facebook) or the Instagram account's long-lived token (login instagram); it is never shown again",
      ),
    name: PersonName.optional().describe('what agents see; the name that Meta has if omitted'),
  })
  .meta({ id: 'PutChannel' });
export type PutChannel = z.infer<typeof PutChannel>;

export const Channel = z
  .object({
    kind: MetaChannelKind,
    id: PlatformId.describe("the Facebook page's ID, or the Instagram professional account's"),
    login: ChannelLogin,
    name: z.string().describe('what agents see; empty while Meta could not be asked'),
    status: z.enum(statusNames).describe(
      Object.entries(channelStatuses)
        .map(([name, meaning]) => `${name}: ${meaning}`)
        .join('; '),
    ),
    statusSince: Timestamp,
    tokenExpiresAt: Timestamp.nullable().describe(
      'when the token ends unless it is renewed before; null if it does not end, or if that is not known',
    ),
    checkedAt: Timestamp.nullable().describe('when Meta was last asked about the token; null if never'),
    confirmedAt: Timestamp.nullable().describe(
      'when Meta first confirmed that the page is yours; null: it has not, so its events are held back and nothing is sent',
    ),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

/** What the environment has to hold before pages can be connected and hear of messages. */
export const channelVariables = ['CHANNEL_TOKENS_KEY', 'META_APP_SECRET', 'META_VERIFY_TOKEN', 'PUBLIC_URL'] as const;

export const ChannelList = z
  .object({
    items: z.array(Channel),
    setup: z
      .object({
        webhookUrl: z.string().nullable().describe('the callback URL to enter at Meta; null without PUBLIC_URL'),
        verifyTokenHint: z
          .string()
          .nullable()
          .describe('the beginning of META_VERIFY_TOKEN, the verify token to enter at Meta; null without one'),
        missing: z.array(z.enum(channelVariables)).describe('the environment variables that are not set'),
      })
      .describe('what to enter at Meta, and what this installation still lacks'),
  })
  .meta({ id: 'ChannelList' });
export type ChannelList = z.infer<typeof ChannelList>;
