import { z } from 'zod';

export const AuthorKind = z.enum(['visitor', 'agent', 'bot']);

/** Who wrote a message, as it is shown. */
export const Author = z.object({
  kind: AuthorKind,
  id: z.string().nullable(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable().describe("the agent's picture as it is now; null for others"),
});
