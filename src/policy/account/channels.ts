import type { ChannelLogin } from '../../contract/channels.ts';
import type { AlertKind } from '../../contract/status.ts';

/** What the alerts about connections are derived from. Times are epoch milliseconds, null if there is none. */
export interface ChannelFacts {
  /** Since when Meta has refused a token, or restricted a page. */
  readonly deadSince: number | null;
  readonly restrictedSince: number | null;
  /** When the first token ends of those that Meta does not refuse yet. */
  readonly expiresAt: number | null;
}

const dayMs = 24 * 3_600_000;
/** A token of Instagram's login lives for 60 days: it is renewed from half of that on, every day until it succeeds. */
const renewBeforeMs = 30 * dayMs;
/** Three weeks of tries have failed by then. */
const alertBeforeMs = 7 * dayMs;
/** Meta restricts pages for a time that it does not tell. After a day, the next message finds out. */
const restrictedForMs = dayMs;

/** Whether a token is to be renewed; one whose end is not known too, because renewing it tells. */
export const isToRenew = (
  { login, tokenExpiresAt }: { readonly login: ChannelLogin; readonly tokenExpiresAt: number | null },
  now: number,
): boolean => login === 'instagram' && (tokenExpiresAt === null || tokenExpiresAt < now + renewBeforeMs);

/** Whether a page that was restricted at this time is tried again. */
export const isRestrictionOld = (since: number, now: number): boolean => since <= now - restrictedForMs;

export const channelAlertKinds = [
  'channelTokenDead',
  'channelRestricted',
  'channelTokenExpiring',
] as const satisfies readonly AlertKind[];
type ChannelAlertKind = (typeof channelAlertKinds)[number];

export function channelAlertsOf(
  { deadSince, restrictedSince, expiresAt }: ChannelFacts,
  now: number,
): { readonly kind: ChannelAlertKind; readonly since: number }[] {
  const alert = (kind: ChannelAlertKind, since: number | null) => (since === null ? [] : [{ kind, since }]);
  const hasEnded = expiresAt !== null && expiresAt <= now;
  const endsSoon = expiresAt !== null && !hasEnded && expiresAt < now + alertBeforeMs;
  return [
    ...alert('channelTokenDead', deadSince ?? (hasEnded ? expiresAt : null)),
    ...alert('channelRestricted', restrictedSince),
    ...alert('channelTokenExpiring', endsSoon ? expiresAt - alertBeforeMs : null),
  ];
}
