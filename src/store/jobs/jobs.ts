import type { ClientSession, IndexDescription, UpdateFilter } from 'mongodb';
import { type JobRefusal, maxRefusedListed } from '../../contract/jobs.ts';
import { recordAudit } from '../accounts/audit.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { DeliveryDoc, JobDoc, JobFilter, Matched } from '../mongo/documents.ts';
import { jobKey } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';

export const jobIndexes: IndexDescription[] = [
  { key: { watchAt: 1 }, partialFilterExpression: { state: 'running' } },
  { key: { accountId: 1, createdAt: -1, id: -1 } },
];

/** A signal follows each change of a job at once; a workflow that works takes less than a minute per page. */
const watchAfterChangeMs = 5_000;
const watchAfterStepMs = 60_000;

export function findJob(store: Store, accountId: string, id: string): Promise<JobDoc | null> {
  return store.jobs.findOne({ _id: jobKey(accountId, id) });
}

/** The jobs with these keys, of any accounts, in the order of the keys. */
export const findJobs = (store: Store, keys: readonly string[]): Promise<JobDoc[]> =>
  store.jobs.find({ _id: { $in: [...keys] } }, { sort: { _id: 1 } }).toArray();

/** A page of an account's jobs, newest first. */
export function listJobs(store: Store, accountId: string, { after, limit }: PageAsked): Promise<JobDoc[]> {
  return store.jobs.find({ accountId, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit }).toArray();
}

/** A bulk replay, or dismissal, as it was requested. */
export interface AskedJob {
  readonly accountId: string;
  readonly id: string;
  readonly filter: JobFilter;
  readonly dismissal?: { readonly reason: string };
  readonly now: number;
}

/** A job that has not begun yet. */
export function newJob({ accountId, id, filter, dismissal, now }: AskedJob, matched: Matched): JobDoc {
  const total = matched.byReason.reduce((sum, { count }) => sum + count, 0);
  const kept = total === 0 ? {} : dismissal;
  return {
    _id: jobKey(accountId, id),
    accountId,
    id,
    filter,
    ...(dismissal === undefined || kept === undefined ? {} : { dismissal: kept }),
    state: total === 0 ? 'done' : 'running',
    total,
    matched,
    done: 0,
    refused: [],
    refusedCount: 0,
    cursor: null,
    watchAt: now + watchAfterChangeMs,
    createdAt: now,
    updatedAt: now,
  };
}

/** Stores a job unless it exists already. Throws ConflictError `id-taken` if the existing one has another filter. */
export async function keepJob(store: Store, job: JobDoc): Promise<JobDoc> {
  try {
    await inTransaction(store, async (session) => {
      await store.jobs.insertOne(job, { session });
      await recordAudit(store, session, job.id);
    });
    return job;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const known = await findJob(store, job.accountId, job.id);
  if (known === null) throw new Error('the job disappeared while it was being created');
  return sameJob(known, job);
}

/** Throws ConflictError `id-taken` if the job has another filter, or does something else. */
export function sameJob(known: JobDoc, { filter, dismissal }: Pick<JobDoc, 'filter' | 'dismissal'>): JobDoc {
  const doesTheSame = (known.dismissal === undefined) === (dismissal === undefined);
  const isSame = (Object.keys(filter) as (keyof JobFilter)[]).every(
    (field) => JSON.stringify(known.filter[field] ?? null) === JSON.stringify(filter[field] ?? null),
  );
  if (isSame && doesTheSame) return known;
  throw new ConflictError('id-taken', `The id ${known.id} belongs to a job with another filter. Choose a new id.`);
}

/**
 * Pauses, resumes or cancels a job; repeating it changes nothing. Null if there is no such job. Throws ConflictError
 * `job-ended` if the job has ended in another state.
 */
export async function setJobState(
  store: Store,
  { accountId, id, state, now }: Omit<AskedJob, 'filter'> & { readonly state: 'running' | 'paused' | 'cancelled' },
): Promise<JobDoc | null> {
  const changed = await inTransaction(store, async (session) => {
    const after = await store.jobs.findOneAndUpdate(
      { _id: jobKey(accountId, id), state: { $in: ['running', 'paused'], $ne: state } },
      {
        $set: { state, updatedAt: now, watchAt: now + watchAfterChangeMs },
        ...(state === 'cancelled' ? withoutWords : {}),
      },
      { returnDocument: 'after', session },
    );
    if (after !== null) await recordAudit(store, session);
    return after;
  });
  const job = changed ?? (await findJob(store, accountId, id));
  if (job === null || job.state === state) return job;
  throw new ConflictError('job-ended', `The job is ${job.state}. Start another one with a new id.`);
}

/** Of a job that has ended: a person's words are not kept longer than they are needed. */
const withoutWords = { $unset: { 'dismissal.reason': true } } as const;

/** The job has changed since it was read: it was paused or cancelled, or another worker advanced it. */
export class JobMovedError extends Error {
  constructor() {
    super('the job has moved on');
    this.name = 'JobMovedError';
  }
}

/** A delivery that a job has processed, and why nothing was done with it, if so. */
export interface Taken {
  readonly delivery: Pick<DeliveryDoc, 'id' | 'createdAt'>;
  readonly refusal: JobRefusal | null;
  readonly now: number;
}

/**
 * Advances a job by one delivery, if it is still running and unchanged since it was read. Written in the transaction of
 * the replay or dismissal, so that a crash neither skips a delivery nor processes it twice. Throws JobMovedError.
 */
export async function stepJob(
  store: Store,
  job: JobDoc,
  { delivery: { id, createdAt }, refusal, now }: Taken,
  session?: ClientSession,
): Promise<JobDoc> {
  const done = job.done + 1;
  const step = {
    done,
    total: Math.max(job.total, done),
    cursor: { createdAt, id },
    updatedAt: now,
    watchAt: now + watchAfterStepMs,
    ...(refusal === null ? {} : refusedToo(job, id, refusal)),
  };
  await write(store, job, { $set: step }, session);
  return { ...job, ...step };
}

function refusedToo({ refused, refusedCount }: JobDoc, id: string, reason: JobRefusal) {
  return {
    refusedCount: refusedCount + 1,
    refused: refused.length < maxRefusedListed ? [...refused, { id, reason }] : refused,
  };
}

/** Ends a job that has nothing left to process. Throws JobMovedError. */
export async function finishJob(store: Store, job: JobDoc, now: number): Promise<JobDoc> {
  const end = { state: 'done', updatedAt: now } as const;
  await write(store, job, { $set: end, ...withoutWords });
  return { ...job, ...end };
}

async function write(store: Store, job: JobDoc, change: UpdateFilter<JobDoc>, session?: ClientSession): Promise<void> {
  const { matchedCount } = await store.jobs.updateOne(
    { _id: job._id, state: 'running', done: job.done },
    change,
    session ? { session } : {},
  );
  if (matchedCount === 0) throw new JobMovedError();
}

/**
 * For the sweeper: running jobs whose workflow has shown no progress. Yields each as it is taken, by a guarded update
 * that moves the time on, so that only one sweeper signals.
 */
export async function* takeLostJobs(store: Store, now: number): AsyncGenerator<Pick<JobDoc, 'accountId' | 'id'>> {
  const lost = await store.jobs.find({ state: 'running', watchAt: { $lte: now } }, { limit: 100 }).toArray();
  for (const job of lost) {
    const { modifiedCount } = await store.jobs.updateOne(
      { _id: job._id, state: 'running', watchAt: job.watchAt },
      { $set: { watchAt: now + watchAfterStepMs } },
    );
    if (modifiedCount === 1) yield job;
  }
}
