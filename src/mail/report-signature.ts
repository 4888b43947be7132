import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Reports are repeated for 24 hours, so only timestamps that cannot be right are refused. */
const oldestMs = 48 * 3_600_000;
const latestMs = 3_600_000;

/**
 * The public keys of signed reports, from base64 (DER, SPKI) as SendGrid shows them, separated by commas: two while one
 * replaces the other. Null if one of them is not a P-256 public key.
 */
export function readReportKeys(text: string): readonly KeyObject[] | null {
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

/** Whether a report may have this timestamp (whole seconds, as text) at `now` (epoch milliseconds). */
export function isTimely(timestamp: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const at = Number(timestamp) * 1_000;
  return at >= now - oldestMs && at <= now + latestMs;
}

/**
 * Whether one of the keys signed this body and timestamp: ECDSA with SHA-256 over the timestamp's text and the bytes of
 * the body as they came (SendGrid, Event Webhook security features).
 */
export function isSigned(keys: readonly KeyObject[], signature: string, timestamp: string, body: Buffer): boolean {
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  const bytes = Buffer.from(signature, 'base64');
  return keys.some((key) => {
    try {
      return verify('sha256', signed, key, bytes);
    } catch {
      return false;
    }
  });
}
