import { z } from 'zod';

/** What server-sent events tell of; `data` is the whole resource as its GET shows it (api.md Events). */
export const eventNames = [
  'message.created',
  'message.updated',
  'message.deleted',
  'conversation.updated',
  'delivery.updated',
  'agents.updated',
  'alert',
  /** What came between the last event and this one is lost: read anew what you show. */
  'reset',
] as const;
export type EventName = (typeof eventNames)[number];

/** A connection's answer, as text/event-stream. */
export const EventStream = z
  .string()
  .meta({ id: 'EventStream', description: 'Server-sent events (the HTML standard): UTF-8, an empty line ends each.' });

/** Where to go on: the `id` of the last event that was received. */
export const ResumeHeaders = z.object({
  'last-event-id': z
    .string()
    .optional()
    .meta({ description: 'the id of the last event received; what came after it is told first' }),
});
