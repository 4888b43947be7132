import type dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { WebhookError } from '../contract/outgoing-webhooks.ts';
import { type EndpointRules, hostOf, mayConnectTo, wrongWith } from './endpoint.ts';
import { guarded, NotPublicError } from './guarded-lookup.ts';
import { signatureOf } from './signature.ts';

/** One request: an event to an endpoint. */
export interface Posting {
  readonly url: string;
  /** The newest first. */
  readonly secrets: readonly string[];
  readonly eventId: string;
  /** JSON */
  readonly body: string;
  /** When it is posted, in epoch milliseconds. */
  readonly now: number;
}

/** What came of it: `ok` is any 2xx. A redirect is not followed, so it is not. */
export interface Posted {
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: WebhookError | null;
  /** The beginning of an answer that is not a 2xx. */
  readonly answer: string | null;
}

export interface PostOptions extends EndpointRules {
  /** How long it may take in all. */
  readonly timeoutMs?: number;
  /** Finds a name's addresses; the system's resolver if omitted. */
  readonly lookup?: typeof dns.lookup;
}

const usualTimeoutMs = 10_000;
const maxAnswerBytes = 2_000;
const maxAnswerChars = 500;

/**
 * Posts an event to the URL that an admin gave, and never rejects. The address is checked when it is connected to, so a
 * name that leads elsewhere by then leads nowhere.
 */
export async function postEvent(posting: Posting, options: PostOptions): Promise<Posted> {
  const { timeoutMs = usualTimeoutMs } = options;
  if (wrongWith(posting.url, options) !== null) return failed('notPublic');
  const url = new URL(posting.url);
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayConnectTo(host, options)) return failed('notPublic');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await request(url, posting, { signal, lookup: guarded(options) });
  } catch (error) {
    if (error instanceof NotPublicError) return failed('notPublic');
    return failed(signal.aborted ? 'timeout' : 'unreachable');
  }
}

const failed = (error: WebhookError): Posted => ({ ok: false, status: null, error, answer: null });

function request(
  url: URL,
  { secrets, eventId, body, now }: Posting,
  options: { readonly signal: AbortSignal; readonly lookup: LookupFunction },
): Promise<Posted> {
  const timestamp = Math.floor(now / 1_000);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'afterchat-webhooks/1',
    'afterchat-event-id': eventId,
    'afterchat-timestamp': String(timestamp),
    'afterchat-signature': signatureOf(secrets, { timestamp, body }),
  };
  const send = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    let broken: (error: unknown) => void = reject;
    // No agent: a connection is never used again, so that each is checked.
    const sent = send(url, { method: 'POST', headers, agent: false, ...options }, (response) => {
      const status = response.statusCode ?? 0;
      const ok = status >= 200 && status < 300;
      const end = (read: string) => {
        resolve({ ok, status, error: null, answer: ok || read === '' ? null : read });
        sent.destroy();
      };
      if (ok) return end('');
      const chunks: Buffer[] = [];
      let bytes = 0;
      const told = () => end(beginningOf(Buffer.concat(chunks)));
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= maxAnswerBytes) told();
      });
      response.on('end', told);
      response.on('error', told);
      // Once there is an answer, its status counts, even if the rest of it does not come.
      broken = told;
    });
    sent.on('error', (error) => broken(error));
    sent.end(body);
  });
}

const beginningOf = (bytes: Buffer) =>
  [...bytes.subarray(0, maxAnswerBytes).toString('utf8')].slice(0, maxAnswerChars).join('');
