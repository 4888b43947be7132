import { nextMatching, replayNext } from '../store/jobs/bulk-replay.ts';
import { findJob, finishJob, JobMovedError } from '../store/jobs/jobs.ts';
import type { JobDoc } from '../store/mongo/documents.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import type { ActivityDeps } from './deps.ts';

const pageSize = 50;
/** A page takes at least this long; how fast the mails go out is the sending queue's business. */
const pageMs = 500;

/** How far a job is; what its workflow knows of it. */
export type JobProgress = Pick<JobDoc, 'state' | 'total' | 'done' | 'refusedCount'>;

/**
 * Replays the next page of a job, as long as it runs, and wakes the conversations. The job is written with each
 * delivery, so a page that is begun again goes on where it was. Null if there is no such job.
 */
export async function replayPage(deps: ActivityDeps, accountId: string, jobId: string): Promise<JobProgress | null> {
  const startedAt = Date.now();
  try {
    await workOff(deps, accountId, jobId);
  } catch (error) {
    // Paused, cancelled or taken on elsewhere: what it is now says what to do.
    if (!(error instanceof JobMovedError)) throw error;
  }
  const job = await findJob(deps.store, accountId, jobId);
  if (job === null) return null;
  if (job.state === 'running')
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pageMs - (Date.now() - startedAt))));
  const { state, total, done, refusedCount } = job;
  return { state, total, done, refusedCount };
}

async function workOff(deps: ActivityDeps, accountId: string, jobId: string): Promise<void> {
  const { store, clock } = deps;
  let job = await findJob(store, accountId, jobId);
  if (job?.state !== 'running') return;
  const page = await nextMatching(store, job, pageSize);
  for (const delivery of page) {
    const step = await replayNext(store, job, delivery, await clock());
    await wakeOrLeave(deps, step.changed);
    job = step.job;
  }
  if (page.length < pageSize) await finishJob(store, job, await clock());
}
