import type { Core } from './core.ts';

/** Activity is told at most this often. */
const activeMs = 30_000;

export interface Presence {
  /** Heartbeats, as often as the session says. */
  start(heartbeatSeconds: number): void;
  /** The conversation has begun; before that there is nothing to tell. */
  here(): void;
  acted(): void;
  /** With a request that outlives the page. */
  left(): void;
  stop(): void;
}

/** Each tab tells for itself whether it is open; the service puts them together. */
export function presence({ api, tab }: Core, hasConversation: () => boolean): Presence {
  let timer: ReturnType<typeof setInterval> | undefined;
  let activeAt = 0;

  /** The next one makes up for one that is lost. */
  const report = (state: 'here' | 'active') => {
    if (timer !== undefined && hasConversation()) api.presence({ state, tab }).catch(() => {});
  };

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    start: (heartbeatSeconds) => {
      clearInterval(timer);
      timer = setInterval(report, heartbeatSeconds * 1_000, 'here');
      report('here');
    },
    here: () => report('here'),
    acted: () => {
      const now = Date.now();
      if (now - activeAt < activeMs || timer === undefined) return;
      activeAt = now;
      report('active');
    },
    left: () => {
      if (timer !== undefined && hasConversation()) api.beacon({ state: 'left', tab });
    },
    stop,
  };
}
