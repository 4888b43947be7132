import { z } from 'zod';
import { ReasonName } from './conversations.ts';
import { faultNames } from './faults.ts';
import { Timestamp } from './primitives.ts';

/** One wrong field of a request. */
const WrongField = z.object({
  path: z.string().describe('the field, such as timing.settleSeconds'),
  code: z.enum(faultNames).describe('which kind of fault it is; stable, for programs to act on'),
  limit: z
    .number()
    .optional()
    .describe('what may be reached and not passed: with too-small, too-large, too-short, too-long, too-few, too-many'),
  message: z.string().describe('what is wrong, to be read after the name of the field'),
});
export type WrongField = z.infer<typeof WrongField>;

/** An RFC 9457 problem document. `type` is stable; `detail` says what to do. */
export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'stable; for programs to act on', examples: ['urn:afterchat:problem:invalid-request'] }),
    title: z.string().describe('what went wrong, in general'),
    status: z.int().describe('the HTTP status'),
    detail: z.string().optional().describe('what to do about it'),
    errors: z.array(WrongField).optional().describe('with invalid-request: which fields are wrong, and how'),
    reason: ReasonName.optional().describe('with some conflicts: why, as in outcomes'),
    until: Timestamp.optional().describe('with some conflicts: when this ends at the latest'),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document.' });
export type Problem = z.infer<typeof Problem>;

/** Where the stable slugs of problem documents live. */
export const problemType = (slug: string) => `urn:afterchat:problem:${slug}`;
