import { createHmac } from 'node:crypto';
import type { MessagingEvent } from './events.ts';

export interface Entry {
  readonly pageId: string;
  readonly event: MessagingEvent;
}

export type WebhookObject = 'page' | 'instagram';

/**
 * The bytes of a post: each page's events in an entry of its own, in ASCII. Whoever signs what they have parsed and
 * written again, instead of the bytes as they came, gets another signature (Meta's reference of webhooks, "Validating payloads").
 */
export function bodyOf(object: WebhookObject, events: readonly Entry[], now: number): Buffer {
  const pages = new Map<string, MessagingEvent[]>();
  for (const { pageId, event } of events) {
    const known = pages.get(pageId);
    if (known === undefined) pages.set(pageId, [event]);
    else known.push(event);
  }
  const entry = [...pages].map(([id, messaging]) => ({ time: now, id, messaging }));
  return Buffer.from(escaped(JSON.stringify({ object, entry })), 'ascii');
}

/** Unicode in lower-case escapes, and slashes escaped as PHP does. */
const escaped = (json: string) =>
  json
    .replaceAll('/', '\\/')
    .replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const signatureOf = (body: Buffer, secret: string, algorithm: 'sha256' | 'sha1' = 'sha256') =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
