import type { z } from 'zod';
import type { Delivery, DeliveryListQuery, DismissRequest, ReplayRequest } from '../contract/deliveries.ts';
import type { BulkReplayRequest, Job } from '../contract/jobs.ts';
import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ListQuery, Page } from './page.ts';

const pathOf = (id: string) => `/v1/deliveries/${part(id)}`;

export function deliveries(answer: Answer) {
  return {
    list: (query?: ListQuery<typeof DeliveryListQuery>, options: CallOptions = {}) =>
      answer<Page<Delivery>>('GET', '/v1/deliveries', { ...options, query }),
    /** With the mail as it was last handed to the provider. */
    get: (id: string, options?: CallOptions) => answer<Delivery>('GET', pathOf(id), options),
    /** Sends a parked delivery after all. */
    replay: (id: string, body: z.input<typeof ReplayRequest> = {}, options: CallOptions = {}) =>
      answer<Delivery>('POST', `${pathOf(id)}/replay`, { ...options, body }),
    /** Gives a parked delivery up for good. */
    dismiss: (id: string, body: z.input<typeof DismissRequest>, options: CallOptions = {}) =>
      answer<Delivery>('POST', `${pathOf(id)}/dismiss`, { ...options, body }),
    /** Sends many after all: starts a job, or answers the one that has this id. */
    replayMany: (body: z.input<typeof BulkReplayRequest>, options: CallOptions = {}) =>
      answer<Job>('POST', '/v1/deliveries/replay', { ...options, body }),
  };
}
