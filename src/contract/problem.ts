import { z } from 'zod';

/** An RFC 9457 problem document. `type` is stable; `detail` says what to do. */
export const Problem = z
  .object({
    type: z.string().meta({ example: 'urn:afterchat:problem:invalid-request' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

/** Where the stable slugs of problem documents live. */
export const problemType = (slug: string) => `urn:afterchat:problem:${slug}`;
