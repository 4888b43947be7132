import { z } from 'zod';

/** The kinds of server-sent events; `data` is the whole resource as its GET returns it (api.md Events). */
export const eventNames = [
  'message.created',
  'message.updated',
  'message.deleted',
  'conversation.updated',
  /** It was erased. */
  'conversation.deleted',
  'delivery.updated',
  'agents.updated',
  /** Somebody on the other side types, or has stopped; it is not told again to those who resume. */
  'typing',
  'alert',
  /** Events since the last one were lost: reload everything that you show. */
  'reset',
] as const;
export type EventName = (typeof eventNames)[number];

/** The body of a stream, text/event-stream. */
export const EventStream = z.string().meta({
  id: 'EventStream',
  description: 'Server-sent events (HTML Standard) in UTF-8; an empty line ends each event.',
});

/** Where to resume: the `id` of the last event that was received. */
export const ResumeHeaders = z.object({
  'last-event-id': z
    .string()
    .optional()
    .meta({ description: 'the id of the last event received; the stream continues with what came after it' }),
});
