import { z } from 'zod';
import { graphRequest } from './graph.ts';
import { bodyOf, type GraphAccess, type Told } from './pages.ts';
import { refusalOf } from './refusals.ts';

const Refreshed = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,1000}$/),
  expires_in: z.number().positive(),
});

export interface RefreshedToken {
  readonly accessToken: string;
  readonly livesForMs: number;
}

/**
 * Renews an Instagram account's token for 60 days (instagram-platform/reference/refresh_access_token). Meta refuses one
 * that is younger than a day, or has ended. The token goes in the query because the reference knows no other way.
 */
export async function refreshToken(access: GraphAccess, accessToken: string): Promise<Told<RefreshedToken>> {
  const answer = await graphRequest({
    ...{ method: 'GET', host: access.hosts.instagram, path: '/refresh_access_token', isUnversioned: true },
    query: { grant_type: 'ig_refresh_token', access_token: accessToken },
    accessToken: null,
    timeoutMs: access.timeoutMs,
  });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal;
  const read = Refreshed.safeParse(bodyOf(answer));
  if (!read.success) return { kind: 'other', code: 'an answer that cannot be read' };
  return { kind: 'told', it: { accessToken: read.data.access_token, livesForMs: read.data.expires_in * 1_000 } };
}
