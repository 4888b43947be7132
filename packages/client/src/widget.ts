/** What a page can tell the widget, and what the widget tells the page: the contract in docs/widget.md. Only types. */

/** `left` and `right` do not turn with the language, because the page knows what else is in its corners. */
export type Position = 'right' | 'left';

export interface WidgetOptions {
  /** False: no launcher; a selector: elements of the page that open the chat instead. */
  readonly launcher?: boolean | string;
  readonly position?: Position;
  /** Distance from the corner, in CSS pixels. */
  readonly offset?: { readonly x?: number; readonly y?: number };
  readonly zIndex?: number;
  /** For pages whose Content Security Policy allows scripts by nonce. */
  readonly nonce?: string;
  readonly colorScheme?: ColorScheme;
  /** A language tag; else the page's `lang`, else the browser's. */
  readonly locale?: string;
  /**
   * Where the visitor's session is kept: `onUse` in localStorage, from the visitor's first act on; `session` for this tab only, until it is closed;
   * `none` only in the memory of the page.
   */
  readonly storage?: 'onUse' | 'session' | 'none';
}

export type ColorScheme = 'light' | 'dark' | 'auto';

/** Given as arguments: `afterchat('identify', token)`. */
export type Command =
  | readonly ['boot', (WidgetOptions & { readonly siteKey?: string })?]
  | readonly ['identify', string]
  | readonly ['logout']
  | readonly ['open']
  | readonly ['close']
  | readonly ['toggle']
  | readonly ['showLauncher']
  | readonly ['hideLauncher']
  | readonly ['compose', string]
  | readonly ['setLocale', string]
  | readonly ['setColorScheme', ColorScheme]
  | readonly ['destroy'];

/** Told as CustomEvents `afterchat:ready`, `afterchat:unread`, … on `window`, with this as their `detail`. */
export interface WidgetEvents {
  readonly ready: null;
  readonly opened: null;
  readonly closed: null;
  readonly unread: { readonly count: number };
  readonly messageSent: { readonly id: string };
  readonly messageReceived: { readonly id: string };
  readonly emailSupplied: { readonly email: string };
  readonly agents: { readonly online: boolean };
  /** `message` says what to do. */
  readonly error: { readonly code: string; readonly message: string };
}

/** `addEventListener('afterchat:unread', ({ detail }) => …)` knows what is in `detail`. */
type WidgetEventMap = {
  readonly [Name in keyof WidgetEvents as `afterchat:${Name}`]: CustomEvent<WidgetEvents[Name]>;
};

/** At first the page's own, which keeps what it is called with in `q`; once the script has loaded, that runs it, and `q` is null. */
export interface Afterchat {
  (...command: Command): void;
  q?: unknown[] | null;
}

declare global {
  interface Window {
    afterchat?: Afterchat;
  }
  interface WindowEventMap extends WidgetEventMap {}
}
