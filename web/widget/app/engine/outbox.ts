import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { Message } from '../../../../packages/client/src/types.ts';
import type { OutboxMessage } from '../chat.ts';
import type { Core } from './core.ts';
import type { Sessions } from './sessions.ts';
import { isSessionOver, mayPass, troubleOf, waitMs } from './trouble.ts';

/** More than this are not kept; who writes that many without a connection is told to wait. */
export const maxOutbox = 100;

export interface Outbox {
  add(message: OutboxMessage): void;
  retry(id: string): void;
  /** Returns what was taken away. */
  discard(id: string): OutboxMessage | undefined;
  /** Sends what waits, in order; harmless if nothing does. */
  flush(): void;
  /** Shows what is kept: another tab may have added something. */
  refresh(): void;
}

/**
 * Messages wait in the browser's storage until the service has them: they survive a reload and a closed tab. One tab at
 * a time sends, and each message keeps its id, so none is sent twice.
 */
export function outboxOf(core: Core, sessions: Sessions, onStored: (message: Message) => void): Outbox {
  const { api, kept, state, browser, tab } = core;
  let isSending = false;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = () => {
    state.outbox.value = kept.outbox();
  };
  const nextOne = () => kept.outbox().find(({ trouble }) => trouble === undefined);

  async function flush(): Promise<void> {
    const signal = core.life();
    if (isSending || signal.aborted || nextOne() === undefined) return;
    isSending = true;
    clearTimeout(timer);
    try {
      await core.alone('send', async () => {
        for (let next = nextOne(); next !== undefined && !signal.aborted; next = nextOne()) await sendOne(next, signal);
      });
      tries = 0;
    } catch (error) {
      if (!signal.aborted) {
        if (tries === 0) core.failed(error);
        timer = setTimeout(flush, waitMs(error, tries));
        tries += 1;
        return;
      }
    } finally {
      isSending = false;
    }
    // What came between the last look and now.
    void flush();
  }

  async function sendOne(message: OutboxMessage, signal: AbortSignal): Promise<void> {
    try {
      const stored = await posted(message, signal);
      signal.throwIfAborted();
      state.trouble.value = null;
      onStored(stored);
      kept.drop(message.id);
    } catch (error) {
      if (signal.aborted || mayPass(error)) throw error;
      // The answer to an earlier try was lost; the stream tells of the message.
      if (error instanceof ProblemError && error.slug === 'id-taken') kept.drop(message.id);
      else kept.put({ ...message, trouble: troubleOf(error) });
    }
    refresh();
  }

  async function posted({ id, text, files, at }: OutboxMessage, signal: AbortSignal): Promise<Message> {
    await sessions.need();
    // Another visitor may have come meanwhile.
    signal.throwIfAborted();
    const attachments = files.length === 0 ? undefined : files.map((file) => file.id);
    // `at` is the same on each try: by it the service knows that it is the same message.
    const times = { at: timestamp(at), sentAt: timestamp(Date.now()) };
    const body = { id, ...(text === '' ? {} : { text }), attachments, page: browser.page(), tab, ...times };
    try {
      return await api.post(body, { signal });
    } catch (error) {
      // If it cannot go on, the message waits for a new session, which begins when it is looked at again.
      if (!isSessionOver(error) || !(await sessions.resume())) throw error;
      return api.post(body, { signal });
    }
  }

  return {
    add: (message) => {
      kept.put(message);
      refresh();
      void flush();
    },
    retry: (id) => {
      const found = kept.outbox().find((message) => message.id === id);
      if (found === undefined) return;
      const { trouble: _, ...again } = found;
      kept.put(again);
      refresh();
      void flush();
    },
    discard: (id) => {
      const found = kept.outbox().find((message) => message.id === id);
      kept.drop(id);
      refresh();
      return found;
    },
    flush: () => void flush(),
    refresh,
  };
}

const timestamp = (ms: number) => new Date(ms).toISOString();
