import { z } from 'zod';
import { parkedReasons } from './deliveries.ts';
import { EmailAddress, Id, Timestamp } from './primitives.ts';

/** Where a delivery has to stand for a replay of many to take it. */
export const replayableStatuses = ['parked', 'bounced', 'dropped'] as const;
const ReplayableStatus = z.enum(replayableStatuses);

/** So many deliveries can be named one by one. */
export const mostIds = 200;

export const BulkReplayRequest = z
  .strictObject({
    id: Id.describe('yours: the same id is the same job'),
    status: ReplayableStatus.default('parked').describe('only those that stand so'),
    reason: z
      .enum(parkedReasons)
      .optional()
      .describe(
        'only those parked for this reason; those that may have arrived are taken only with unknown or changedWhileUnknown, or by their ids',
      ),
    conversation: Id.optional().describe('only those of one conversation'),
    address: EmailAddress.optional().describe('only those to this address, however it is spelt'),
    ids: z.array(Id).min(1).max(mostIds).optional().describe('only these'),
    since: Timestamp.optional().describe('created at or after'),
    until: Timestamp.optional().describe('created before'),
    dryRun: z.boolean().default(false).describe('only tell what would happen'),
  })
  .meta({ id: 'BulkReplayRequest' });

/** Why a delivery is not sent after all; the slugs of its 409. */
export const replayRefusals = [
  'already-sent',
  'already-read',
  'nothing-left',
  'suppressed',
  'superseded',
  'still-open',
  'report-awaited',
  'forwarding-off',
  'not-identified',
  'too-old',
  'dismissed',
] as const;
export type ReplayRefusal = (typeof replayRefusals)[number];

/** As many refused deliveries are listed; `refusedCount` counts them all. */
export const mostRefusedListed = 100;
/** So many deliveries a dry run looks at. */
export const mostTried = 1_000;

export const Job = z
  .object({
    id: Id,
    state: z
      .enum(['running', 'paused', 'cancelled', 'done', 'dryRun'])
      .describe('dryRun: nothing was changed, and there is no such job'),
    total: z.int().describe('how many deliveries matched when it began'),
    done: z
      .int()
      .describe(
        `how many of them it has taken, the refused ones included; of a dry run how many it looked at, ${mostTried} at most`,
      ),
    refused: z
      .array(z.object({ id: Id.describe("the delivery's id"), reason: z.enum(replayRefusals) }))
      .describe(`which it did not replay, and why: the first ${mostRefusedListed}`),
    refusedCount: z.int().describe('how many it did not replay'),
    byReason: z
      .array(z.object({ reason: z.enum(parkedReasons).nullable(), count: z.int() }))
      .describe('how many matched when it began, by why they are parked; null for what bounced or was dropped'),
    mayArriveTwice: z.int().describe('how many of these may have arrived already, so that a replay sends them twice'),
    leftOut: z
      .int()
      .describe('how many more would match, but may have arrived already and were not named by reason or id'),
    filter: z.object({
      status: ReplayableStatus,
      reason: z.enum(parkedReasons).nullable(),
      conversation: Id.nullable(),
      byAddress: z.boolean().describe('only those to one address, which is not kept'),
      ids: z.array(Id).nullable(),
      since: Timestamp.nullable(),
      until: Timestamp.nullable(),
    }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;
