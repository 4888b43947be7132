import { client } from '../account/session.ts';

/** The other side shows it for six seconds (docs/integrate.md). */
const typingEveryMs = 3_000;

/** Tells the others that this agent types, seldom enough, and that they have stopped. */
export function typingTeller(conversationId: string) {
  let toldAt = 0;
  const tell = (state: 'typing' | 'stopped') =>
    void client.conversations.typing(conversationId, { state }).catch(() => {});
  return {
    typing: () => {
      if (Date.now() - toldAt < typingEveryMs) return;
      toldAt = Date.now();
      tell('typing');
    },
    /** They took back what they were writing. */
    stopped: () => {
      if (toldAt > 0) tell('stopped');
      toldAt = 0;
    },
    /** A message ends it by itself. */
    sent: () => {
      toldAt = 0;
    },
  };
}
