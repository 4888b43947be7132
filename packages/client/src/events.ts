import { eventStreamReader, type RawEvent, type StreamPart } from './event-stream.ts';
import { part } from './json.ts';
import { type ClientOptions, sleep } from './options.ts';
import type { Page } from './page.ts';
import { ProblemError } from './problem-error.ts';
import type { Send } from './send.ts';
import type { Agent, AgentsForVisitors, Alert, Conversation, Delivery, Message, VisitorConversation } from './types.ts';
import { backoffMs } from './waiting.ts';

/** The events of every stream: about messages, when all of them were erased, and when too much was missed. */
interface MessageEvents {
  'message.created': Message;
  'message.updated': Message;
  'message.deleted': Message;
  /** The conversation was erased: remove all that you show of it. */
  'conversation.deleted': { readonly id: string };
  /** Somebody on the other side types. */
  typing: Typing;
  /** What came between the last event and this one is lost: reload what you show. */
  reset: Readonly<Record<string, never>>;
}

export interface Typing {
  readonly conversationId: string;
  readonly author: Message['author'];
  /** By the service's clock; now if they have stopped. */
  readonly until: string;
  /** For how long to show it from now on, unless a message of theirs comes or they go on; 0 if they have stopped. */
  readonly expiresInSeconds: number;
}

interface AgentEvents extends MessageEvents {
  'conversation.updated': Conversation;
  'delivery.updated': Delivery;
  'agents.updated': Page<Agent>;
  alert: Alert;
}

interface VisitorEvents extends MessageEvents {
  'conversation.updated': VisitorConversation;
  'agents.updated': AgentsForVisitors;
}

type EventOf<Data> = {
  [Type in keyof Data]: { readonly type: Type; readonly id: string; readonly data: Data[Type] };
}[keyof Data];

/** An event with the whole resource as its data. */
export type ChatEvent = EventOf<AgentEvents>;

/** An event of a visitor's own conversation, as they see it. */
export type VisitorEvent = EventOf<VisitorEvents>;

export interface EventsOptions extends StreamOptions {
  /** Follows only this conversation. */
  readonly conversationId?: string;
}

export interface StreamOptions {
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  /** The id of the last event that you received; the stream continues with what came after it. */
  readonly lastEventId?: string;
  /**
   * Called with `open` when the stream is open, after which nothing is missed, and with `lost` when it is reconnecting.
   */
  readonly onConnection?: (now: 'open' | 'lost') => void;
}

/** The server writes a comment every 15 s; a stream that misses three of them is dead. */
const silenceMs = 45_000;

/** What happens in the account, or in one conversation. */
export function events(send: Send, options: ClientOptions, { conversationId, ...which }: EventsOptions = {}) {
  const path = conversationId === undefined ? '/v1/events' : `/v1/conversations/${part(conversationId)}/events`;
  return eventsAt<ChatEvent>(send, options, path, which);
}

/**
 * What happens, as it happens, for as long as it is iterated. If the connection breaks, it reconnects and continues
 * where it was. Throws ProblemError if reconnecting is no use (401, 403, 404).
 */
export async function* eventsAt<Event extends ChatEvent | VisitorEvent>(
  send: Send,
  { sleep: wait = sleep }: ClientOptions,
  path: string,
  { signal, lastEventId = '', onConnection }: StreamOptions = {},
): AsyncGenerator<Event, void, undefined> {
  let id = lastEventId;
  let retryMs = 0;
  let askedSeconds = 0;
  for (let tries = 0; !signal?.aborted; tries += 1) {
    try {
      for await (const said of connection(send, path, id, signal)) {
        if (said.kind === 'open') {
          onConnection?.('open');
          continue;
        }
        tries = 0;
        askedSeconds = 0;
        if (said.kind === 'retry') retryMs = said.ms;
        else id = said.id;
        if (said.kind === 'event') yield eventOf<Event>(said);
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) throw error;
      askedSeconds = error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) : 0;
    }
    if (!signal?.aborted) onConnection?.('lost');
    await wait(Math.max(retryMs, backoffMs(tries), askedSeconds * 1_000), signal).catch(() => {});
  }
}

const eventOf = <Event>({ type, id, data }: RawEvent) =>
  ({ type, id, data: data === '' ? null : JSON.parse(data) }) as Event;

/** One connection, to its end. */
async function* connection(
  send: Send,
  path: string,
  lastEventId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<StreamPart | { readonly kind: 'open' }, void, undefined> {
  const silence = new AbortController();
  const headers = { accept: 'text/event-stream', ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }) };
  const ended = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const body = await send('GET', path, { headers, signal: ended }, async (response) => response.body);
    if (body === null) return;
    yield { kind: 'open' };
    const read = eventStreamReader(lastEventId);
    const text = new TextDecoder();
    // Not every browser can iterate the body asynchronously, but every one has its reader.
    const reader = body.getReader();
    // A custom fetch may not abort the body when the signal aborts.
    const leave = () => void reader.cancel().catch(() => {});
    ended.addEventListener('abort', leave, { once: true });
    try {
      for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        yield* read(text.decode(value, { stream: true }));
      }
    } finally {
      ended.removeEventListener('abort', leave);
      leave();
    }
  } finally {
    clearTimeout(timer);
  }
}
