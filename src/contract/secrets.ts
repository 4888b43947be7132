import { z } from 'zod';
import { Timestamp } from './primitives.ts';

/** What an account's site signs identities with, and what visitors' sessions are signed with here. */
export const secretKinds = ['identity', 'session'] as const;
export type SecretKind = (typeof secretKinds)[number];

export const RotatedSecret = z
  .object({
    kind: z.enum(secretKinds),
    secret: z
      .string()
      .nullable()
      .describe("the identity secret, told this once; null for the sessions', which never leaves the service"),
    rotatedAt: Timestamp,
    previous: z.int().describe('so many older ones are accepted until they are ended'),
  })
  .meta({ id: 'RotatedSecret' });
