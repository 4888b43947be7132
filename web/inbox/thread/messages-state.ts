import { type Signal, signal } from '@preact/signals';
import { type ChatEvent, type Message, type PostMessage, ProblemError } from '../../../packages/client/src/index.ts';
import { load } from '../account/conversations.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { reasonOf } from '../parts/toasts.tsx';
import { keepUnsent, unsentOf } from './kept.ts';
import type { Pending } from './pending.ts';

export interface ThreadState {
  readonly state: 'loading' | 'ready' | 'missing' | 'failed';
  /** In their order. */
  readonly messages: readonly Message[];
  readonly pending: readonly Pending[];
  readonly hasOlder: boolean;
  /** Who writes something. */
  readonly typing: readonly Typer[];
}

interface Typer {
  readonly kind: Message['author']['kind'];
  readonly id: string | null;
  readonly name: string | null;
  /** Until when to show it, by this computer's clock. */
  readonly until: number;
}

/** More are not shown. */
const maxTyping = 5;

const pageSize = 60;
/** Threads that were looked at lately open at once; the oldest is forgotten first. */
const maxKept = 30;

const threads = new Map<string, Signal<ThreadState>>();
const empty: ThreadState = { state: 'loading', messages: [], pending: [], hasOlder: false, typing: [] };

/** The thread of a conversation, kept up to date; loads it if need be. */
export function threadOf(id: string): Signal<ThreadState> {
  const kept = threads.get(id);
  const thread = kept ?? signal<ThreadState>({ ...empty, pending: unsentOf(id) });
  threads.delete(id);
  threads.set(id, thread);
  for (const oldest of threads.keys()) {
    if (threads.size <= maxKept) break;
    threads.delete(oldest);
  }
  if (kept === undefined || kept.peek().state === 'failed') void loadThread(id);
  return thread;
}

function change(id: string, by: (now: ThreadState) => Partial<ThreadState>): void {
  const thread = threads.get(id);
  if (thread !== undefined) thread.value = { ...thread.peek(), ...by(thread.peek()) };
}

/** What events have told since a request began is newer than its answer. */
const toldSince = new Map<string, Set<string>>();

export async function loadThread(id: string): Promise<void> {
  const told = new Set<string>();
  toldSince.set(id, told);
  try {
    const { lastSeq } = await load(id);
    const after = Math.max(0, lastSeq - pageSize);
    const { items } = await client.messages.list(id, { after, limit: 200 });
    change(id, ({ messages, pending }) => {
      const all = withMessages(
        messages,
        items.filter((item) => !told.has(item.id)),
      );
      return { state: 'ready', messages: all, hasOlder: hasOlder(all), pending: unconfirmed(pending, all) };
    });
  } catch (error) {
    const isMissing = error instanceof ProblemError && error.status === 404;
    change(id, ({ state }) => ({ state: isMissing ? 'missing' : state === 'ready' ? state : 'failed' }));
  } finally {
    if (toldSince.get(id) === told) toldSince.delete(id);
  }
}

export async function loadOlder(id: string): Promise<void> {
  const oldest =
    threads
      .get(id)
      ?.peek()
      .messages.find(({ seq }) => seq !== null)?.seq ?? 0;
  const after = Math.max(0, oldest - 1 - pageSize);
  const limit = oldest - 1 - after;
  if (limit <= 0) return;
  const { items } = await client.messages.list(id, { after, limit });
  change(id, ({ messages }) => {
    const all = withMessages(items, messages);
    return { messages: all, hasOlder: items.length > 0 && hasOlder(all) };
  });
}

const hasOlder = (messages: readonly Message[]) => (messages.find(({ seq }) => seq !== null)?.seq ?? 1) > 1;

/** The later ones win; in their order. */
function withMessages(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map([...known, ...more].map((message) => [message.id, message]));
  return [...byId.values()].sort(inOrder);
}

/** A note has no `seq`; it stands behind the message that was the last one when it was written. */
const placeOf = ({ seq, afterSeq }: Message) => seq ?? afterSeq ?? 0;

const inOrder = (one: Message, other: Message) =>
  placeOf(one) - placeOf(other) ||
  Number(one.seq === null) - Number(other.seq === null) ||
  one.receivedAt.localeCompare(other.receivedAt);

function unconfirmed(pending: readonly Pending[], messages: readonly Message[]): readonly Pending[] {
  const there = new Set(messages.map(({ id }) => id));
  return pending.filter(({ id }) => !there.has(id));
}

/** Takes what an event says about messages, for every thread that is kept. */
export function takeMessages(event: ChatEvent): void {
  switch (event.type) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
      learnMessage(event.data);
      return;
    case 'typing': {
      const { conversationId, author, expiresInSeconds } = event.data;
      if (author.kind === 'agent' && author.id === me.peek()?.agent.id) return;
      const until = Date.now() + expiresInSeconds * 1_000;
      change(conversationId, ({ typing }) => {
        const others = typing.filter((one) => !isSame(one, author) && one.until > Date.now());
        const { kind, id, name } = author;
        return { typing: expiresInSeconds > 0 ? [...others, { kind, id, name, until }].slice(-maxTyping) : others };
      });
      return;
    }
    case 'conversation.deleted':
      change(event.data.id, () => ({ ...empty, state: 'missing' }));
      return;
    case 'reset':
      for (const id of threads.keys()) void loadThread(id);
      return;
    default:
  }
}

/** A visitor is one person, whoever they said that they are. */
const isSame = (one: Pick<Typer, 'kind' | 'id'>, other: Pick<Typer, 'kind' | 'id'>) =>
  one.kind === other.kind && (one.kind === 'visitor' || one.id === other.id);

function learnMessage(message: Message): void {
  const { conversationId: id } = message;
  // Held ones are nobody's business until the visitor has filled in the form.
  if (message.seq === null && message.kind !== 'note') return;
  toldSince.get(id)?.add(message.id);
  change(id, ({ messages, pending, typing }) => {
    const all = withMessages(messages, [message]);
    const others = typing.filter((one) => !isSame(one, message.author));
    return { messages: all, pending: unconfirmed(pending, all), typing: others };
  });
  keepUnsent(id, threads.get(id)?.peek().pending ?? []);
}

export function send(id: string, message: Pick<Pending, 'text' | 'attachments' | 'wish'>): void {
  void post(id, { id: crypto.randomUUID(), ...message, at: Date.now(), failure: null });
}

export const resend = (id: string, pending: Pending): void => void post(id, { ...pending, failure: null });

export function discard(id: string, pendingId: string): void {
  change(id, ({ pending }) => ({ pending: pending.filter((one) => one.id !== pendingId) }));
  keepUnsent(id, threads.get(id)?.peek().pending ?? []);
}

/** The same id again if it is sent again: it arrives once, whatever became of the first try. */
async function post(conversationId: string, message: Pending): Promise<void> {
  const agent = me.peek()?.agent;
  if (agent === undefined) return;
  const put = (one: Pending) => {
    change(conversationId, ({ pending, messages }) => ({
      pending: unconfirmed([...pending.filter(({ id }) => id !== one.id), one], messages),
    }));
    keepUnsent(conversationId, threads.get(conversationId)?.peek().pending ?? []);
  };
  put(message);
  const { id, text, wish, attachments } = message;
  const author: PostMessage['author'] = { kind: 'agent', id: agent.id, name: agent.name };
  try {
    learnMessage(
      await client.messages.post(conversationId, {
        id,
        author,
        ...(text === '' ? {} : { text }),
        ...(attachments.length === 0 ? {} : { attachments: attachments.map((one) => one.id) }),
        ...(wish === 'note' ? { kind: 'note' } : { forwarding: wish }),
      }),
    );
  } catch (error) {
    put({ ...message, failure: reasonOf(error) });
  }
}

/** Once the network is back, what was not sent is sent. */
export function sendAgainWhenOnline(): () => void {
  const again = () => {
    for (const [id, thread] of threads)
      for (const pending of thread.peek().pending) if (pending.failure !== null) resend(id, pending);
  };
  addEventListener('online', again);
  return () => removeEventListener('online', again);
}
