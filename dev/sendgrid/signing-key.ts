import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The ECDSA P-256 key pair that SendGrid creates for an Event Webhook, or for a security policy of Inbound Parse. */
export interface SigningKey {
  /** PEM. */
  readonly privateKey: string;
  /** Base64 of the DER SubjectPublicKeyInfo, as SendGrid shows it. */
  readonly publicKey: string;
  /** Base64 of the DER signature (SHA-256) over the timestamp and the exact bytes of the body. */
  readonly sign: (timestamp: string, body: Buffer) => string;
}

/** The key pair in a file, which is created if it is missing; null: a pair for this process only. */
export function openSigningKey(file: string | null): SigningKey {
  return signingKey(file !== null && existsSync(file) ? createPrivateKey(readFileSync(file)) : newKey(file));
}

export function signingKey(privateKey: KeyObject): SigningKey {
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (timestamp, body) =>
      sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString('base64'),
  };
}

function newKey(file: string | null): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (file !== null) {
    mkdirSync(dirname(file), { recursive: true });
    // Moved into place by renaming, so that a kill in the middle leaves no half-written key.
    writeFileSync(`${file}.new`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return privateKey;
}
