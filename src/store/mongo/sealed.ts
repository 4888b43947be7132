import { createCipheriv, createDecipheriv } from 'node:crypto';

const algorithm = 'aes-256-gcm';
export const nonceBytes = 12;
const tagBytes = 16;

/** What is sealed, for whom, and under which nonce: one that is used for nothing else that the key seals. */
export interface ToSeal {
  readonly plain: Buffer;
  /** Opening it requires the same. */
  readonly about: Buffer;
  readonly nonce: Buffer;
}

/**
 * Seals bytes with AES-256-GCM (NIST SP 800-38D), in base64url: they can be neither read nor changed without the key.
 * @param key 32 bytes
 */
export function seal(key: Buffer, { plain, about, nonce }: ToSeal): string {
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(about);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The bytes; null for anything that this key has not sealed about this. */
export function open(key: Buffer, about: Buffer, text: string): Buffer | null {
  const sealed = Buffer.from(text, 'base64url');
  // The last base64 character may have unused bits; without this, several texts would open the same bytes.
  if (sealed.byteLength <= nonceBytes + tagBytes || sealed.toString('base64url') !== text) return null;
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(about)
      .setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
