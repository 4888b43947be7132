import type { Context } from 'hono';
import type { Faults } from '../faults.ts';
import type { Page, Pages, Token } from '../kept/pages.ts';
import { errorResponse, invalid, refusals } from './errors.ts';
import type { Params } from './params.ts';

export interface AppId {
  readonly id: string;
  readonly name: string;
  /** Null: no webhook is set up, so there is none to name. */
  readonly secret: string | null;
}

export interface TokenDeps {
  readonly pages: Pages;
  readonly faults: Faults;
  readonly app: AppId;
  readonly clock: () => number;
}

const hour = 3_600_000;
const inSeconds = (ms: number | null) => (ms === null ? 0 : Math.floor(ms / 1_000));

/** `GET /debug_token?input_token=`, which a token of the app itself may ask, and a page's own. */
export function debugToken(c: Context, { values }: Params, { pages, faults, app, clock }: TokenDeps): Response {
  const [, bearer] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const asker = bearer ?? values.access_token;
  if (typeof asker !== 'string' || asker === '') return errorResponse(refusals.noToken);
  const isApp = app.secret !== null && asker === `${app.id}|${app.secret}`;
  if (!isApp && pages.ofToken(asker) === null) return errorResponse(refusals.unknownToken);
  const { input_token: asked } = values;
  if (typeof asked !== 'string') return errorResponse(invalid('The parameter input_token is required.'));
  const found = pages.ofToken(asked);
  if (found === null || found.page.login !== 'facebook') {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
    return c.json({ data: { error, is_valid: false, scopes: [] } });
  }
  const { page, token } = found;
  const isExpired = token.expiresAt !== null && token.expiresAt <= clock();
  const isDead = faults.isTokenDead(page.id);
  const problem = isDead ? refusals.deadToken : isExpired ? refusals.expiredToken(token.expiresAt ?? 0) : null;
  const profile = page.linkedPageId ?? page.id;
  return c.json({
    data: {
      ...{ app_id: app.id, type: 'PAGE', application: app.name },
      data_access_expires_at: inSeconds(token.issuedAt + 90 * 24 * hour),
      ...(problem === null
        ? {}
        : { error: { code: problem.code, message: problem.message, subcode: problem.subcode } }),
      expires_at: inSeconds(token.expiresAt),
      is_valid: problem === null,
      issued_at: inSeconds(token.issuedAt),
      profile_id: profile,
      scopes: page.scopes,
      granular_scopes: page.scopes.map((scope) => ({ scope, target_ids: [page.id] })),
      user_id: '100000000000001',
    },
  });
}

/** `GET /refresh_access_token?grant_type=ig_refresh_token`: for tokens of Instagram that are a day old and still valid. */
export function refreshToken(
  c: Context,
  { values }: Params,
  {
    page,
    token,
    pages,
    now,
  }: { readonly page: Page; readonly token: Token; readonly pages: Pages; readonly now: number },
): Response {
  if (values.grant_type !== 'ig_refresh_token')
    return errorResponse(invalid('Param grant_type must be one of {ig_refresh_token}'));
  if (now - token.issuedAt < 24 * hour) return errorResponse(refusals.tooYoungToken);
  const renewed = pages.renew(page);
  const expiresIn = inSeconds((renewed.expiresAt ?? now) - now);
  return c.json({
    ...{ access_token: renewed.token, token_type: 'bearer', expires_in: expiresIn },
    permissions: page.scopes.join(','),
  });
}
