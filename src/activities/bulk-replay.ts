import { nextMatching, takeNext } from '../store/jobs/bulk.ts';
import { findJob, finishJob, JobMovedError } from '../store/jobs/jobs.ts';
import type { JobDoc } from '../store/mongo/documents.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { ActivityDeps } from './deps.ts';

const pageSize = 50;
/** A page takes at least this long; the sending queue decides how fast the emails are sent. */
const pageMs = 500;

/** A job's progress, which is all that its workflow knows about it. */
export type JobProgress = Pick<JobDoc, 'state' | 'total' | 'done' | 'refusedCount'> & { readonly isDismissal?: true };

/**
 * Replays, or dismisses, the next page of a running job and wakes the conversations. The job is written with each delivery, so a
 * repeated page continues where it was. Null if there is no such job.
 */
export async function replayPage(deps: ActivityDeps, accountId: string, jobId: string): Promise<JobProgress | null> {
  const startedAt = Date.now();
  try {
    await workOff(deps, accountId, jobId);
  } catch (error) {
    // Paused, cancelled or continued elsewhere: its present state decides what to do.
    if (!(error instanceof JobMovedError)) throw error;
  }
  const job = await findJob(deps.store, accountId, jobId);
  if (job === null) return null;
  if (job.state === 'running')
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pageMs - (Date.now() - startedAt))));
  const { state, total, done, refusedCount } = job;
  return { state, total, done, refusedCount, ...(job.dismissal === undefined ? {} : { isDismissal: true }) };
}

async function workOff(deps: ActivityDeps, accountId: string, jobId: string): Promise<void> {
  const { store, clock, log } = deps;
  let job = await findJob(store, accountId, jobId);
  if (job?.state !== 'running') return;
  const isDismissal = job.dismissal !== undefined;
  const what = isDismissal ? 'dismissal' : 'replay';
  const page = await nextMatching(store, job, pageSize);
  for (const delivery of page) {
    const step = await takeNext(store, job, delivery, await clock());
    const about = { accountId, jobId, deliveryId: delivery.id };
    if (step.refusal !== null) log.warn({ ...about, reason: step.refusal }, `${what} refused to a job`);
    else log.info(about, isDismissal ? 'dismissed by a job' : 'replay asked for by a job');
    await wakeOrLeave(deps, step.changed);
    job = step.job;
  }
  if (page.length < pageSize) {
    const { done, refusedCount } = await finishJob(store, job, await clock());
    const counts = { [isDismissal ? 'dismissed' : 'replayed']: done - refusedCount, refused: refusedCount };
    log.info({ accountId, jobId, ...counts }, `bulk ${what} done`);
  }
}
