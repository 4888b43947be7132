import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Send } from './send.ts';
import type { DismissRequest, InboundEmail, InboundReplayed, InboundReplayRequest, ListInboundQuery } from './types.ts';

const pathOf = (id: string) => `/v1/inbound/${part(id)}`;

export function inbound(answer: Answer, send: Send) {
  return {
    /** Newest first. */
    list: (query?: ListInboundQuery, options: CallOptions = {}) =>
      answer<Page<InboundEmail>>('GET', '/v1/inbound', { ...options, query }),
    get: (id: string, options?: CallOptions) => answer<InboundEmail>('GET', pathOf(id), options),
    /** The whole email as a page that loads and runs nothing, for the `srcdoc` of a frame with `sandbox`. */
    html: (id: string, options: CallOptions = {}) =>
      send('GET', `${pathOf(id)}/html`, options, (response) => response.text()),
    /** Processes a dead letter once more. */
    replay: (id: string, options?: CallOptions) => answer<InboundEmail>('POST', `${pathOf(id)}/replay`, options),
    /** Processes the oldest 100 dead letters that match once more. */
    replayMany: (body: InboundReplayRequest = {}, options: CallOptions = {}) =>
      answer<InboundReplayed>('POST', '/v1/inbound/replay', { ...options, body }),
    /** Dismisses a dead letter for good. */
    dismiss: (id: string, body: DismissRequest, options: CallOptions = {}) =>
      answer<InboundEmail>('POST', `${pathOf(id)}/dismiss`, { ...options, body }),
  };
}
