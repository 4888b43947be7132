import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Job } from './types.ts';

const pathOf = (id: string) => `/v1/jobs/${part(id)}`;

/** Bulk replays, which `deliveries.replayMany` starts. */
export function jobs(answer: Answer) {
  const change = (verb: 'pause' | 'resume' | 'cancel') => (id: string, options?: CallOptions) =>
    answer<Job>('POST', `${pathOf(id)}/${verb}`, options);
  return {
    /** The job and its progress. */
    get: (id: string, options?: CallOptions) => answer<Job>('GET', pathOf(id), options),
    pause: change('pause'),
    resume: change('resume'),
    cancel: change('cancel'),
  };
}
