import { createHmac } from 'node:crypto';

/**
 * The header that shows who sent a request: HMAC-SHA256 over its timestamp, a dot and the bytes of its body, in hex, one
 * for each secret.
 * @param timestamp whole seconds since 1970
 */
export const signatureOf = (
  secrets: readonly string[],
  { timestamp, body }: { readonly timestamp: number; readonly body: string },
): string =>
  secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`).join(',');
