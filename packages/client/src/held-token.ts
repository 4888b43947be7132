import type { ClientOptions } from './options.ts';

/** What requests show to be let in: the key, or the token of a visitor's session, which changes as it is used. */
export interface HeldToken {
  now(): string | undefined;
  /** A session was begun: its token is the client's from now on, unless that was given a key. */
  begun(token: string): void;
  /** An answer to a request that showed `shown` brought a newer token; null if it did not. */
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
    // A late answer to the visitor of before must not bring back their token.
    renewed: (shown, token) => {
      if (token !== null && shown === held) take(token);
    },
  };
}
