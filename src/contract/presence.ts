import { z } from 'zod';
import { Id, Timestamp } from './primitives.ts';
import { SentAt } from './sent-at.ts';

export const PostPresence = z
  .strictObject({
    state: z.enum(['here', 'active', 'left']),
    at: Timestamp.optional().describe('when it happened, if not now'),
    sentAt: SentAt,
    tab: Id.default('default').describe("which of the visitor's tabs; the visitor has left once all tabs have"),
  })
  .meta({ id: 'PostPresence' });
