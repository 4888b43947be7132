import type { WatchState } from './decision.ts';

/**
 * What a look answers to the workflow; `why` says it in words, without a name, text or address. Times are
 * epoch milliseconds; `timeoutMs` is how long the sending activity may take.
 */
export type Next =
  | { readonly kind: 'deliver'; readonly deliveryId: string; readonly timeoutMs: number }
  | { readonly kind: 'sleep'; readonly at: number; readonly why: string; readonly state: WatchState }
  | { readonly kind: 'idle'; readonly why: string; readonly state: WatchState }
  | { readonly kind: 'done' };
