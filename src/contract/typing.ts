import { z } from 'zod';
import { Message } from './messages.ts';
import { Id, Timestamp, text } from './primitives.ts';

/** Somebody counts as typing for this long after each report of it. */
export const typingSeconds = 6;

const state = z
  .enum(['typing', 'stopped'])
  .default('typing')
  .describe(
    `while somebody types, report it every 3 seconds or so: it counts for ${typingSeconds} seconds; \`stopped\` ends it sooner, and so does their message`,
  );

export const PostVisitorTyping = z.strictObject({ state }).meta({ id: 'PostVisitorTyping' });

export const PostTyping = z
  .strictObject({
    agent: z
      .strictObject({ id: Id, name: text(1, 200).nullable().optional() })
      .optional()
      .describe(
        "who types; an agent's session can leave it out. Without a name, the registered agent's; agents who are `invisible` are not shown typing",
      ),
    state,
  })
  .meta({ id: 'PostTyping' });

/** The data of the event `typing`. */
export const Typing = z.object({
  conversationId: Id,
  author: Message.shape.author,
  /** By the service's clock; now if they have stopped. */
  until: Timestamp,
  /** The same from the moment at which it arrives, because clients' clocks may be wrong; 0 if they have stopped. */
  expiresInSeconds: z.int(),
});
export type Typing = z.infer<typeof Typing>;
