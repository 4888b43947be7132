import { createPublicKey, verify } from 'node:crypto';
import type { Post } from './receiver.ts';

/** The fields of a multipart/form-data body as bytes, by name; read without a decoder, so that nothing can be converted. */
export function fieldsIn({ headers, bytes }: Pick<Post, 'headers' | 'bytes'>): ReadonlyMap<string, Buffer> {
  const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
  const parts = `\r\n${bytes.toString('latin1')}`.split(`\r\n--${boundary}`).slice(1, -1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n');
      return [/ name="([^"]+)"/.exec(part.slice(0, end))?.[1] ?? '', Buffer.from(part.slice(end + 4), 'latin1')];
    }),
  );
}

export function isSignedBy(publicKey: string, { headers, bytes }: Pick<Post, 'headers' | 'bytes'>): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const timestamp = String(headers['x-twilio-email-event-webhook-timestamp']);
  const signature = Buffer.from(String(headers['x-twilio-email-event-webhook-signature']), 'base64');
  return verify('sha256', Buffer.concat([Buffer.from(timestamp), bytes]), key, signature);
}
