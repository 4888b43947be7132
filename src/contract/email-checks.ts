import { z } from 'zod';
import { EmailAddress } from './primitives.ts';

export const PostTestEmail = z
  .strictObject({
    to: EmailAddress.optional().describe('where to; if omitted, to the agent who is signed in'),
  })
  .meta({ id: 'PostTestEmail' });

export const TestEmail = z
  .object({
    to: z.string(),
    result: z
      .enum(['accepted', 'refused', 'unknown'])
      .describe('what the provider said; unknown: it did not answer, so the email may have been sent'),
    detail: z.string().nullable().describe('why it was refused, in words of the provider or our own'),
  })
  .meta({ id: 'TestEmail' });
export type TestEmail = z.infer<typeof TestEmail>;

const Check = z.object({
  check: z.string().describe('what was looked at'),
  state: z
    .enum(['ok', 'failed', 'skipped'])
    .describe('skipped: it could not be looked at, which by itself is no fault'),
  says: z.string().describe('what was found'),
  todo: z.string().nullable().describe('what to do about it; null if all is well'),
});

export const EmailChecks = z.object({ checks: z.array(Check) }).meta({ id: 'EmailChecks' });
export type EmailCheck = z.infer<typeof Check>;
