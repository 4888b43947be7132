import { z } from 'zod';
import { Timestamp } from './primitives.ts';

/** What an account's site signs identities with, and what visitors' sessions are signed with here. */
export const secretKinds = ['identity', 'session'] as const;
export type SecretKind = (typeof secretKinds)[number];

export const RotatedSecret = z
  .object({
    kind: z
      .enum(secretKinds)
      .describe('identity: signs identity tokens on your site; session: signs visitor sessions here'),
    secret: z
      .string()
      .nullable()
      .describe(
        'the identity secret, shown only this once; null for the session secret, which never leaves the service',
      ),
    rotatedAt: Timestamp,
    previous: z.int().describe('how many older secrets are still accepted until they are revoked'),
  })
  .meta({ id: 'RotatedSecret' });
