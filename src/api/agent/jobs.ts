import { OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { BulkDismissRequest, BulkReplayRequest, Job, JobListQuery, JobPage } from '../../contract/jobs.ts';
import { startJob, tryJob } from '../../store/jobs/bulk.ts';
import { findJob, listJobs, setJobState } from '../../store/jobs/jobs.ts';
import type { JobFilter } from '../../store/mongo/documents.ts';
import { keyOfAddress } from '../../store/mongo/ids.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { dismissalExample, dryRunExample } from '../documentation/examples-for-operators.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, jobParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { jobView } from '../views.ts';

/** Pausing, resuming or cancelling a job that has not ended. */
const change = <const Verb extends 'pause' | 'resume' | 'cancel'>(verb: Verb, summary: string, description: string) =>
  keyedRoute('deliveries', {
    method: 'post',
    path: `/v1/jobs/{id}/${verb}`,
    operationId: `${verb}Job`,
    tags: ['Deliveries'],
    summary,
    description,
    request: { params },
    responses: { 200: json(Job, 'The job. Repeating the request changes nothing.'), ...conflict('job-ended') },
  });

interface Begin extends Omit<z.infer<typeof BulkReplayRequest>, 'reason'> {
  readonly reason?: JobFilter['reason'] | undefined;
  readonly dismissal?: { readonly reason: string };
}

function filterOf({
  status,
  reason,
  conversation,
  address,
  ids,
  since,
  until,
}: Omit<Begin, 'id' | 'dryRun' | 'dismissal'>): JobFilter {
  return {
    status,
    reason: reason ?? null,
    conversation: conversation ?? null,
    toKey: address === undefined ? null : keyOfAddress(address),
    ids: ids ?? null,
    since: since === undefined ? null : Date.parse(since),
    until: until === undefined ? null : Date.parse(until),
  };
}

/** Replays or dismisses many deliveries, and shows and controls such a job. */
export function jobs(deps: ApiDeps) {
  const { store, clock, notifier } = deps;

  async function set(c: Context<ApiEnv>, id: string, state: 'running' | 'paused' | 'cancelled') {
    const { accountId } = c.get('key');
    const job = await setJobState(await recording(c, deps), { accountId, id, state, now: await clock() });
    if (job === null) throw notFound('job');
    notifier.jobChanged(accountId, id);
    return jobView(job);
  }

  /** Starts a job, or only tries what it would do. */
  async function begun(
    c: Context<ApiEnv>,
    { id, dryRun, dismissal, ...selected }: Begin,
  ): Promise<z.infer<typeof Job>> {
    const { accountId } = c.get('key');
    const does = dismissal === undefined ? {} : { dismissal };
    const asked = { accountId, id, filter: filterOf(selected), ...does, now: await clock() };
    if (dryRun) return { ...jobView(await tryJob(store, asked)), state: 'dryRun' as const };
    const job = await startJob(await recording(c, deps), asked);
    if (job.state === 'running') notifier.jobChanged(accountId, id);
    return jobView(job);
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/deliveries/replay',
        operationId: 'replayDeliveries',
        tags: ['Deliveries'],
        summary: 'Replay many deliveries',
        description:
          'Starts a job that replays all matching deliveries, oldest first, each of them at most once. Deliveries that may already have arrived are left out unless you ask for them, either with the reason `unknown` or `changedWhileUnknown` or by their ids. A delivery that cannot be replayed is listed in `refused`, with the reason a single replay would give, and the job continues.',
        request: { body: body(BulkReplayRequest) },
        responses: {
          200: {
            description: 'The result of a dry run: what the job would do. Nothing was changed.',
            content: { 'application/json': { schema: Job, example: dryRunExample } },
          },
          202: json(Job, 'The job. Repeating the request answers the same job.'),
          ...conflict('id-taken'),
        },
      }),
      async (c) => {
        const { status, ...asked } = c.req.valid('json');
        const job = await begun(c, { ...asked, status });
        return job.state === 'dryRun' ? c.json(job, 200) : c.json(job, 202);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/deliveries/dismiss',
        operationId: 'dismissDeliveries',
        tags: ['Deliveries'],
        summary: 'Dismiss many deliveries',
        description:
          'Starts a job that dismisses all matching parked deliveries for good, oldest first, those that may already have arrived included. One that is not parked any more by then is listed in `refused`, and the job continues. The words in `why` are kept with the deliveries, and with the job only until it has ended.',
        request: { body: body(BulkDismissRequest) },
        responses: {
          200: {
            description: 'The result of a dry run: what the job would do. Nothing was changed.',
            content: { 'application/json': { schema: Job, example: dismissalExample } },
          },
          202: json(Job, 'The job. Repeating the request answers the same job.'),
          ...conflict('id-taken'),
        },
      }),
      async (c) => {
        const { why, ...asked } = c.req.valid('json');
        const job = await begun(c, { ...asked, status: 'parked', dismissal: { reason: why } });
        return job.state === 'dryRun' ? c.json(job, 200) : c.json(job, 202);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/jobs',
        operationId: 'listJobs',
        tags: ['Deliveries'],
        summary: 'List jobs',
        description: 'Newest first, those that have ended included.',
        request: { query: JobListQuery },
        responses: { 200: json(JobPage, 'A page of jobs.') },
      }),
      async (c) => {
        const { cursor, limit } = c.req.valid('query');
        const asked = { after: positionOf(cursor), limit: limit + 1 };
        return c.json(pageOf(await listJobs(store, c.get('key').accountId, asked), limit, jobView), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/jobs/{id}',
        operationId: 'getJob',
        tags: ['Deliveries'],
        summary: 'Get a job',
        request: { params },
        responses: { 200: json(Job, 'The job.') },
      }),
      async (c) => {
        const job = await findJob(store, c.get('key').accountId, c.req.valid('param').id);
        if (job === null) throw notFound('job');
        return c.json(jobView(job), 200);
      },
    )
    .openapi(change('pause', 'Pause a job', 'Deliveries that it has already replayed are still sent.'), async (c) =>
      c.json(await set(c, c.req.valid('param').id, 'paused'), 200),
    )
    .openapi(change('resume', 'Resume a paused job', 'The job continues where it stopped.'), async (c) =>
      c.json(await set(c, c.req.valid('param').id, 'running'), 200),
    )
    .openapi(change('cancel', 'Cancel a job', 'Deliveries that it has already replayed are still sent.'), async (c) =>
      c.json(await set(c, c.req.valid('param').id, 'cancelled'), 200),
    );
}
