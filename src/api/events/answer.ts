import type { Context } from 'hono';
import { EventStream } from '../../contract/events.ts';

/** What the routes that stream events answer with, and say of it. */

export const streamAnswer = {
  description: 'Events as they happen, until the client leaves; a comment every 15 s.',
  content: { 'text/event-stream': { schema: EventStream } },
};

/** @param secret what opens the stream, in a word */
export const howToRead = (secret: 'key' | 'token') =>
  `Read it with fetch, so that the ${secret} stays in the header. Each \`data\` is the whole resource, as its GET shows it. A client that comes back sends the last \`id\` as \`Last-Event-ID\` and gets what it missed, once; where that is too long ago it gets \`reset\` instead, reads anew what it shows, and the events go on from there. A conversation that changes many times in a moment is told once, and a heartbeat alone is not told at all. What changes without being written is told too, where somebody listens: that a visitor fell silent, and the outcome of a reply when the visitor leaves or is identified or settings change (\`message.updated\`, of a conversation's newest 50 replies that wait). An outcome's \`until\` says when time alone makes it another.`;

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies must not wait for more before they pass an event on.
  'x-accel-buffering': 'no',
};

/** Answers with a stream. HEAD, which Hono gives to what serves GET, opens none: nobody would read it. */
export async function answerStream(c: Context, open: () => Promise<ReadableStream<Uint8Array>>) {
  c.set('isStream', true);
  return c.req.method === 'HEAD' ? c.body(null, 200, streamHeaders) : c.body(await open(), 200, streamHeaders);
}
