import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';

/** The headers of what SendGrid signs: reports, and emails that come in. */
export const signatureHeader = 'x-twilio-email-event-webhook-signature';
export const timestampHeader = 'x-twilio-email-event-webhook-timestamp';

/** Beyond this, only a clock can be wrong. */
const latestMs = 3_600_000;

/**
 * The public keys of signed webhooks, from base64 (DER, SPKI) as SendGrid shows them, separated by commas: two while one
 * replaces the other. Null if one of them is not a P-256 public key.
 */
export function readWebhookKeys(text: string): readonly KeyObject[] | null {
  const keys: KeyObject[] = [];
  for (const base64 of text.split(',').map((part) => part.trim())) {
    if (base64 === '') continue;
    const key = publicKey(Buffer.from(base64, 'base64'));
    if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null;
    keys.push(key);
  }
  return keys;
}

function publicKey(der: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** Whether a timestamp (whole seconds, as text) is at most this old at `now` (epoch milliseconds). */
export function isTimely(timestamp: string, now: number, oldestMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const at = Number(timestamp) * 1_000;
  return at >= now - oldestMs && at <= now + latestMs;
}

/** Takes in a body as it arrives, then tells whether it was signed. */
export interface SignatureCheck {
  add(bytes: Uint8Array): void;
  /** Only once, at the end of the body. */
  isValid(): boolean;
}

/**
 * Checks whether one of the keys signed a timestamp and a body: ECDSA with SHA-256 over the timestamp's text and the
 * bytes of the body as they came (SendGrid, Event Webhook security features).
 */
export function signatureCheck(keys: readonly KeyObject[], signature: string, timestamp: string): SignatureCheck {
  const checks = keys.map((key) => ({ key, signed: createVerify('sha256').update(timestamp) }));
  const given = Buffer.from(signature, 'base64');
  return {
    add: (bytes) => {
      for (const { signed } of checks) signed.update(bytes);
    },
    isValid: () =>
      checks.some(({ key, signed }) => {
        try {
          return signed.verify(key, given);
        } catch {
          return false;
        }
      }),
  };
}
