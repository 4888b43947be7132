import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Job, ListJobsQuery } from './types.ts';

const pathOf = (id: string) => `/v1/jobs/${part(id)}`;

/** Bulk replays, which `deliveries.replayMany` starts. */
export function jobs(answer: Answer) {
  const change = (verb: 'pause' | 'resume' | 'cancel') => (id: string, options?: CallOptions) =>
    answer<Job>('POST', `${pathOf(id)}/${verb}`, options);
  return {
    /** Newest first. */
    list: (query?: ListJobsQuery, options: CallOptions = {}) =>
      answer<Page<Job>>('GET', '/v1/jobs', { ...options, query }),
    /** The job and its progress. */
    get: (id: string, options?: CallOptions) => answer<Job>('GET', pathOf(id), options),
    pause: change('pause'),
    resume: change('resume'),
    cancel: change('cancel'),
  };
}
