import { permissionsFor, type TokenOfPage, type Told } from '../../channels/meta/pages.ts';
import type { Channel, ChannelList } from '../../contract/channels.ts';
import type { FaultName } from '../../contract/faults.ts';
import { iso } from '../../contract/primitives.ts';
import type { ChannelConnectionDoc } from '../../store/mongo/documents.ts';
import type { ChannelsOfApi } from '../deps.ts';
import { invalidFields } from '../invalid-request.ts';
import type { ProblemError } from '../problem-error.ts';

const isoOrNull = (time: number | null) => (time === null ? null : iso(time));

/** A connection as the API shows it, never with its token. */
export function channelView(connection: ChannelConnectionDoc): Channel {
  const { kind, pageId, login, name, status, statusSince, tokenExpiresAt, createdAt, updatedAt } = connection;
  return {
    ...{ kind, id: pageId, login, name, status },
    statusSince: iso(statusSince),
    tokenExpiresAt: isoOrNull(tokenExpiresAt),
    checkedAt: isoOrNull(connection.checkedAt),
    confirmedAt: isoOrNull(connection.confirmedAt ?? null),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

const hintLength = 3;

/** What is to be entered at Meta, and what the environment lacks. */
export function setupView(access: ChannelsOfApi | undefined, publicUrl: string | undefined): ChannelList['setup'] {
  const verifyToken = access?.verifyToken ?? null;
  const missing = [
    ...(access?.keys ? [] : (['CHANNEL_TOKENS_KEY'] as const)),
    ...(access?.hasAppSecret ? [] : (['META_APP_SECRET'] as const)),
    ...(verifyToken === null ? (['META_VERIFY_TOKEN'] as const) : []),
    ...(publicUrl === undefined ? (['PUBLIC_URL'] as const) : []),
  ];
  return {
    webhookUrl: publicUrl === undefined ? null : `${publicUrl}/webhooks/meta`,
    verifyTokenHint: verifyToken && `${verifyToken.slice(0, hintLength)}…`,
    missing,
  };
}

type Refused = Exclude<Told<unknown>, { readonly kind: 'told' | 'away' }>;

/** The 422 for a token that is of no use, with Meta's reason in our words. */
export const refusedToken = (page: TokenOfPage, refused: Refused): ProblemError =>
  invalidFields([{ path: 'accessToken', code: codes[refused.kind], message: reasonFor(page, refused) }]);

const codes = {
  tokenDead: 'token-refused',
  permission: 'token-lacks-permission',
  otherPage: 'token-of-another',
  other: 'token-refused',
} as const satisfies Record<Refused['kind'], FaultName>;

function reasonFor(page: TokenOfPage, refused: Refused): string {
  switch (refused.kind) {
    case 'tokenDead':
      return 'is refused by Meta: it has expired, was withdrawn or is incomplete; create another one';
    case 'permission':
      return `lacks a permission: it needs ${permissionsFor(page).join(', ')}`;
    case 'otherPage':
      if (page.kind === 'instagram' && page.login === 'facebook')
        return refused.of === ''
          ? 'belongs to a Facebook page without a linked Instagram account'
          : `belongs to a Facebook page whose Instagram account is ${refused.of}, not ${page.pageId}`;
      return `belongs to ${refused.of}, not to ${page.pageId}`;
    case 'other':
      return `is refused by Meta (error ${refused.code})`;
    default:
      return refused satisfies never;
  }
}
