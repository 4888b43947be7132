import { beaconOf } from '../../../../packages/client/src/beacon.ts';
import type { HeldToken } from '../../../../packages/client/src/held-token.ts';
import { answering } from '../../../../packages/client/src/json.ts';
import type { Fetch } from '../../../../packages/client/src/options.ts';
import { visitorCalls } from '../../../../packages/client/src/visitor-calls.ts';
import { sendOnce } from './send-once.ts';

export type VisitorApi = ReturnType<typeof visitorApi>;

/**
 * The client's calls for visitors, without the rest of it.
 * @param onToken gets each newer token of the session, and the one that it replaces
 */
export function visitorApi(apiUrl: string, fetch: Fetch, onToken: (token: string, shown: string | undefined) => void) {
  let held: string | undefined;
  const use = (used: string | undefined) => {
    held = used;
  };
  const token: HeldToken = {
    now: () => held,
    begun: use,
    ended: (shown) => {
      if (shown === held) use(undefined);
    },
    renewed: (shown, newer) => {
      // A late answer to an earlier visitor must not bring back their token.
      if (newer === null || shown !== held) return;
      use(newer);
      onToken(newer, shown);
    },
  };
  const send = sendOnce(apiUrl, fetch, token);
  const beacon = beaconOf({ baseUrl: apiUrl, fetch }, token);
  return { ...visitorCalls(answering(send), token), send, beacon, token, use };
}
