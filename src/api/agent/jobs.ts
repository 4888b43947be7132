import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { BulkReplayRequest, Job, JobListQuery, JobPage } from '../../contract/jobs.ts';
import { startBulkReplay, tryBulkReplay } from '../../store/jobs/bulk-replay.ts';
import { findJob, listJobs, setJobState } from '../../store/jobs/jobs.ts';
import { keyOfAddress } from '../../store/mongo/ids.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { dryRunExample } from '../documentation/examples-for-operators.ts';
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

/** Replays many deliveries, and shows and controls such a job. */
export function jobs(deps: ApiDeps) {
  const { store, clock, notifier } = deps;

  async function set(c: Context<ApiEnv>, id: string, state: 'running' | 'paused' | 'cancelled') {
    const { accountId } = c.get('key');
    const job = await setJobState(await recording(c, deps), { accountId, id, state, now: await clock() });
    if (job === null) throw notFound('job');
    notifier.jobChanged(accountId, id);
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
        const { id, status, reason, conversation, address, ids, since, until, dryRun } = c.req.valid('json');
        const { accountId } = c.get('key');
        const filter = {
          status,
          reason: reason ?? null,
          conversation: conversation ?? null,
          toKey: address === undefined ? null : keyOfAddress(address),
          ids: ids ?? null,
          since: since === undefined ? null : Date.parse(since),
          until: until === undefined ? null : Date.parse(until),
        };
        if (dryRun) {
          const tried = await tryBulkReplay(store, { accountId, id, filter, now: await clock() });
          return c.json({ ...jobView(tried), state: 'dryRun' as const }, 200);
        }
        const job = await startBulkReplay(await recording(c, deps), { accountId, id, filter, now: await clock() });
        if (job.state === 'running') notifier.jobChanged(accountId, id);
        return c.json(jobView(job), 202);
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
