import type { EventIds } from './event-ids.ts';
import { concerns, type Happening, type Topic } from './happening.ts';

export interface ConnectionOptions {
  /** How often a comment shows that the connection lives (api.md Events). */
  readonly commentEveryMs: number;
  /** How long a conversation's update waits for a newer one. */
  readonly coalesceMs: number;
  /** A client that is further behind is sent away, and resumes when it can. */
  readonly maxWaitingBytes: number;
  /** So is one that takes nothing of what waits for it for so long, within twice that time. */
  readonly longestUnreadMs: number;
  /** Then the client has to connect anew, and show that its key still holds. */
  readonly longestMs: number;
}

/** How long a client waits before it connects anew (server-sent events: `retry`). */
const retryMs = 2_000;
/** So much is written ahead of the client. */
const aheadBytes = 16_384;

/** One client's stream of server-sent events. */
export interface Connection {
  readonly topic: Topic;
  readonly body: ReadableStream<Uint8Array>;
  /** Up to this token nothing is missing that the client should have. */
  readonly after: string;
  readonly ended: AbortSignal;
  tell(happening: Happening): void;
  /** All up to this token has been told. */
  reached(token: string): void;
  /** What came between the client's last event and this token is lost to it. */
  reset(token: string): void;
  /** Waits until the client has taken what is written. */
  drained(): Promise<void>;
  /** Does nothing if it has ended. */
  end(comment: string): void;
}

/** @param after where the client goes on from; it need not have been told of anything since */
export function openConnection(topic: Topic, after: string, ids: EventIds, options: ConnectionOptions): Connection {
  const idOf = (token: string) => ids.seal(topic, token);
  const ended = new AbortController();
  const encoder = new TextEncoder();
  /** The newest state of each conversation that is about to be told, in the order of their tokens. */
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
  // The id lets a client that was told of nothing resume as well.
  write(`retry: ${retryMs}\nid: ${idOf(after)}\n\n`);
  const comments = setInterval(() => {
    write(pending.size === 0 ? `: still here\nid: ${idOf(reachedToken)}\n\n` : ': still here\n\n');
  }, options.commentEveryMs);

  const longest = setTimeout(() => end('connect anew with the last id'), options.longestMs);
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
    const shown = happening.shownTo(topic.view);
    if (shown === null) return;
    // Without an id of its own a client resumes from the one before.
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
    // Its place was looked for in vain, but need not be again.
    write(`id: ${idOf(reachedToken)}\n\n`);
    if (!ended.signal.aborted) close(comment);
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
        // Ids only ever go forward, so what waits goes first: resuming from an id leaves nothing out.
        flush();
        writeEvent(happening);
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
