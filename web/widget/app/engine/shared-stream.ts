import type { StreamOptions, VisitorEvent } from '../../../../packages/client/src/events.ts';
import type { Tabs } from './browser.ts';

/** `connecting`: it has just ended, as streams do, and begins again. */
type Now = 'open' | 'connecting' | 'offline' | 'unavailable';

export interface Following {
  /** Of the session whose events these are; tabs with another one ignore them. */
  readonly who: string;
  /** Names the lock and the channel. */
  readonly name: string;
  /** Null: this tab follows by itself. */
  readonly tabs: Tabs | null;
  open(options: StreamOptions): AsyncIterable<VisitorEvent>;
  onEvent(event: VisitorEvent): void;
  /** `hasMissed`: what came before this moment may be unknown, so it is to be loaded. */
  onConnection(now: Now, hasMissed: boolean): void;
  /** Why there is no stream at the moment. */
  lost(): Exclude<Now, 'open'>;
  /** The stream ended for good. */
  onEnd(error: unknown): void;
}

export interface SharedStream {
  /** Tells the other tabs of an event that this one knows first. */
  tell(event: VisitorEvent): void;
  /** Whether the tab that holds the stream is still there: it may have been put to sleep. */
  check(): void;
  /** The network is back: begins again at once. */
  restart(): void;
  stop(): void;
}

type Said =
  | { readonly kind: 'event'; readonly who: string; readonly event: VisitorEvent }
  | { readonly kind: 'connection'; readonly who: string; readonly now: Now }
  | { readonly kind: 'ask'; readonly who: string };

/** For so long the tab that holds the stream may leave a question unanswered. */
const answerMs = 5_000;

/**
 * One stream for all tabs of a browser, because over HTTP/1.1 it opens no more than six connections to one host. The
 * tab that holds the lock has the stream and tells the others. When it is closed, the next in line goes on where it was.
 */
export function sharedStream({ who, name, tabs, open, onEvent, onConnection, lost, onEnd }: Following): SharedStream {
  const channel = tabs?.channel(name) ?? null;
  let stopped = false;
  let lastEventId = '';
  let connection: Now = 'connecting';
  let hasOpened = false;
  let leading: AbortController | null = null;
  let inLine = new AbortController();
  let doubt: ReturnType<typeof setTimeout> | undefined;

  const say = (said: Said) => channel?.postMessage(said);

  function connected(now: Now, hasMissed: boolean): void {
    connection = now;
    if (now === 'open') hasOpened = true;
    onConnection(now, hasMissed);
  }

  function take(event: VisitorEvent): void {
    lastEventId = event.id || lastEventId;
    onEvent(event);
  }

  async function lead(): Promise<void> {
    while (!stopped) {
      const own = new AbortController();
      leading = own;
      clearTimeout(doubt);
      let isFirst = lastEventId === '';
      const heard = (said: 'open' | 'lost') => {
        const now = said === 'open' ? said : lost();
        connected(now, isFirst && now === 'open');
        if (now === 'open') isFirst = false;
        say({ kind: 'connection', who, now });
      };
      try {
        for await (const event of open({ signal: own.signal, lastEventId, onConnection: heard })) {
          take(event);
          say({ kind: 'event', who, event });
        }
      } catch (error) {
        if (!own.signal.aborted) {
          stopped = true;
          onEnd(error);
        }
      }
      if (leading !== own) return;
    }
  }

  async function queue(steal: boolean): Promise<void> {
    if (tabs === null) return lead();
    inLine.abort();
    inLine = new AbortController();
    const { signal } = inLine;
    try {
      await tabs.locks.request(name, steal ? { steal } : { signal }, () => (stopped ? undefined : lead()));
    } catch {
      // Another tab took it over, or this one asked in another way.
      if (signal.aborted || stopped) return;
      leading?.abort();
      leading = null;
      void queue(false);
    }
  }

  function check(): void {
    if (channel === null || leading !== null || stopped) return;
    say({ kind: 'ask', who });
    clearTimeout(doubt);
    doubt = setTimeout(() => void queue(true), answerMs);
  }

  if (channel !== null)
    channel.onmessage = ({ data }) => {
      const said = data as Said;
      if (said.who !== who || stopped) return;
      if (said.kind === 'ask') {
        if (leading !== null) say({ kind: 'connection', who, now: connection });
        return;
      }
      clearTimeout(doubt);
      if (said.kind === 'event') take(said.event);
      else if (leading === null) connected(said.now, said.now === 'open' && !hasOpened);
    };
  void queue(false);
  check();

  return {
    tell: (event) => say({ kind: 'event', who, event }),
    check,
    restart: () => leading?.abort(),
    stop: () => {
      stopped = true;
      clearTimeout(doubt);
      inLine.abort();
      leading?.abort();
      leading = null;
      channel?.close();
    },
  };
}
