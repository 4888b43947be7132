import type { EventIds } from './event-ids.ts';
import { concerns, type Happening, type Shown, type Topic } from './happening.ts';

export interface ConnectionOptions {
  /** How often a comment shows that the connection lives (api.md Events). */
  readonly commentEveryMs: number;
  /** How long a conversation's update waits for a newer one. */
  readonly coalesceMs: number;
  /** The stream of a client that is further behind is ended; it can resume when it is able to. */
  readonly maxWaitingBytes: number;
  /** So is that of a client that reads nothing for this long, although data waits; noticed within twice this time. */
  readonly longestUnreadMs: number;
  /** After this the client has to reconnect, and to show a key that is still valid. */
  readonly longestMs: number;
  /** Whether the client may see this; at the first event that they may not, the stream ends. Missing: everything. */
  readonly mayHear?: ((shown: Shown) => boolean) | undefined;
}

/** How long a client waits before it reconnects (server-sent events: `retry`). */
const retryMs = 2_000;
/** How much is written before the client reads it. */
const aheadBytes = 16_384;

export const noLongerValid = 'the key or session that opened this stream is no longer valid';

/** One client's stream of server-sent events. */
export interface Connection {
  readonly topic: Topic;
  readonly body: ReadableStream<Uint8Array>;
  /** The client has been sent everything up to this token that it should have. */
  readonly after: string;
  readonly ended: AbortSignal;
  tell(happening: Happening): void;
  /** Everything up to this token has been sent. */
  reached(token: string): void;
  /** Tells the client that it has missed what came between its last event and this token. */
  reset(token: string): void;
  /** Waits until the client has read what was written. */
  drained(): Promise<void>;
  /** Does nothing if the connection has already ended. */
  end(comment: string): void;
}

/** @param after the token after which the client continues */
export function openConnection(topic: Topic, after: string, ids: EventIds, options: ConnectionOptions): Connection {
  const idOf = (token: string) => ids.seal(topic, token);
  const ended = new AbortController();
  const encoder = new TextEncoder();
  /** The newest state of each conversation that is about to be sent, in the order of their tokens. */
  const pending = new Map<string, Happening>();
  let reachedToken = after;
  let pendingTimer: NodeJS.Timeout | undefined;
  let output: ReadableStreamDefaultController<Uint8Array>;
  let taken: () => void = () => {};
  let writtenBytes = 0;
  let takenBytesBefore = 0;

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        output = controller;
      },
      pull: () => taken(),
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: aheadBytes }),
  );
  // With this id, a client that receives no event can resume as well.
  write(`retry: ${retryMs}\nid: ${idOf(after)}\n\n`);
  const comments = setInterval(() => {
    write(pending.size === 0 ? `: still here\nid: ${idOf(reachedToken)}\n\n` : ': still here\n\n');
  }, options.commentEveryMs);

  const longest = setTimeout(() => end('reconnect with the last id'), options.longestMs);
  const reading = setInterval(endUnread, options.longestUnreadMs);

  function endUnread(): void {
    const room = output.desiredSize ?? 0;
    const takenBytes = writtenBytes - (aheadBytes - room);
    if (room <= 0 && takenBytes === takenBytesBefore) end('nothing was read; resume with the last id');
    takenBytesBefore = takenBytes;
  }

  function write(text: string): void {
    if (ended.signal.aborted) return;
    const bytes = encoder.encode(text);
    writtenBytes += bytes.byteLength;
    output.enqueue(bytes);
    if ((output.desiredSize ?? 0) < -options.maxWaitingBytes) close('too far behind; resume with the last id');
  }

  function writeEvent(happening: Happening): void {
    if (ended.signal.aborted) return;
    const { view, agentId = null } = topic;
    const shown = (agentId === null ? null : happening.shownToAgent?.(agentId)) ?? happening.shownTo(view);
    if (shown === null) return;
    if (options.mayHear?.(shown) === false) {
      close(noLongerValid);
      return;
    }
    // After an event without an id of its own, a client resumes from the id before it.
    const id = happening.token === null ? '' : `id: ${idOf(happening.token)}\n`;
    write(`event: ${shown.type}\n${id}data: ${shown.data}\n\n`);
  }

  function flush(): void {
    clearTimeout(pendingTimer);
    pendingTimer = undefined;
    const happenings = [...pending.values()];
    pending.clear();
    for (const happening of happenings) writeEvent(happening);
  }

  function leave(): void {
    clearInterval(comments);
    clearTimeout(pendingTimer);
    clearTimeout(longest);
    clearInterval(reading);
    ended.abort();
    taken();
  }

  function end(comment: string): void {
    if (ended.signal.aborted) return;
    flush();
    // Even where nothing was sent, what has been looked through need not be looked through again.
    write(`id: ${idOf(reachedToken)}\n\n`);
    if (!ended.signal.aborted) close(comment);
  }

  function endAfter({ token }: Happening): void {
    if (token !== null) reachedToken = token;
    end('the conversation was erased');
  }

  function close(comment: string): void {
    output.enqueue(encoder.encode(`: ${comment}\n\n`));
    output.close();
    leave();
  }

  return {
    topic,
    body,
    ended: ended.signal,
    get after() {
      return reachedToken;
    },
    tell: (happening) => {
      if (ended.signal.aborted || !concerns(happening, topic)) return;
      if (happening.token !== null && happening.token <= reachedToken) return;
      if (!happening.isCoalesced || happening.conversationId === null) {
        // Ids only increase, so what is pending is written first: then resuming from any id misses nothing.
        flush();
        writeEvent(happening);
        if (happening.isItsLast && topic.conversationId !== null) endAfter(happening);
        return;
      }
      pending.delete(happening.conversationId);
      pending.set(happening.conversationId, happening);
      pendingTimer ??= setTimeout(flush, options.coalesceMs);
    },
    reached: (token) => {
      if (token > reachedToken) reachedToken = token;
    },
    reset: (token) => {
      if (ended.signal.aborted) return;
      pending.clear();
      reachedToken = token;
      write(`event: reset\nid: ${idOf(token)}\ndata: {}\n\n`);
    },
    drained: async () => {
      if (ended.signal.aborted || (output.desiredSize ?? 0) > 0) return;
      await new Promise<void>((resolve) => {
        taken = resolve;
      });
    },
    end,
  };
}
