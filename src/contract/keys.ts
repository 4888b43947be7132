import { z } from 'zod';
import { page, Timestamp, text } from './primitives.ts';

/** What a key may do (api.md Who): `inbox` includes `chat`, and `admin` everything. */
export const scopes = ['chat', 'inbox', 'settings', 'deliveries', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Scopes that belong together, by a name for the command line. */
export const scopeBundles = {
  /** All that the runbook needs (docs/operations.md). */
  support: ['inbox', 'settings', 'deliveries'],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

const ScopeName = z.enum(scopes);

export const PostKey = z
  .strictObject({
    scopes: z.array(ScopeName).min(1, 'must name at least one scope').max(scopes.length),
    name: text(1, 200).nullable().optional().describe('what it is for, so that people can tell keys apart'),
  })
  .meta({ id: 'PostKey' });

const keyFields = {
  id: z.string().describe('public; it grants no access'),
  name: z.string().nullable(),
  scopes: z.array(ScopeName),
  createdAt: Timestamp,
};

export const Key = z.object(keyFields).meta({ id: 'Key' });
export type Key = z.infer<typeof Key>;

export const CreatedKey = z
  .object({ ...keyFields, key: z.string().describe('the key itself, shown only this once') })
  .meta({ id: 'CreatedKey' });

export const KeyPage = page(Key).meta({ id: 'KeyPage' });
