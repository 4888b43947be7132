/** What is to be put into a conversation's field from elsewhere on the page: the visitor's card asks for the address. */

type Writer = (text: string) => void;
const writers = new Map<string, Writer>();

/** The composer of a conversation takes it while it is shown; returns what ends that. */
export function takeWriting(conversationId: string, writer: Writer): () => void {
  writers.set(conversationId, writer);
  return () => {
    if (writers.get(conversationId) === writer) writers.delete(conversationId);
  };
}

/** Puts the text where the cursor is, and the cursor behind it. */
export const writeInto = (conversationId: string, text: string): void => writers.get(conversationId)?.(text);
