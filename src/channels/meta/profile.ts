import { z } from 'zod';
import { graphRequest } from './graph.ts';
import { type GraphAccess, pageName, provenBy, type TokenOfPage } from './pages.ts';
import { refusalOf } from './refusals.ts';

const ProfileBody = z.looseObject({
  name: z.string().nullish().catch(null),
  first_name: z.string().nullish().catch(null),
  last_name: z.string().nullish().catch(null),
  username: z.string().nullish().catch(null),
  profile_pic: z.string().max(4_000).nullish().catch(null),
});

/** What the platform says of a visitor. */
export interface Profile {
  /** On one line; null if it is not told. */
  readonly name: string | null;
  /** By which their profile is found on Instagram; null elsewhere, and if it is not told. */
  readonly username: string | null;
  /** Where their picture is for some days; null if it is not told. */
  readonly pictureUrl: string | null;
}
const untold: Profile = { name: null, username: null, pictureUrl: null };

/** What Instagram allows: nothing in it changes an address that it is part of. */
const isUsername = (text: string) => /^[A-Za-z0-9._]{1,30}$/.test(text);

const fieldsOf = {
  messenger: 'name,first_name,last_name,profile_pic',
  instagram: 'name,username,profile_pic',
} as const;

/**
 * What a visitor is called on the platform, and their picture; null if it does not say, as for those who have blocked the page or
 * given no consent (Messenger Platform, User Profile API; Instagram Platform, User profile). `failed` if it may say so later:
 * it does not answer, or refuses the page and not the visitor.
 */
export async function askProfile(
  access: GraphAccess,
  { kind, login, accessToken }: TokenOfPage,
  visitorId: string,
): Promise<{ readonly kind: 'told'; readonly profile: Profile } | { readonly kind: 'failed' }> {
  const { hosts, timeoutMs } = access;
  const query = { fields: fieldsOf[kind] };
  const asked = { method: 'GET', host: hosts[login], path: `/${visitorId}`, query, accessToken, timeoutMs } as const;
  const answer = await graphRequest({ ...asked, ...provenBy(login, access) });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal.kind === 'other' ? { kind: 'told', profile: untold } : { kind: 'failed' };
  const read = ProfileBody.safeParse(answer.kind === 'answered' ? answer.body : null);
  if (!read.success) return { kind: 'told', profile: untold };
  const { name, first_name: first, last_name: last, username, profile_pic: pictureUrl } = read.data;
  const whole = name || [first, last].filter(Boolean).join(' ') || username || '';
  const known = kind === 'instagram' && username && isUsername(username) ? username : null;
  const profile = { name: pageName(whole) || null, username: known, pictureUrl: pictureUrl || null };
  return { kind: 'told', profile };
}
