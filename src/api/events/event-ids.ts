import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Topic } from './happening.ts';

/** What clients get instead of change stream tokens, because a token names documents of any account. */
export interface EventIds {
  seal(topic: Topic, token: string): string;
  /** The token; null for an id that was not sealed by us, or for another topic. */
  open(topic: Topic, id: string): string | null;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Tokens have a few hundred bytes: they contain one document's key. */
const longestId = 4_096;

/**
 * Seals tokens with AES-256-GCM (NIST SP 800-38D), each for its topic. The nonce is derived from what is sealed, so
 * that a token has the same id in every process, and no nonce is used for two tokens.
 * @param key 32 bytes
 */
export function eventIds(key: Buffer): EventIds {
  const nonceKey = createHmac('sha256', key).update('nonce').digest();
  return {
    seal: (topic, token) => {
      const plain = Buffer.from(token, 'hex');
      const about = aboutOf(topic);
      const nonce = createHmac('sha256', nonceKey)
        .update(about)
        .update('\n')
        .update(plain)
        .digest()
        .subarray(0, nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(about);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open: (topic, id) => {
      if (id.length > longestId) return null;
      const sealed = Buffer.from(id, 'base64url');
      // The last base64 character may have unused bits; without this, several ids would open the same token.
      if (sealed.byteLength <= nonceBytes + tagBytes || sealed.toString('base64url') !== id) return null;
      try {
        const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
          .setAAD(aboutOf(topic))
          .setAuthTag(sealed.subarray(-tagBytes));
        const plain = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
        return plain.toString('hex').toUpperCase();
      } catch {
        return null;
      }
    },
  };
}

/** Ids contain no colon. */
const aboutOf = ({ view, accountId, conversationId }: Topic) =>
  Buffer.from(`${view}:${accountId}:${conversationId ?? ''}`);
