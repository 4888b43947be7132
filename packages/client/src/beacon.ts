import type { HeldToken } from './held-token.ts';
import type { ClientOptions } from './options.ts';
import { fetchOf } from './send.ts';
import type { PresenceBeacon } from './types.ts';

/**
 * Sends presence from a page that is closing: the request outlives the page. The token is in the body and there are no
 * headers of our own, so that the browser need not send a preflight request first.
 */
export function beaconOf(options: ClientOptions, token: HeldToken) {
  const fetch = fetchOf(options);
  return (report: Omit<PresenceBeacon, 'token'>): void => {
    const shown = token.now();
    if (shown === undefined) return;
    const body = JSON.stringify({ ...report, token: shown });
    const headers = { 'content-type': 'text/plain' };
    fetch('/v1/visitor/presence', { method: 'POST', keepalive: true, headers, body }).catch(() => {});
  };
}
