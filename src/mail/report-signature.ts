import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Reports are sent again for 24 hours after their time, so only what cannot be true is refused. */
const oldestMs = 48 * 3_600_000;
const latestMs = 3_600_000;

/**
 * The keys that reports may be signed with, from base64 (DER, SPKI) as SendGrid shows them, separated by commas: two at
 * a time while one takes over from the other. Null if one is not the public key of a P-256 pair.
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

/** Whether a timestamp (whole seconds, as text) is one that a report may have at `now`, in epoch milliseconds. */
export function isTimely(timestamp: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const at = Number(timestamp) * 1_000;
  return at >= now - oldestMs && at <= now + latestMs;
}

/**
 * Whether one of the keys signed this body at this time: ECDSA with SHA-256 over the timestamp's text and the bytes of the
 * body as they came (SendGrid, Event Webhook security features).
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
