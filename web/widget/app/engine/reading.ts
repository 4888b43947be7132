import type { Core } from './core.ts';
import { isUnread } from './transcript.ts';

export interface Reading {
  /** The end of the message with this seq was shown. */
  seen(seq: number): void;
  /** Whether the visitor looks, or the chat is open, may have changed. */
  look(): void;
  /** Another tab or the service says so. */
  readElsewhere(upTo: number): void;
  forget(): void;
}

/**
 * What is told as read is never emailed, nor is anything before it. So a message counts only while the visitor looks at
 * the open chat, and once all before it were shown.
 */
export function reading({ api, state, browser, life }: Core, onRead: (upTo: number) => void): Reading {
  /** The seqs of what was shown, looked at or not. */
  const shown = new Set<number>();
  /** What the service knows. */
  let told = 0;
  let isTelling = false;

  /** One request at a time, each with the newest; what fails is told with the next look. */
  async function look(): Promise<void> {
    if (!state.isOpen.peek() || !browser.isLooking()) return;
    const upTo = readTo(shown, state);
    if (upTo > state.readUpTo.peek()) {
      state.readUpTo.value = upTo;
      onRead(upTo);
    }
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
      shown.add(seq);
      void look();
    },
    look: () => void look(),
    readElsewhere: (upTo) => {
      told = Math.max(told, upTo);
      state.readUpTo.value = Math.max(state.readUpTo.peek(), upTo);
    },
    forget: () => {
      shown.clear();
      told = 0;
    },
  };
}

/** The end of the unbroken run of what the visitor was shown, wrote, or read elsewhere, from what they had read. */
function readTo(shown: ReadonlySet<number>, { transcript, readUpTo }: Core['state']): number {
  const messages = new Map([...transcript.peek().values()].map((message) => [message.seq, message]));
  let upTo = readUpTo.peek();
  for (;;) {
    const next = messages.get(upTo + 1);
    if (next === undefined || (isUnread(next, upTo) && !shown.has(upTo + 1))) return upTo;
    upTo += 1;
  }
}
