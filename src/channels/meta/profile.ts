import { z } from 'zod';
import { graphRequest } from './graph.ts';
import { type GraphAccess, pageName, provenBy, type TokenOfPage } from './pages.ts';

const Profile = z.looseObject({
  name: z.string().nullish().catch(null),
  first_name: z.string().nullish().catch(null),
  last_name: z.string().nullish().catch(null),
  username: z.string().nullish().catch(null),
});

const fieldsOf = { messenger: 'name,first_name,last_name', instagram: 'name,username' } as const;

/**
 * What a visitor is called on the platform, on one line; null if it does not say, as for those who have blocked the page or
 * given no consent (Messenger Platform, User Profile API; Instagram Platform, User profile).
 */
export async function askName(
  access: GraphAccess,
  { kind, login, accessToken }: TokenOfPage,
  visitorId: string,
): Promise<string | null> {
  const { hosts, timeoutMs } = access;
  const query = { fields: fieldsOf[kind] };
  const asked = { method: 'GET', host: hosts[login], path: `/${visitorId}`, query, accessToken, timeoutMs } as const;
  const answer = await graphRequest({ ...asked, ...provenBy(login, access) });
  const read = Profile.safeParse(answer.kind === 'answered' && answer.status === 200 ? answer.body : null);
  if (!read.success) return null;
  const { name, first_name: first, last_name: last, username } = read.data;
  const whole = name || [first, last].filter(Boolean).join(' ') || username || '';
  return pageName(whole) || null;
}
