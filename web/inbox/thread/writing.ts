/** What is to be put into a conversation's field from elsewhere on the page: the visitor's card asks for the address. */

import type { Wish } from './pending.ts';

type Writer = (text: string) => void;
const writers = new Map<string, Writer>();
/** What came before the composer did. */
let early: { readonly conversationId: string; readonly text: string } | null = null;

/** The composer of a conversation takes it while it is shown; returns what ends that. */
export function takeWriting(conversationId: string, writer: Writer): () => void {
  writers.set(conversationId, writer);
  if (early?.conversationId === conversationId) writer(early.text);
  early = null;
  return () => {
    if (writers.get(conversationId) === writer) writers.delete(conversationId);
  };
}

/** Puts the text where the cursor is, and the cursor behind it. */
export function writeInto(conversationId: string, text: string): void {
  const writer = writers.get(conversationId);
  if (writer === undefined) early = { conversationId, text };
  else writer(text);
}

let wanted: { readonly conversationId: string; readonly wish: Wish } | null = null;

/** Remembers that somebody wants to write in a conversation whose field is not there yet. */
export function wantToWrite(conversationId: string, wish: Wish): void {
  wanted = { conversationId, wish };
}

/** What somebody wanted to write in this conversation before its field was there; null if they did not. */
export function takeWanted(conversationId: string): Wish | null {
  const wish = wanted?.conversationId === conversationId ? wanted.wish : null;
  wanted = null;
  return wish;
}
