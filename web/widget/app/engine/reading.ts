import type { Core } from './core.ts';
import { mayPass, waitMs } from './trouble.ts';

export interface Reading {
  /** The message with this seq was shown. */
  seen(seq: number): void;
  /** Whether the visitor looks, or the chat is open, may have changed. */
  look(): void;
  /** Another tab or the service says so. */
  readElsewhere(upTo: number): void;
  forget(): void;
}

/** What is told as read is never emailed, so it counts only while the visitor looks at the open chat. */
export function reading({ api, state, browser, life }: Core, onRead: (upTo: number) => void): Reading {
  /** The newest that was shown, looked at or not. */
  let shown = 0;
  let told = 0;
  let isTelling = false;

  function look(): void {
    if (!state.isOpen.peek() || !browser.isLooking() || shown <= state.readUpTo.peek()) return;
    state.readUpTo.value = shown;
    onRead(shown);
    void tell();
  }

  /** One request at a time, each with the newest. */
  async function tell(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    const signal = life();
    for (let tries = 0; !signal.aborted && told < state.readUpTo.peek(); ) {
      const upTo = state.readUpTo.peek();
      try {
        await api.read({ upTo }, { signal });
        told = upTo;
        tries = 0;
      } catch (error) {
        if (signal.aborted || !mayPass(error)) break;
        await new Promise((resolve) => setTimeout(resolve, waitMs(error, tries)));
        tries += 1;
      }
    }
    isTelling = false;
  }

  return {
    seen: (seq) => {
      shown = Math.max(shown, seq);
      look();
    },
    look,
    readElsewhere: (upTo) => {
      told = Math.max(told, upTo);
      if (upTo > state.readUpTo.peek()) state.readUpTo.value = upTo;
    },
    forget: () => {
      shown = 0;
      told = 0;
    },
  };
}
