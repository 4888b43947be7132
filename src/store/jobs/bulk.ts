import type { ClientSession, Filter } from 'mongodb';
import { type JobRefusal, jobRefusals, maxRefusedListed, maxTried } from '../../contract/jobs.ts';
import type { ParkedReason } from '../../contract/outcomes.ts';
import { dismissDelivery } from '../deliveries/dismiss.ts';
import { replayDelivery, replayRefusal } from '../deliveries/replay.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { DeliveryDoc, JobDoc, JobFilter, Matched } from '../mongo/documents.ts';
import { deliveryKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type AskedJob, findJob, keepJob, newJob, sameJob, stepJob } from './jobs.ts';

/** The part of a delivery that determines its place in the job's order. */
export type Matching = Pick<DeliveryDoc, 'id' | 'createdAt'>;

/**
 * Starts a bulk replay, or dismissal; the same id is the same job. A job that matches nothing is done at once. Throws
 * ConflictError `id-taken` if the job with this id has another filter.
 */
export async function startJob(store: Store, asked: AskedJob): Promise<JobDoc> {
  const known = await findJob(store, asked.accountId, asked.id);
  if (known !== null) return sameJob(known, asked);
  return keepJob(store, newJob(asked, await matched(store, asked)));
}

/** What a job would replay, or dismiss, and refuse, judged by the oldest `maxTried`; nothing is changed or stored. */
export async function tryJob(store: Store, asked: AskedJob): Promise<JobDoc> {
  const { now } = asked;
  const job = newJob(asked, await matched(store, asked));
  const matching = await store.deliveries
    .find(matchingFilter(job), { projection: { request: 0 }, sort: inOrder, limit: maxTried })
    .toArray();
  const refused = [];
  for (const delivery of matching) {
    const reason = job.dismissal === undefined ? await replayRefusal(store, delivery, now) : null;
    if (reason !== null) refused.push({ id: delivery.id, reason });
  }
  return {
    ...job,
    done: matching.length,
    refused: refused.slice(0, maxRefusedListed),
    refusedCount: refused.length,
  };
}

/** The next deliveries of a job: created before it, after its cursor, the oldest first. */
export function nextMatching(store: Store, job: JobDoc, limit: number): Promise<Matching[]> {
  return store.deliveries
    .find(matchingFilter(job), { projection: { id: 1, createdAt: 1 }, sort: inOrder, limit })
    .toArray();
}

/** The result of a job's step: the job as it is now, what was changed, and why it was refused, if it was. */
export interface Step {
  readonly job: JobDoc;
  readonly changed: Awaited<ReturnType<typeof replayDelivery>>;
  readonly refusal: JobRefusal | null;
}

/** Replays, or dismisses, one delivery of a job, or records why not, and advances the job; both or neither. Throws JobMovedError. */
export async function takeNext(store: Store, job: JobDoc, delivery: Matching, now: number): Promise<Step> {
  const refused = async (refusal: JobRefusal): Promise<Step> => ({
    ...{ job: await stepJob(store, job, { delivery, refusal, now }), changed: null, refusal },
  });
  try {
    let after = job;
    const alongside = async (session: ClientSession) => {
      after = await stepJob(store, job, { delivery, refusal: null, now }, session);
    };
    const asked = { accountId: job.accountId, deliveryId: delivery.id, now, alongside };
    const changed =
      job.dismissal === undefined
        ? await replayDelivery(store, { ...asked, evenIfRead: false })
        : await dismissDelivery(store, { ...asked, reason: job.dismissal.reason ?? '' });
    if (changed !== null) return { job: after, changed, refusal: null };
  } catch (error) {
    if (!(error instanceof ConflictError) || !isJobRefusal(error.slug)) throw error;
    return refused(error.slug);
  }
  return refused('nothing-left');
}

const isJobRefusal = (slug: string): slug is JobRefusal => (jobRefusals as readonly string[]).includes(slug);

const inOrder = { createdAt: 1, id: 1 } as const;

/** How many match now, by reason, and how many may already have arrived, which are replayed only if they were named. */
export async function matched(
  store: Store,
  { accountId, filter, dismissal, now }: Pick<AskedJob, 'accountId' | 'filter' | 'dismissal' | 'now'>,
): Promise<Matched> {
  const job = { accountId, filter, ...(dismissal === undefined ? {} : { dismissal }), createdAt: now, cursor: null };
  const all = matchingAtAll(job);
  const [groups, mayHaveArrived] = await Promise.all([
    store.deliveries
      .aggregate<{ readonly _id: ParkedReason | null; readonly count: number }>([
        { $match: matchingFilter(job) },
        { $group: { _id: '$reason', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ])
      .toArray(),
    store.deliveries.countDocuments({ ...all, ...mayHaveArrivedFilter }),
  ]);
  const byReason = groups.map(({ _id, count }) => ({ reason: _id, count }));
  if (dismissal !== undefined) return { byReason, mayArriveTwice: 0, leftOut: 0 };
  return isNamed(filter)
    ? { byReason, mayArriveTwice: mayHaveArrived, leftOut: 0 }
    : { byReason, mayArriveTwice: 0, leftOut: mayHaveArrived };
}

/** An attempt has an unknown outcome, and no report has decided it. What was accepted and bounced did not arrive. */
const mayHaveArrivedFilter = { 'attempts.end': 'unknown', acceptedAt: null } as const;

/** Naming such deliveries, by reason or by id, accepts that an email may arrive twice; asking for all does not. */
const isNamed = ({ reason, ids }: JobFilter) =>
  reason === 'unknown' || reason === 'changedWhileUnknown' || (ids ?? null) !== null;

type Position = Pick<JobDoc, 'accountId' | 'filter' | 'dismissal' | 'createdAt' | 'cursor'>;

function matchingFilter(job: Position): Filter<DeliveryDoc> {
  // What is dismissed is sent no more, so it cannot arrive twice.
  if (job.dismissal !== undefined || isNamed(job.filter)) return matchingAtAll(job);
  return { ...matchingAtAll(job), $nor: [mayHaveArrivedFilter] };
}

function matchingAtAll({
  accountId,
  filter: { status, reason, conversation = null, toKey = null, ids = null, since, until },
  createdAt,
  cursor,
}: Position): Filter<DeliveryDoc> {
  return {
    accountId,
    status,
    ...(reason === null ? {} : { reason }),
    ...(conversation === null ? {} : { conversationId: conversation }),
    ...(toKey === null ? {} : { toKey }),
    ...(ids === null ? {} : { _id: { $in: ids.map((id) => deliveryKey(accountId, id)) } }),
    createdAt: { $gte: since ?? 0, $lte: createdAt, ...(until === null ? {} : { $lt: until }) },
    ...(cursor === null ? {} : newerThan(cursor)),
  };
}

function newerThan({ createdAt, id }: { readonly createdAt: number; readonly id: string }) {
  return { $or: [{ createdAt: { $gt: createdAt } }, { createdAt, id: { $gt: id } }] };
}
