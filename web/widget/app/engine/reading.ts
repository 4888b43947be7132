import type { Core } from './core.ts';

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
  /** What the service knows. */
  let told = 0;
  let isTelling = false;

  /** One request at a time, each with the newest; what fails is told with the next look. */
  async function look(): Promise<void> {
    if (!state.isOpen.peek() || !browser.isLooking()) return;
    if (shown > state.readUpTo.peek()) {
      state.readUpTo.value = shown;
      onRead(shown);
    }
    const upTo = shown;
    if (isTelling || told >= upTo) return;
    isTelling = true;
    const isTold = await api.read({ upTo }, { signal: life() }).then(
      () => true,
      () => false,
    );
    isTelling = false;
    if (!isTold) return;
    told = Math.max(told, upTo);
    void look();
  }

  return {
    seen: (seq) => {
      shown = Math.max(shown, seq);
      void look();
    },
    look: () => void look(),
    readElsewhere: (upTo) => {
      told = Math.max(told, upTo);
      state.readUpTo.value = Math.max(state.readUpTo.peek(), upTo);
    },
    forget: () => {
      shown = 0;
      told = 0;
    },
  };
}
