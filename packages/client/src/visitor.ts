import { type UploadOptions, uploading } from './attachments.ts';
import type { beaconOf } from './beacon.ts';
import { eventsAt, type StreamOptions, type VisitorEvent } from './events.ts';
import type { HeldToken } from './held-token.ts';
import type { Answer } from './json.ts';
import type { ClientOptions } from './options.ts';
import type { Send } from './send.ts';
import { visitorCalls } from './visitor-calls.ts';

interface VisitorDeps {
  readonly answer: Answer;
  readonly send: Send;
  readonly beacon: ReturnType<typeof beaconOf>;
  readonly token: HeldToken;
  readonly options: ClientOptions;
}

/**
 * What a visitor's page calls: `session` without a key, then the rest with the session's token, which the client keeps.
 */
export function visitor({ answer, send, beacon, token, options: client }: VisitorDeps) {
  return {
    ...visitorCalls(answer, token),
    /** Uploads a file to post a message with: `attachments: [id]`. Slow networks need a longer `timeoutSeconds`. */
    upload: (file: Blob, options: UploadOptions = {}) => uploading(answer, '/v1/visitor/attachments', file, options),
    /**
     * The same from a closing page, in `pagehide`: `beacon({ state: 'left', tab })`. Whether it arrived cannot be
     * known.
     */
    beacon,
    /** What happens in their conversation, as it happens. */
    events: (which: StreamOptions = {}) => eventsAt<VisitorEvent>(send, client, '/v1/visitor/events', which),
  };
}
