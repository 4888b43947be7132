import type { Fetch } from '../../../../packages/client/src/options.ts';

/** What the engine needs of the browser. Tests bring their own. */
export interface Browser {
  readonly fetch: Fetch;
  /** Shared by the browser's tabs; null where the page may keep nothing. */
  readonly local: Place | null;
  /** This tab's own, until it is closed. */
  readonly session: Place | null;
  /** Null where tabs cannot know of each other: without HTTPS, and in old browsers. */
  readonly tabs: Tabs | null;
  readonly timeZone: string;
  newId(): string;
  /** The address of the page. */
  page(): string;
  /** Whether the open chat would cover the page. */
  isSmall(): boolean;
  /** Whether the visitor can see this tab and works in it. */
  isLooking(): boolean;
  upload(file: File, request: UploadRequest): Promise<UploadAnswer>;
  /** Returns how to listen no more. */
  listen(listener: (happening: Happening) => void): () => void;
}

/** Of Web Storage, whose entries are also its properties. */
export type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Tabs {
  readonly locks: Pick<LockManager, 'request'>;
  channel(name: string): Channel;
}

/** Of BroadcastChannel: what one tab posts, all others of the site get. */
export interface Channel {
  postMessage(said: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
}

export type Happening =
  /** Whether they look has changed. */
  | { readonly kind: 'looking' }
  /** The page is closed, or kept by the browser to come back to. */
  | { readonly kind: 'leaving' | 'back' }
  | { readonly kind: 'online' | 'offline' }
  /** Another tab changed what is kept under this key; null: all of it. */
  | { readonly kind: 'kept'; readonly key: string | null };

export interface UploadRequest {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  onProgress(part: number): void;
}

/** Rejects if the network fails. */
export interface UploadAnswer {
  readonly status: number;
  readonly text: string;
  readonly token: string | null;
  readonly retryAfterSeconds: number | null;
}
