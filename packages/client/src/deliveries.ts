import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Send } from './send.ts';
import type {
  BulkDismissRequest,
  BulkReplayRequest,
  Delivery,
  DismissRequest,
  Job,
  ListDeliveriesQuery,
  ReplayRequest,
} from './types.ts';

const pathOf = (id: string) => `/v1/deliveries/${part(id)}`;

export function deliveries(answer: Answer, send: Send) {
  return {
    /** Newest first, without the email itself. */
    list: (query?: ListDeliveriesQuery, options: CallOptions = {}) =>
      answer<Page<Delivery>>('GET', '/v1/deliveries', { ...options, query }),
    /** One delivery, with the email as it was last handed to the provider. */
    get: (id: string, options?: CallOptions) => answer<Delivery>('GET', pathOf(id), options),
    /** The email as it was last handed to the provider, as a page for a frame with `sandbox`. */
    html: (id: string, options: CallOptions = {}) =>
      send('GET', `${pathOf(id)}/html`, options, (response) => response.text()),
    /** Sends a parked delivery after all. */
    replay: (id: string, body: ReplayRequest = {}, options: CallOptions = {}) =>
      answer<Delivery>('POST', `${pathOf(id)}/replay`, { ...options, body }),
    /** Dismisses a parked delivery for good. */
    dismiss: (id: string, body: DismissRequest, options: CallOptions = {}) =>
      answer<Delivery>('POST', `${pathOf(id)}/dismiss`, { ...options, body }),
    /** Sends many deliveries after all: starts a job, or returns the one that has this id. */
    replayMany: (body: BulkReplayRequest, options: CallOptions = {}) =>
      answer<Job>('POST', '/v1/deliveries/replay', { ...options, body }),
    /** Dismisses many parked deliveries for good: starts a job, or returns the one that has this id. */
    dismissMany: (body: BulkDismissRequest, options: CallOptions = {}) =>
      answer<Job>('POST', '/v1/deliveries/dismiss', { ...options, body }),
  };
}
