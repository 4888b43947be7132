import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { SigningKey } from '../signing-key.ts';

/** Longer than a working receiver needs to store 30 MB. */
const answerWithinMs = 30_000;

/** What is sent of a body, for the faults. */
export type Sent = 'whole' | 'halfThenNothing';

export interface Posting {
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** Signs the timestamp and the body; null: no signature. */
  readonly key: SigningKey | null;
  readonly sent: Sent;
  readonly stopped: AbortSignal;
}

/** Posts a body as SendGrid does. Returns the status, or null if there was no answer; never throws. */
export function postInbound({ url, contentType, body, key, sent, stopped }: Posting): Promise<number | null> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'content-type': contentType,
    'content-length': body.length,
    'user-agent': 'Sendlib/1.0 server.sendgrid.net',
    ...(key === null
      ? {}
      : {
          'X-Twilio-Email-Event-Webhook-Signature': key.sign(timestamp, body),
          'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
        }),
  };
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)]);
  return new Promise((resolve) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, { method: 'POST', headers, signal });
    request.on('error', () => resolve(null));
    request.on('response', (answer) => {
      // No redirect is followed.
      answer.resume();
      answer.on('error', () => {});
      resolve(answer.statusCode ?? null);
    });
    if (sent === 'whole') request.end(body);
    else request.write(body.subarray(0, Math.ceil(body.length / 2)), () => request.destroy());
  });
}
