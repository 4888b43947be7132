import { z } from 'zod';
import type { ChannelLogin, MetaChannelKind } from '../../contract/channels.ts';
import { type GraphAnswer, type GraphHosts, type GraphRequest, graphRequest } from './graph.ts';
import { type Refusal, refusalOf } from './refusals.ts';

/** How the Graph API is reached. */
export interface GraphAccess {
  readonly hosts: GraphHosts;
  /** For one request. */
  readonly timeoutMs: number;
  /** Newest first. By them Meta is shown that the app itself uses a token (`provenBy`). */
  readonly appSecrets?: readonly string[];
}

/**
 * Only tokens of Facebook login take a proof (Graph API, "Secure requests"); the reference of Instagram login has none,
 * and its apps have a secret of their own.
 */
export const provenBy = (login: string, { appSecrets = [] }: Pick<GraphAccess, 'appSecrets'>) =>
  login === 'facebook' ? { provenBy: appSecrets } : {};

/** A page as it was connected, with its token: whose it is, Meta's `/me` tells. */
export interface TokenOfPage {
  readonly kind: MetaChannelKind;
  readonly pageId: string;
  readonly login: ChannelLogin;
  readonly accessToken: string;
}

export interface KnownPage {
  readonly name: string;
  /** The Facebook page whose token it is; null by Instagram login. */
  readonly throughPageId: string | null;
  /** The version with which Meta answered, such as v26.0; null if it did not say. */
  readonly version: string | null;
}

export type Told<T> =
  | { readonly kind: 'told'; readonly it: T }
  | Refusal
  | { readonly kind: 'otherPage'; readonly of: string };

const FacebookPage = z.object({
  id: z.string(),
  name: z.string().default(''),
  instagram_business_account: z
    .object({ id: z.string(), username: z.string().optional(), name: z.string().optional() })
    .optional(),
});
const InstagramUser = z.object({
  user_id: z.coerce.string(),
  username: z.string().optional(),
  name: z.string().optional(),
});
/** The reference shows the user inside `data`; the service answers it by itself. */
const InstagramMe = z.union([
  InstagramUser,
  z.object({ data: z.tuple([InstagramUser]) }).transform(({ data }) => data[0]),
]);

const fieldsOf = {
  messenger: 'id,name',
  instagram: 'id,name,instagram_business_account{id,username,name}',
} as const;

/**
 * Asks Meta whose token it is, and whether it is that of this page. With a page's token, `/me` is the page
 * (developers.facebook.com/docs/pages-api/getting-started); with an Instagram account's, its `user_id` is the id that
 * webhooks name (instagram-api-with-instagram-login/get-started).
 */
export async function askPage(access: GraphAccess, page: TokenOfPage): Promise<Told<KnownPage>> {
  const fields = page.login === 'instagram' ? 'user_id,username,name' : fieldsOf[page.kind];
  const answer = await ask(access, page, { method: 'GET', path: '/me', query: { fields } });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal;
  const known = page.login === 'instagram' ? instagramIn(answer) : facebookIn(answer, page.kind);
  if (known === null) return { kind: 'other', code: 'an answer that cannot be read' };
  const { id, ...it } = known;
  return id === page.pageId ? { kind: 'told', it } : { kind: 'otherPage', of: id };
}

type WithId = KnownPage & { readonly id: string };

function instagramIn(answer: GraphAnswer): WithId | null {
  const read = InstagramMe.safeParse(bodyOf(answer));
  if (!read.success) return null;
  const { user_id: id, username = '', name = '' } = read.data;
  return { id, name: pageName(name || username), throughPageId: null, version: versionOf(answer) };
}

function facebookIn(answer: GraphAnswer, kind: MetaChannelKind): WithId | null {
  const read = FacebookPage.safeParse(bodyOf(answer));
  if (!read.success) return null;
  const { id, name, instagram_business_account: linked } = read.data;
  const of = { throughPageId: id, version: versionOf(answer) };
  if (kind === 'messenger') return { ...of, id, name: pageName(name) };
  return { ...of, id: linked?.id ?? '', name: pageName(linked?.name || linked?.username || name) };
}

const maxName = 200;
/** The name of a page as Meta tells it, on one line. */
export const pageName = (told: string) => [...told.replace(/[\p{Cc}\s]+/gu, ' ').trim()].slice(0, maxName).join('');

/** Whether the token may read, and so send, messages: nothing else shows it without sending one. */
export const askMessages = async (access: GraphAccess, page: TokenOfPage): Promise<Refusal | null> =>
  refusalOf(
    await ask(access, page, {
      ...{ method: 'GET', path: '/me/conversations' },
      query: { platform: page.kind, fields: 'id', limit: '1' },
    }),
  );

/** What a person has to grant (messenger-platform/overview, instagram-platform/overview). */
export function permissionsFor({ kind, login }: Pick<TokenOfPage, 'kind' | 'login'>): readonly string[] {
  if (login === 'instagram') return ['instagram_business_basic', 'instagram_business_manage_messages'];
  return kind === 'messenger'
    ? ['pages_messaging', 'pages_manage_metadata', 'pages_read_engagement']
    : ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata', 'pages_read_engagement'];
}

const versionOf = (answer: GraphAnswer) =>
  answer.kind === 'answered' ? (answer.headers['facebook-api-version'] ?? null) : null;

export const bodyOf = (answer: GraphAnswer) => (answer.kind === 'answered' ? answer.body : null);

/** One request for a page, with its token. */
export const ask = (
  access: GraphAccess,
  { login, accessToken }: Pick<TokenOfPage, 'login' | 'accessToken'>,
  request: Pick<GraphRequest, 'method' | 'path' | 'query' | 'body'>,
): Promise<GraphAnswer> =>
  graphRequest({
    ...{ ...request, ...provenBy(login, access) },
    ...{ host: access.hosts[login], accessToken, timeoutMs: access.timeoutMs },
  });
