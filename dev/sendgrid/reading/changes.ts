import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { problemResponse } from '../problem.ts';

/** As many pages as can follow a fake at a time. */
const maxStreams = 50;
/** Changes that come together are told together. */
const togetherMs = 150;
/** A silent stream says that it is there, so that one whose page is gone is noticed. */
const aliveMs = 15_000;

export type Changes = ReturnType<typeof createChanges>;

/** Tells the open pages that there is something new; what it is, they ask for. */
export function createChanges() {
  const wakers = new Set<() => void>();

  return {
    tell(): void {
      for (const wake of wakers) wake();
    },
    /** A stream of server-sent events, `changed` without data. */
    stream(c: Context): Response {
      if (wakers.size >= maxStreams) {
        const detail = `At most ${maxStreams} pages can follow it at a time.`;
        return problemResponse({ type: 'too-many-streams', title: 'Too many streams', status: 503, detail });
      }
      return streamSSE(c, async (stream) => {
        let wake = () => {};
        let isChanged = true;
        const waker = () => {
          isChanged = true;
          wake();
        };
        wakers.add(waker);
        stream.onAbort(() => {
          wakers.delete(waker);
          waker();
        });
        while (!stream.aborted) {
          await stream.writeSSE({ event: isChanged ? 'changed' : 'alive', data: '' });
          isChanged = false;
          await sleep(togetherMs, undefined, { ref: false });
          if (!isChanged)
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, aliveMs).unref();
              wake = () => {
                clearTimeout(timer);
                resolve();
              };
            });
        }
        wakers.delete(waker);
      });
    },
  };
}
