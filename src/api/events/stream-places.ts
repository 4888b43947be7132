import { problem } from '../problems.ts';
import type { Holder } from './holders.ts';

/** Who holds a stream open, and from where. */
export interface StreamClient {
  readonly kind: 'visitor' | 'agent' | 'key';
  /** The id of the visitor's conversation, the agent's session or the key; unique for its kind. */
  readonly id: string;
  readonly address: string;
  readonly holder: Holder;
}

/** How many streams may be open at a time in this process. */
export type StreamLimits = Readonly<
  Record<StreamClient['kind'], { readonly each: number; readonly address: number }>
> & {
  readonly inAll: number;
};

/** A whole office shares one address; a server that relays its visitors' chats opens a stream for each with one key. */
export const usualStreamLimits: StreamLimits = {
  visitor: { each: 20, address: 200 },
  agent: { each: 20, address: 200 },
  key: { each: 1_000, address: 2_000 },
  inAll: 10_000,
};

/**
 * Counts the open streams. `take` throws the 429 that says what to do, or the 503 if this process is full, and returns
 * a function that gives the place back.
 */
export function streamPlaces(limits: StreamLimits) {
  const open = new Map<string, number>();
  let inAll = 0;

  const add = (holder: string, count: 1 | -1) => {
    const now = (open.get(holder) ?? 0) + count;
    if (now > 0) open.set(holder, now);
    else open.delete(holder);
  };

  return {
    take: ({ kind, id, address }: Omit<StreamClient, 'holder'>): (() => void) => {
      const { each, address: ofAddress } = limits[kind];
      const holders = [`${kind} ${id}`, `${kind}s from ${address}`] as const;
      if ((open.get(holders[0]) ?? 0) >= each) throw problem('tooManyStreams', { max: each, holder: whose[kind] });
      if ((open.get(holders[1]) ?? 0) >= ofAddress)
        throw problem('tooManyStreams', { max: ofAddress, holder: 'one network address' });
      if (inAll >= limits.inAll) throw problem('noStreamsLeft');
      inAll += 1;
      for (const holder of holders) add(holder, 1);
      return () => {
        inAll -= 1;
        for (const holder of holders) add(holder, -1);
      };
    },
  };
}

const whose = { visitor: "one visitor's session", agent: "one agent's session", key: 'one key' } as const;
