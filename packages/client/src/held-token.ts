import type { ClientOptions } from './options.ts';

/** What authenticates requests: the key, or the token of a visitor's session, which is renewed as it is used. */
export interface HeldToken {
  now(): string | undefined;
  /** A session has begun: the client uses its token from now on, unless it was given a key. */
  begun(token: string): void;
  /** The session of the token `shown` has ended: nothing authenticates requests until another begins. */
  ended(shown: string | undefined): void;
  /**
   * To be called with a newer token (null if there is none) from the answer to a request that was sent with `shown`.
   */
  renewed(shown: string | undefined, token: string | null): void;
}

export function heldToken({ key, onToken }: ClientOptions): HeldToken {
  let held = key;

  function take(token: string) {
    held = token;
    onToken?.(token);
  }

  return {
    now: () => held,
    begun: (token) => {
      if (key === undefined) take(token);
    },
    ended: (shown) => {
      if (shown === held) held = undefined;
    },
    // A late answer to an earlier visitor must not bring back their token.
    renewed: (shown, token) => {
      if (token !== null && shown === held) take(token);
    },
  };
}
