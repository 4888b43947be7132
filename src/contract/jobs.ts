import { z } from 'zod';
import { DismissRequest, parkedReasons } from './deliveries.ts';
import { EmailAddress, Id, PageQuery, page, Timestamp } from './primitives.ts';

/** The statuses of deliveries that a bulk replay can include. */
export const replayableStatuses = ['parked', 'bounced', 'dropped'] as const;
const ReplayableStatus = z.enum(replayableStatuses);

/** The most deliveries that can be named one by one. */
export const maxIds = 200;

const chosenId = Id.describe('chosen by you: the same id is the same job');

/** Which deliveries a job takes, besides their status and reason. */
const selection = {
  conversation: Id.optional().describe('only those of one conversation'),
  address: EmailAddress.optional().describe('only those to this address, in any spelling'),
  ids: z.array(Id).min(1).max(maxIds).optional().describe('only these'),
  since: Timestamp.optional().describe('created at or after this time'),
  until: Timestamp.optional().describe('created before this time'),
  dryRun: z.boolean().default(false).describe('only report what would happen'),
};

export const BulkReplayRequest = z
  .strictObject({
    id: chosenId,
    status: ReplayableStatus.default('parked').describe('only those with this status'),
    reason: z
      .enum(parkedReasons)
      .optional()
      .describe(
        'only those parked for this reason; deliveries that may have arrived are included only with unknown or changedWhileUnknown, or by their ids',
      ),
    ...selection,
  })
  .meta({ id: 'BulkReplayRequest' });

export const BulkDismissRequest = z
  .strictObject({
    id: chosenId,
    why: DismissRequest.shape.reason.describe('why they need no more action, in words; each is dismissed with it'),
    reason: z.enum(parkedReasons).optional().describe('only those parked for this reason'),
    ...selection,
  })
  .meta({ id: 'BulkDismissRequest' });

/** Why a delivery is not replayed; the slugs of its 409. */
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
  'outside-messaging-window',
  'too-old',
  'dismissed',
] as const;
export type ReplayRefusal = (typeof replayRefusals)[number];

/** Why a job does not do what it was asked to with a delivery. */
export const jobRefusals = [...replayRefusals, 'not-parked'] as const;
export type JobRefusal = (typeof jobRefusals)[number];

/** The most refused deliveries that are listed; `refusedCount` counts all. */
export const maxRefusedListed = 100;
/** The most deliveries that a dry run examines. */
export const maxTried = 1_000;

export const Job = z
  .object({
    id: Id,
    does: z.enum(['replay', 'dismiss']).describe('what it does with the deliveries'),
    state: z
      .enum(['running', 'paused', 'cancelled', 'done', 'dryRun'])
      .describe('dryRun: nothing was changed, and no job was stored'),
    total: z.int().describe('how many deliveries matched at the start'),
    done: z
      .int()
      .describe(
        `how many of them have been processed, including refused ones; in a dry run how many were examined, at most ${maxTried}`,
      ),
    refused: z
      .array(z.object({ id: Id.describe("the delivery's id"), reason: z.enum(jobRefusals) }))
      .describe(`the deliveries that were not replayed or dismissed, and why; at most the first ${maxRefusedListed}`),
    refusedCount: z.int().describe('how many these are'),
    byReason: z
      .array(z.object({ reason: z.enum(parkedReasons).nullable(), count: z.int() }))
      .describe('how many matched at the start, by the reason for parking; null for bounced and dropped deliveries'),
    mayArriveTwice: z
      .int()
      .describe('how many of these may already have arrived, so that a replay would deliver them twice'),
    leftOut: z
      .int()
      .describe('how many more would match but may already have arrived and were not selected by reason or id'),
    filter: z.object({
      status: ReplayableStatus,
      reason: z.enum(parkedReasons).nullable(),
      conversation: Id.nullable(),
      byAddress: z
        .boolean()
        .describe('whether only those to one address were selected; the address itself is not stored'),
      ids: z.array(Id).nullable(),
      since: Timestamp.nullable(),
      until: Timestamp.nullable(),
    }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobPage = page(Job).meta({ id: 'JobPage' });
export const JobListQuery = PageQuery;
