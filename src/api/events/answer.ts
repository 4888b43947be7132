import type { Context } from 'hono';
import { EventStream } from '../../contract/events.ts';

/** What the routes that stream events answer, and how they describe it. */

export const streamAnswer = {
  description: 'Server-sent events, until the client closes the connection. A comment every 15 seconds keeps it open.',
  content: { 'text/event-stream': { schema: EventStream } },
};

/** @param secret what opens the stream */
export const howToRead = (secret: 'key' | 'token') =>
  `Read the stream with fetch rather than EventSource, so that the ${secret} stays in a header. The \`data\` of each event is the whole resource, as its GET shows it.

To resume, send the \`id\` of the last event as \`Last-Event-ID\`: events that were missed are sent once. If that is too long ago, the event \`reset\` comes instead: load again what you show, and the stream continues from there.

A conversation that changes several times within a moment is sent once, and heartbeats alone are not sent. Changes that come with time are sent as well: that a visitor fell silent, and the new outcome of a reply when the visitor leaves or is identified or the settings change (\`message.updated\`, for the newest 50 waiting replies of a conversation). An outcome's \`until\` says when it will change by itself.`;

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies must not wait for more before they pass an event on.
  'x-accel-buffering': 'no',
};

/** Answers with a stream. HEAD, which Hono routes like GET, opens none because nobody would read it. */
export async function answerStream(c: Context, open: () => Promise<ReadableStream<Uint8Array>>) {
  c.set('isStream', true);
  return c.req.method === 'HEAD' ? c.body(null, 200, streamHeaders) : c.body(await open(), 200, streamHeaders);
}
