import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ChatEvent, Conversation } from '../../../packages/client/src/index.ts';
import { client } from './session.ts';

/**
 * Every conversation that the page knows, as it was told last: each in a signal of its own, so that what shows one is
 * drawn again only when that one changes.
 */
const known = new Map<string, Signal<Conversation | null>>();

type Listener = (now: Conversation | null, before: Conversation | null, id: string) => void;
const listeners = new Set<Listener>();

/** Calls back when a conversation has changed, has come or (null) is gone; returns what ends it. */
export function onConversation(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Null while it is not known, or erased. */
export function conversation(id: string): ReadonlySignal<Conversation | null> {
  return signalOf(id);
}

function signalOf(id: string): Signal<Conversation | null> {
  const there = known.get(id) ?? signal<Conversation | null>(null);
  known.set(id, there);
  return there;
}

/** Takes what an answer or an event says, unless something newer is known. */
export function learn(now: Conversation): void {
  const there = signalOf(now.id);
  const before = there.peek();
  if (before !== null && before.updatedAt > now.updatedAt) return;
  there.value = now;
  for (const listener of listeners) listener(now, before, now.id);
}

/** Changes what is shown until the service tells the same. */
export function presume(id: string, change: (conversation: Conversation) => Conversation): void {
  const before = signalOf(id).peek();
  if (before !== null) learn(change(before));
}

/** Rejects with ProblemError 404 if there is none. */
export async function load(id: string): Promise<Conversation> {
  const loaded = await client.conversations.get(id);
  learn(loaded);
  return loaded;
}

export function takeConversation(event: ChatEvent): void {
  if (event.type === 'conversation.updated') learn(event.data);
  if (event.type === 'conversation.deleted') {
    const there = signalOf(event.data.id);
    const before = there.peek();
    there.value = null;
    for (const listener of listeners) listener(null, before, event.data.id);
  }
}

/** What a visitor is called: their name, else their address, else nothing. */
export const visitorName = ({ visitor }: Pick<Conversation, 'visitor'>): string | null => visitor.name ?? visitor.email;
