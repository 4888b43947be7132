import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { openKept } from './kept.ts';

export const channels = ['messenger', 'instagram'] as const;
export type Channel = (typeof channels)[number];
/** Which of the two hosts a token is for. */
export type Login = 'facebook' | 'instagram';

const day = 86_400_000;
/** How long the token of an Instagram user lives (reference of refresh_access_token); one of a page has no end. */
const instagramTokenMs = 60 * day;
/** As many as an account can have at a time; each renewal adds one. */
const maxTokens = 10;
const maxPages = 200;

/** The fields of webhooks that this fake knows, by channel (reference of webhook events; the pages' `subscribed_fields`). */
export const webhookFields = {
  messenger: [
    'messages',
    'message_deliveries',
    'message_echoes',
    'message_edits',
    'message_reactions',
    'message_reads',
    'messaging_postbacks',
    'messaging_referrals',
  ],
  instagram: [
    'messages',
    'message_edit',
    'message_reactions',
    'messaging_postbacks',
    'messaging_referral',
    'messaging_seen',
  ],
} as const satisfies Record<Channel, readonly string[]>;

/** Fields of pages that may be asked for, although nothing here is told by them. */
export const silentFields = ['feed', 'mention', 'messaging_handovers', 'messaging_optins', 'standby'] as const;

/** What a token may do, as Meta names it. */
export const scopesOf = (channel: Channel, login: Login): readonly string[] => {
  if (channel === 'messenger')
    return ['pages_show_list', 'pages_manage_metadata', 'pages_read_engagement', 'pages_messaging'];
  if (login === 'instagram') return ['instagram_business_basic', 'instagram_business_manage_messages'];
  return ['pages_manage_metadata', 'pages_read_engagement', 'instagram_basic', 'instagram_manage_messages'];
};

/** As Meta's ids of pages, accounts and people are. */
export const PlatformId = z.string().regex(/^\d{1,24}$/, 'must be an id of 1 to 24 digits');
const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The body of `PUT /api/pages/{id}`: a page of Messenger, or a professional account of Instagram. */
export const PageRequest = z.strictObject({
  channel: z.enum(channels),
  name: z.string().min(1).max(100),
  accessToken: z.string().min(1).max(1_000),
  /** By default that of Facebook for Messenger, and of Instagram for Instagram. */
  login: z.enum(['facebook', 'instagram']).optional(),
  /** For Instagram; by default made from the name. */
  username: z.string().min(1).max(30).optional(),
  /** For Instagram with the login of Facebook: the page that the account is linked to. */
  linkedPageId: PlatformId.optional(),
  /** By default all that are needed. */
  scopes: z.array(z.string().max(100)).max(50).optional(),
  /** Null: the app is not subscribed. By default to all fields; of a linked page to its feed, as any will do. */
  subscribedFields: z.array(z.string().max(100)).max(100).nullable().optional(),
  /** By default 25 hours ago, so that it may be renewed. */
  tokenIssuedAt: Time.optional(),
  /** Null: never. By default 60 days after its issue for the login of Instagram. */
  tokenExpiresAt: Time.nullable().optional(),
});
export type PageRequest = z.infer<typeof PageRequest>;

export interface Token {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number | null;
}

export interface Page {
  readonly id: string;
  readonly channel: Channel;
  readonly login: Login;
  readonly name: string;
  readonly username: string;
  readonly linkedPageId: string | null;
  /** The newest last. */
  readonly tokens: readonly Token[];
  readonly scopes: readonly string[];
  /** Null: the app gets no webhooks of it. */
  readonly subscribedFields: readonly string[] | null;
}

export type Pages = ReturnType<typeof openPages>;

/** The pages that exist, and the tokens that work for each. */
export function openPages(file: string | null, clock: () => number) {
  const kept = openKept<Page>({ file, idOf: ({ id }) => id, max: maxPages });
  return {
    all: kept.all,
    find: kept.find,
    set(id: string, asked: PageRequest): Page {
      const page = pageOf(id, asked, clock());
      kept.put(page);
      return page;
    },
    remove: (id: string) => kept.remove((page) => page.id === id),
    /** Whose token it is; null: nobody's. An expired one is still known. */
    ofToken(token: string): { readonly page: Page; readonly token: Token } | null {
      for (const page of kept.all())
        for (const one of page.tokens) if (one.token === token) return { page, token: one };
      return null;
    },
    subscribe(page: Page, fields: readonly string[] | null): void {
      kept.put({ ...page, subscribedFields: fields });
    },
    /** A further token, which lives for 60 days from now; the former ones stay valid for as long as they would have. */
    renew(page: Page): Token {
      const token = { token: newToken(), issuedAt: clock(), expiresAt: clock() + instagramTokenMs };
      kept.put({ ...page, tokens: [...page.tokens, token].slice(-maxTokens) });
      return token;
    },
    close: kept.close,
  };
}

function pageOf(id: string, asked: PageRequest, now: number): Page {
  const { channel, name } = asked;
  const login = asked.login ?? (channel === 'messenger' ? 'facebook' : 'instagram');
  const isLinked = channel === 'instagram' && login === 'facebook';
  const linkedPageId = isLinked ? (asked.linkedPageId ?? `1${id}`.slice(0, 24)) : null;
  const issuedAt = asked.tokenIssuedAt ?? now - 25 * 3_600_000;
  const usual = login === 'instagram' ? issuedAt + instagramTokenMs : null;
  const usualFields = isLinked ? ['feed'] : webhookFields[channel];
  const expiresAt = asked.tokenExpiresAt === undefined ? usual : asked.tokenExpiresAt;
  return {
    ...{ id, channel, login, name, linkedPageId },
    username: asked.username ?? name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''),
    tokens: [{ token: asked.accessToken, issuedAt, expiresAt }],
    scopes: asked.scopes ?? scopesOf(channel, login),
    subscribedFields: asked.subscribedFields === undefined ? usualFields : asked.subscribedFields,
  };
}

const newToken = () => `IGAA${randomBytes(90).toString('base64url')}`;
