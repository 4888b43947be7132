import { z } from 'zod';
import { graphRequest } from './graph.ts';
import { type GraphAccess, pageName, provenBy, type TokenOfPage } from './pages.ts';
import { refusalOf } from './refusals.ts';

const Profile = z.looseObject({
  name: z.string().nullish().catch(null),
  first_name: z.string().nullish().catch(null),
  last_name: z.string().nullish().catch(null),
  username: z.string().nullish().catch(null),
});

const fieldsOf = { messenger: 'name,first_name,last_name', instagram: 'name,username' } as const;

/**
 * What a visitor is called on the platform, on one line; null if it does not say, as for those who have blocked the page or
 * given no consent (Messenger Platform, User Profile API; Instagram Platform, User profile). `failed` if it may say so later:
 * it does not answer, or refuses the page and not the visitor.
 */
export async function askName(
  access: GraphAccess,
  { kind, login, accessToken }: TokenOfPage,
  visitorId: string,
): Promise<{ readonly kind: 'told'; readonly name: string | null } | { readonly kind: 'failed' }> {
  const { hosts, timeoutMs } = access;
  const query = { fields: fieldsOf[kind] };
  const asked = { method: 'GET', host: hosts[login], path: `/${visitorId}`, query, accessToken, timeoutMs } as const;
  const answer = await graphRequest({ ...asked, ...provenBy(login, access) });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal.kind === 'other' ? { kind: 'told', name: null } : { kind: 'failed' };
  const read = Profile.safeParse(answer.kind === 'answered' ? answer.body : null);
  if (!read.success) return { kind: 'told', name: null };
  const { name, first_name: first, last_name: last, username } = read.data;
  const whole = name || [first, last].filter(Boolean).join(' ') || username || '';
  return { kind: 'told', name: pageName(whole) || null };
}
