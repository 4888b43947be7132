import { createHmac, timingSafeEqual } from 'node:crypto';

/** Its value is `sha256=` and 64 hexadecimal digits (Meta, Webhooks, Validate payloads). */
export const metaSignatureHeader = 'x-hub-signature-256';

/**
 * Whether one of the app's secrets signed these bytes. They count as they were sent: Meta signs its text with characters
 * escaped as `\u00e4`, which reading and writing it again would change.
 */
export function isSignedByMeta(secrets: readonly string[], signature: string, bytes: Uint8Array): boolean {
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1] ?? '', 'hex');
  if (given.length !== 32) return false;
  // All of them are compared, so that the time taken tells nothing.
  return (
    secrets.filter((secret) => timingSafeEqual(createHmac('sha256', secret).update(bytes).digest(), given)).length > 0
  );
}
